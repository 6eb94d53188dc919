import Synchronization

/// A transport with at most so many requests under way; the others wait their turn, and their deadlines begin with it.
public struct BoundedTransport: HTTPTransport {
    private let transport: any HTTPTransport
    private let turns: Turns

    /// - Parameter limit: At least 1.
    public init(_ transport: any HTTPTransport, limit: Int) {
        self.transport = transport
        turns = Turns(max(limit, 1))
    }

    public func send(
        _ request: TransportRequest, deadline: Duration
    ) async throws(TransportError) -> TransportResponse {
        guard await turns.take() else { throw .cancelled }
        defer { turns.giveBack() }
        return try await transport.send(request, deadline: deadline)
    }

    /// A stream counts until its head is there.
    public func open(_ request: TransportRequest, deadline: Duration) async throws(TransportError) -> TransportStream {
        guard await turns.take() else { throw .cancelled }
        defer { turns.giveBack() }
        return try await transport.open(request, deadline: deadline)
    }

    public func prepare(for request: TransportRequest) async { await transport.prepare(for: request) }
}

/// Turns that are taken and given back, first come, first served.
private final class Turns: Sendable {
    private struct State {
        var free: Int
        var numbers = 0
        var waiting: [(number: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        /// Cancelled before they began to wait.
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(free: count)) }

    /// - Returns: `false` where the task was cancelled meanwhile; there is then nothing to give back.
    func take() async -> Bool {
        let number = state.withLock { state in
            state.numbers += 1
            return state.numbers
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now: Bool? = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    state.waiting.append((number, continuation))
                    return nil
                }
                if let now { continuation.resume(returning: now) }
            }
        } onCancel: {
            let continuation = state.withLock { state -> CheckedContinuation<Bool, Never>? in
                guard let place = state.waiting.firstIndex(where: { $0.number == number }) else {
                    state.cancelled.insert(number)
                    return nil
                }
                return state.waiting.remove(at: place).continuation
            }
            continuation?.resume(returning: false)
        }
    }

    func giveBack() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }
}
