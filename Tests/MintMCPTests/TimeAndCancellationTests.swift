import MintCore
import MintMCP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct TimeAndCancellationTests {
    /// A call that never gets its answer, with progress on the way.
    private static func stuck(_ request: ScriptedRequest) -> ScriptedAnswer {
        .events("data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}\n\n", ending: .hanging)
    }

    @Test func `W-6: the absolute maximum holds whatever progress comes, and the stream is closed`() async throws {
        let exchange = try Exchange { request, _ in
            request.method == "tools/call" ? Self.stuck(request) : Server.modern(request)
        }
        let connection = try await exchange.client.connect()
        let result = Task { try await connection.callTool("echo") }
        await exchange.transport.requests(3)
        await exchange.clock.sleepers(1)
        exchange.clock.advance(by: .seconds(600))
        let error = await #expect(throws: MCPError.self) { try await result.value }
        #expect(error == .timedOut(host: "mcp.example", method: "tools/call", after: .seconds(600)))
        #expect(error?.exitStatus == .network)
        #expect(exchange.transport.closedStreams == 1)
        #expect(exchange.transport.methods.last == "tools/call")  // M26-13: no notification
    }

    @Test func `W-6: a legacy server is told that nobody waits any more`() async throws {
        let exchange = try Exchange { request, _ in
            request.method == "tools/call" ? .silence : Server.legacy(request)
        }
        let connection = try await exchange.client.connect(preferring: "2025-11-25")
        let result = Task { try await connection.callTool("echo") }
        await exchange.transport.requests(3)
        await exchange.clock.sleepers(1)
        exchange.clock.advance(by: .seconds(600))
        await #expect(throws: MCPError.self) { try await result.value }
        let last = try #require(exchange.transport.requests.last)
        #expect(last.method == "notifications/cancelled" && last.deadline == .seconds(2))
        #expect(last.params["requestId"] == exchange.transport.requests[2].id)
        #expect(last.header("Mcp-Session-Id") == "s-1" && last.authorization == "Bearer tok-1")
    }

    @Test func `a silent legacy call is cancelled at the server too, and stays a network error`() async throws {
        let exchange = try Exchange { request, _ in
            request.method == "tools/call"
                ? .events("", ending: .failed(.timedOut(host: "mcp.example", after: .seconds(120))))
                : Server.legacy(request)
        }
        let connection = try await exchange.client.connect(preferring: "2025-11-25")
        await #expect(throws: TransportError.timedOut(host: "mcp.example", after: .seconds(120))) {
            try await connection.callTool("echo")
        }
        #expect(exchange.transport.methods.suffix(2) == ["tools/call", "notifications/cancelled"])
        #expect(exchange.transport.requests.map(\.deadline).suffix(2) == [.seconds(120), .seconds(2)])
    }

    @Test(arguments: ["2026-07-28", "2025-11-25"])
    func `a cancelled task leaves the call, and the session is still ended`(
        version: String
    ) async throws {
        let exchange = try Exchange { request, _ in
            if request.method == "tools/call" { return Self.stuck(request) }
            return version == "2026-07-28" ? Server.modern(request) : Server.legacy(request)
        }
        let task = Task {
            try await exchange.client.withConnection(preferring: version) { try await $0.callTool("echo") }
        }
        let isModern = version == "2026-07-28"
        await exchange.transport.requests(isModern ? 2 : 3)
        task.cancel()
        let outcome = await task.result
        #expect(throws: (any Error).self) { try outcome.get() }
        if case .failure(let error) = outcome { #expect(Failure(error).exitStatus == .interrupted) }
        #expect(exchange.transport.closedStreams == 1)
        #expect(
            exchange.transport.methods.dropFirst(isModern ? 2 : 3)
                == (isModern ? [] : ["notifications/cancelled", "DELETE"]))
    }

    @Test func `a handshake that hangs ends, without a cancellation of initialize`() async throws {
        let exchange = try Exchange { request, _ in request.method == "initialize" ? .silence : .body(404) }
        let connection = Task { try await exchange.client.connect() }
        await exchange.transport.requests(2)
        await exchange.clock.sleepers(1)
        exchange.clock.advance(by: .seconds(600))
        let error = await #expect(throws: MCPError.self) { try await connection.value }
        #expect(error == .timedOut(host: "mcp.example", method: "the handshake", after: .seconds(600)))
        #expect(exchange.transport.methods == ["server/discover", "initialize"])
    }

    @Test func `a response is not held up by a stream that stays open`() async throws {
        let exchange = try Exchange { request, _ in
            request.method == "tools/call"
                ? .events(request.event(Server.text), ending: .hanging) : Server.modern(request)
        }
        let connection = try await exchange.client.connect()
        let result = Task { try await connection.callTool("echo") }
        await exchange.clock.sleepers(2)
        exchange.clock.advance(by: .milliseconds(50))
        #expect(try await result.value.plainText == "done")
        #expect(exchange.transport.closedStreams == 1)
    }

    @Test func `the farewell is kept short and its failure is nobody's`() async throws {
        let exchange = try Exchange { request, _ in
            request.method == "DELETE" ? .failing(.connectionRefused(host: "mcp.example")) : Server.legacy(request)
        }
        let connection = try await exchange.client.connect()
        await connection.close()
        #expect(exchange.transport.requests.last?.deadline == .seconds(2))
    }
}
