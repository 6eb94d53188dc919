public import MintCore
import Synchronization

/// A ``CredentialLock`` among the tasks of one process, without files.
public final class InProcessLock: CredentialLock {
    private struct Waiter {
        var number: Int
        var continuation: CheckedContinuation<any LockLease, any Error>
    }

    private struct State {
        var held: Set<LockKey> = []
        var waiters: [LockKey: [Waiter]] = [:]
        var cancelled: Set<Int> = []
        var count = 0
    }

    private let state = Mutex(State())

    public init() {}

    /// How many tasks wait for the key now.
    public func waiting(for key: LockKey) -> Int { state.withLock { $0.waiters[key]?.count ?? 0 } }

    /// Returns once a task waits for the key, or when this one is cancelled.
    public func isAwaited(_ key: LockKey) async {
        while waiting(for: key) == 0, !Task.isCancelled { await Task.yield() }
    }

    public func acquireNow(_ key: LockKey) -> (any LockLease)? {
        let isFree = state.withLock { $0.held.insert(key).inserted }
        return isFree ? Lease(lock: self, key: key) : nil
    }

    public func acquire(_ key: LockKey) async throws -> any LockLease {
        try Task.checkCancellation()
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { enqueue(Waiter(number: number, continuation: $0), for: key) }
        } onCancel: {
            cancel(number, key)
        }
    }

    private func enqueue(_ waiter: Waiter, for key: LockKey) {
        let result: Result<any LockLease, any Error>? = state.withLock { state in
            if state.cancelled.remove(waiter.number) != nil { return .failure(CancellationError()) }
            if state.held.insert(key).inserted { return .success(Lease(lock: self, key: key)) }
            state.waiters[key, default: []].append(waiter)
            return nil
        }
        if let result { waiter.continuation.resume(with: result) }
    }

    private func cancel(_ number: Int, _ key: LockKey) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiters[key]?.firstIndex(where: { $0.number == number }) else {
                state.cancelled.insert(number)
                return nil
            }
            return state.waiters[key]?.remove(at: index)
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }

    fileprivate func release(_ key: LockKey) {
        let next = state.withLock { state -> Waiter? in
            guard state.waiters[key]?.isEmpty == false else {
                state.held.remove(key)
                return nil
            }
            return state.waiters[key]?.removeFirst()
        }
        next?.continuation.resume(returning: Lease(lock: self, key: key))
    }

    private final class Lease: LockLease {
        private let lock: InProcessLock
        private let key: LockKey
        private let isHeld = Mutex(true)

        init(lock: InProcessLock, key: LockKey) { (self.lock, self.key) = (lock, key) }

        func release() {
            let wasHeld = isHeld.withLock { held in
                defer { held = false }
                return held
            }
            if wasHeld { lock.release(key) }
        }

        deinit { release() }
    }
}
