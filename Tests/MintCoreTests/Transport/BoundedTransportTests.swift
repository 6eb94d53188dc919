import HTTPTypes
import MintCore
import Synchronization
import Testing

struct BoundedTransportTests {
    private static func request(_ number: Int) throws -> TransportRequest {
        TransportRequest(.get, try #require(HTTPURL("https://as.example/\(number)")))
    }

    @Test func `no more requests than the limit are under way, and each answer lets the next one go`() async throws {
        let held = HeldTransport()
        let transport = BoundedTransport(held, limit: 2)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<5 {
                let request = try Self.request(number)
                group.addTask { try await transport.send(request, deadline: .seconds(1)).status }
            }
            for done in 0..<5 {
                await held.waits(for: min(2, 5 - done))
                #expect(held.underWay <= 2)
                held.answerOne()
                #expect(try await group.next() == 200)
            }
        }
        #expect(held.most == 2)
    }

    @Test func `a request that is cancelled while it waits never leaves, and gives its place to nobody twice`()
        async throws
    {
        let held = HeldTransport()
        let transport = BoundedTransport(held, limit: 1)
        let first = try Self.request(0), second = try Self.request(1), third = try Self.request(2)
        async let one = transport.send(first, deadline: .seconds(1))
        await held.waits(for: 1)
        let waiting = Task { try await transport.send(second, deadline: .seconds(1)) }
        waiting.cancel()
        await #expect(throws: TransportError.cancelled) { try await waiting.value }
        held.answerOne()
        #expect(try await one.status == 200)
        async let last = transport.send(third, deadline: .seconds(1))
        await held.waits(for: 1)
        held.answerOne()
        #expect(try await last.status == 200)
        #expect(held.most == 1)
        #expect(held.count == 2)
    }
}

/// Holds every request until it is told to answer one.
private final class HeldTransport: HTTPTransport {
    private struct State {
        var held: [CheckedContinuation<Void, Never>] = []
        var most = 0
        var count = 0
        var watcher: (count: Int, continuation: CheckedContinuation<Void, Never>)?

        mutating func due() -> CheckedContinuation<Void, Never>? {
            guard let watcher, held.count >= watcher.count else { return nil }
            self.watcher = nil
            return watcher.continuation
        }
    }
    private let state = Mutex(State())

    var underWay: Int { state.withLock { $0.held.count } }
    var most: Int { state.withLock { $0.most } }
    var count: Int { state.withLock { $0.count } }

    func waits(for count: Int) async {
        await withCheckedContinuation { continuation in
            let due = state.withLock { state in
                state.watcher = (count, continuation)
                return state.due()
            }
            due?.resume()
        }
    }

    func answerOne() { state.withLock { $0.held.removeFirst() }.resume() }

    func send(
        _ request: TransportRequest, deadline: Duration
    ) async throws(TransportError) -> TransportResponse {
        await withCheckedContinuation { continuation in
            let due = state.withLock { state in
                state.held.append(continuation)
                state.count += 1
                state.most = max(state.most, state.held.count)
                return state.due()
            }
            due?.resume()
        }
        return TransportResponse(status: 200)
    }

    func open(_ request: TransportRequest, deadline: Duration) async throws(TransportError) -> TransportStream {
        throw .cancelled
    }
}
