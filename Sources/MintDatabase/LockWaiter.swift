import MintCore
import Synchronization

/// One task that waits for a lock. It is settled once: by the lock, by an error, or by its cancellation.
final class LockWaiter: Sendable {
    private enum State {
        case new
        case waiting(CheckedContinuation<any LockLease, any Error>)
        /// Cancelled before it began to wait.
        case settledEarly(Result<any LockLease, any Error>)
        case settled
    }

    private let state = Mutex(State.new)

    var isSettled: Bool {
        state.withLock { state in
            switch state {
            case .new, .waiting: false
            case .settledEarly, .settled: true
            }
        }
    }

    func begin(_ continuation: CheckedContinuation<any LockLease, any Error>) {
        let early: Result<any LockLease, any Error>? = state.withLock { state in
            if case .settledEarly(let result) = state {
                state = .settled
                return result
            }
            state = .waiting(continuation)
            return nil
        }
        if let early { continuation.resume(with: early) }
    }

    /// - Returns: Whether this result is the one that counts.
    @discardableResult
    func settle(_ result: Result<any LockLease, any Error>) -> Bool {
        let (counts, continuation) = state.withLock {
            state -> (Bool, CheckedContinuation<any LockLease, any Error>?) in
            switch state {
            case .new:
                state = .settledEarly(result)
                return (true, nil)
            case .waiting(let continuation):
                state = .settled
                return (true, continuation)
            case .settledEarly, .settled:
                return (false, nil)
            }
        }
        continuation?.resume(with: result)
        return counts
    }
}
