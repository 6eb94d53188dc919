import MintCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Those of this process that wait for one lock file, first come first served, and the thread that waits for them.
///
/// `flock` cannot be told to stop waiting. So a cancelled waiter leaves at once and the thread stays until the holder
/// lets go; finding nobody left, it unlocks and ends. However often a wait is cancelled, there is one thread.
final class LockQueue: Sendable {
    private struct State {
        var waiters: [LockWaiter] = []
        var hasThread = false
    }

    private let path: String
    private let state = Mutex(State())

    init(path: String) { self.path = path }

    var isEmpty: Bool { state.withLock { $0.waiters.allSatisfy(\.isSettled) } }

    func add(_ waiter: LockWaiter) {
        let needsThread = state.withLock { state in
            state.waiters.removeAll(where: \.isSettled)
            state.waiters.append(waiter)
            defer { state.hasThread = true }
            return !state.hasThread
        }
        guard needsThread else { return }
        if let code = BlockingThread.start({ self.serve() }) {
            // An answer then, not a task that waits for ever.
            fail(.failed(path: path, reason: "no thread to wait on: \(String(cString: strerror(code)))"))
        }
    }

    private func serve() {
        while hasWork() {
            do throws(StateError) {
                handOver(FileLockLease(try LockFile.lockedWhenFree(at: path)))
            } catch {
                fail(error)
                return
            }
        }
    }

    /// Whether anybody waits; where nobody does, this thread is over, and the next waiter starts another.
    private func hasWork() -> Bool {
        state.withLock { state in
            state.waiters.removeAll(where: \.isSettled)
            state.hasThread = !state.waiters.isEmpty
            return state.hasThread
        }
    }

    /// Gives the lease to the first who still wants it. Unclaimed, it is released here and now.
    private func handOver(_ lease: FileLockLease) {
        while let waiter = state.withLock({ $0.waiters.isEmpty ? nil : $0.waiters.removeFirst() }) {
            if waiter.settle(.success(lease)) { return }
        }
        lease.release()
    }

    private func fail(_ error: StateError) {
        let waiters = state.withLock { state in
            defer { state = State() }
            return state.waiters
        }
        for waiter in waiters { waiter.settle(.failure(error)) }
    }
}
