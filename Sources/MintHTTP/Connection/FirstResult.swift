import NIOCore
import Synchronization

/// A value that several may try to set; the first one counts. One task may wait for it, and stops waiting when it is
/// cancelled: what blocks (the resolver, a connection attempt) is left behind, not waited out.
final class FirstResult<Value: Sendable>: Sendable {
    private enum State {
        case open
        case waiting(CheckedContinuation<Value, any Error>)
        case settled(Result<Value, any Error>)
    }

    private let state = Mutex(State.open)

    /// - Returns: Whether this result was the first; if not, what it holds is the caller's to release.
    @discardableResult
    func settle(_ result: Result<Value, any Error>) -> Bool {
        let (isFirst, waiting) = state.withLock { state -> (Bool, CheckedContinuation<Value, any Error>?) in
            switch state {
            case .open:
                state = .settled(result)
                return (true, nil)
            case .waiting(let continuation):
                state = .settled(result)
                return (true, continuation)
            case .settled:
                return (false, nil)
            }
        }
        waiting?.resume(with: result)
        return isFirst
    }

    /// Waits; at most one task may.
    func value() async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let settled = state.withLock { state -> Result<Value, any Error>? in
                    if case .settled(let result) = state { return result }
                    state = .waiting(continuation)
                    return nil
                }
                if let settled { continuation.resume(with: settled) }
            }
        } onCancel: {
            settle(.failure(CancellationError()))
        }
    }
}

extension EventLoopFuture where Value: Sendable {
    /// The future's value, or `CancellationError` as soon as the task is cancelled.
    ///
    /// - Parameter release: Called with a value that came after the task had gone.
    func abandonable(release: @escaping @Sendable (Value) -> Void = { _ in }) async throws -> Value {
        let first = FirstResult<Value>()
        whenComplete { result in
            let isFirst = first.settle(result.mapError { $0 })
            if !isFirst, case .success(let value) = result { release(value) }
        }
        return try await first.value()
    }
}

/// The time that was given is over.
struct DeadlineReached: Error {}

/// Runs `body`, and cancels it at `instant`.
///
/// - Throws: ``DeadlineReached``, else what `body` throws.
func withDeadline<Value: Sendable>(
    _ instant: ContinuousClock.Instant, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(until: instant, clock: .continuous)
            throw DeadlineReached()
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}
