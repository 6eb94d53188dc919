public import MintCore
import Synchronization

/// A transport without a network: it records every request and plays what a script says.
public final class ScriptedTransport: HTTPTransport {
    /// Called in the order of the requests; the number counts from 0.
    public typealias Script = @Sendable (_ request: ScriptedRequest, _ number: Int) -> ScriptedAnswer

    private struct State {
        var requests: [ScriptedRequest] = []
        var closed = 0
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let script: Script
    private let state = Mutex(State())

    public init(_ script: @escaping Script) { self.script = script }

    public var requests: [ScriptedRequest] { state.withLock { $0.requests } }
    public var methods: [String] { requests.map(\.method) }
    /// How many streams were left before their end.
    public var closedStreams: Int { state.withLock { $0.closed } }

    /// Waits until this many requests have arrived.
    public func requests(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.requests.count >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    public func send(
        _ request: TransportRequest, deadline: Duration
    ) async throws(TransportError) -> TransportResponse {
        let stream = try await open(request, deadline: deadline)
        var body: [UInt8] = []
        do {
            for try await chunk in stream.chunks { body += chunk }
        } catch {
            throw error as? TransportError ?? .cancelled
        }
        return TransportResponse(status: stream.status, headers: stream.headers, body: body)
    }

    public func open(_ request: TransportRequest, deadline: Duration) async throws(TransportError) -> TransportStream {
        if Task.isCancelled { throw .cancelled }
        let answer = take(ScriptedRequest(sent: request, deadline: deadline))
        guard let status = answer.status else {
            if case .failed(let error) = answer.ending { throw error }
            await untilCancelled()
            throw .cancelled
        }
        return TransportStream(status: status, headers: answer.headers, chunks: stream(answer))
    }

    private func take(_ request: ScriptedRequest) -> ScriptedAnswer {
        let (number, ready) = state.withLock { state -> (Int, [CheckedContinuation<Void, Never>]) in
            state.requests.append(request)
            let count = state.requests.count
            let ready = state.watchers.filter { $0.count <= count }
            state.watchers.removeAll { $0.count <= count }
            return (count - 1, ready.map(\.continuation))
        }
        for watcher in ready { watcher.resume() }
        return script(request, number)
    }

    private func stream(_ answer: ScriptedAnswer) -> AsyncThrowingStream<[UInt8], any Error> {
        AsyncThrowingStream { continuation in
            continuation.onTermination = { [weak self] reason in
                if case .cancelled = reason { self?.state.withLock { $0.closed += 1 } }
            }
            for chunk in answer.chunks { continuation.yield(chunk) }
            switch answer.ending {
            case .finished: continuation.finish()
            case .failed(let error): continuation.finish(throwing: error)
            case .hanging: break
            }
        }
    }

    private func untilCancelled() async {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        for await _ in stream {}
        continuation.finish()
    }
}
