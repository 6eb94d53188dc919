import HTTPTypes
import MintCore
import MintMCP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct StreamTests {
    @Test func `M26-12: a response may come after notifications and foreign answers`() async throws {
        let exchange = try Exchange { request, _ in
            guard request.method == "tools/call" else { return Server.modern(request) }
            return .events(
                ": hi\n\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}\n\n"
                    + "event: ping\ndata: x\n\ndata: {\"jsonrpc\":\"2.0\",\"id\":77,\"result\":{}}\n\n"
                    + "data: {\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\"}\n\n" + request.event(Server.text))
        }
        let connection = try await exchange.client.connect()
        #expect(try await connection.callTool("echo").plainText == "done")
        #expect(!exchange.transport.methods.contains("(response)"))  // modern clients never answer
    }

    @Test func `the fixture of facts 29: a priming event is not parsed`() async throws {
        let exchange = try Exchange { request, _ in
            guard request.method == "initialize" else { return Server.legacy(request) }
            return .events(
                "id: 1\ndata:\n\nevent: message\nid: 2\n" + request.event(Server.initialized()),
                headers: Server.sessionHeaders("s-1"))
        }
        let connection = try await exchange.client.connect()
        #expect(await connection.server.name == "old")
        #expect(exchange.transport.requests.last?.header("Mcp-Session-Id") == "s-1")
    }

    @Test func `M25-8: ping is answered, everything else is unknown`() async throws {
        let exchange = try Exchange { request, _ in
            guard request.method == "tools/call" else { return Server.legacy(request) }
            return .events(
                "data: {\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}\n\n"
                    + "data: {\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"sampling/createMessage\",\"params\":{}}\n\n"
                    + request.event(Server.text))
        }
        let connection = try await exchange.client.connect(preferring: "2025-11-25")
        #expect(try await connection.callTool("echo").plainText == "done")
        let answers = exchange.transport.requests.filter { $0.method == "(response)" }
        #expect(answers.map(\.json["id"]) == ["p", 8])
        #expect(answers.first?.json["result"] == [:] && answers.last?.json["error"]?["code"] == -32601)
        #expect(answers.allSatisfy { $0.header("Mcp-Session-Id") == "s-1" && $0.authorization == "Bearer tok-1" })
    }

    @Test func `M25-6: a stream that ends early is resumed after the wait that the server named`() async throws {
        let exchange = try Exchange { request, _ in
            switch request.method {
            case "tools/call": .events("id: e1\nretry: 2500\ndata:\n\n")
            case "GET" where request.header("Last-Event-ID") == "e1":
                .events("id: e2\ndata:\n\n", ending: .failed(.closedEarly(host: "x")))
            case "GET": .events("id: e3\ndata: {\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"content\":[]}}\n\n")
            default: Server.legacy(request)
            }
        }
        let connection = try await exchange.client.connect(preferring: "2025-11-25")
        let result = Task { try await connection.callTool("echo") }
        for _ in 1...2 {
            await exchange.clock.sleepers(2)  // the absolute maximum, and the wait
            exchange.clock.advance(by: .milliseconds(2500))
        }
        #expect(try await result.value.content.isEmpty)
        let gets = exchange.transport.requests.filter { $0.method == "GET" }
        #expect(gets.map { $0.header("Last-Event-ID") } == ["e1", "e2"])
        #expect(gets.allSatisfy { $0.header("Accept") == "text/event-stream" && $0.header("Mcp-Session-Id") == "s-1" })
        #expect(exchange.transport.methods.filter { $0 == "tools/call" }.count == 1)
    }

    @Test func `M25-6: resuming is bounded`() async throws {
        let exchange = try Exchange { request, _ in
            switch request.method {
            case "tools/call", "GET": .events("id: e\ndata:\n\n")
            default: Server.legacy(request)
            }
        }
        let connection = try await exchange.client.connect(preferring: "2025-11-25")
        let result = Task { try await connection.callTool("echo") }
        for _ in 1...5 {
            await exchange.clock.sleepers(2)
            exchange.clock.advance(by: .seconds(1))
        }
        await #expect(throws: MCPError.streamLost(host: "mcp.example", method: "tools/call")) { try await result.value }
        #expect(exchange.transport.methods.filter { $0 == "GET" }.count == 5)
    }

    @Test func `M25-6: a server that cannot resume says so once`() async throws {
        let exchange = try Exchange { request, _ in
            switch request.method {
            case "tools/call": .events("id: e\nretry: 0\ndata:\n\n")
            case "GET": .body(405)
            default: Server.legacy(request)
            }
        }
        let connection = try await exchange.client.connect(preferring: "2025-11-25")
        await #expect(throws: MCPError.streamLost(host: "mcp.example", method: "tools/call")) {
            try await connection.callTool("echo")
        }
        #expect(exchange.transport.methods.filter { $0 == "GET" }.count == 1)
    }

    @Test(
        arguments: [
            (nil, 1), (["idempotentHint": true], 2), (["readOnlyHint": true], 2), (["destructiveHint": true], 1),
        ] as [(JSONValue?, Int)])
    func `LC-6: a broken call is repeated only where the tool allows it`(annotations: JSONValue?, tries: Int)
        async throws
    {
        let exchange = try Exchange { request, _ in
            switch request.method {
            case "tools/list":
                request.result(["tools": [["name": "echo", "annotations": annotations ?? [:]]]])
            case "tools/call": .events("data: {\"jsonrpc\":", ending: .failed(.closedEarly(host: "mcp.example")))
            default: Server.modern(request)
            }
        }
        let connection = try await exchange.client.connect()
        let error = await #expect(throws: MCPError.streamLost(host: "mcp.example", method: "tools/call")) {
            try await connection.callTool("echo")
        }
        #expect(error?.exitStatus == .network && error?.hint?.contains("may have run") == true)
        #expect(exchange.transport.methods.filter { $0 == "tools/call" }.count == tries)
    }

    @Test(arguments: [
        ScriptedAnswer.events(""), .failing(.closedEarly(host: "mcp.example")),
        ScriptedAnswer(status: 200, chunks: [Array("{\"jso".utf8)], ending: .failed(.closedEarly(host: "mcp.example"))),
    ])
    func `LC-6: a broken list is asked for once more`(broken: ScriptedAnswer) async throws {
        let exchange = try Exchange { request, number in
            request.method == "tools/list" && number == 1 ? broken : Server.modern(request)
        }
        let connection = try await exchange.client.connect()
        #expect(try await connection.listTools().tools.count == 1)
        #expect(exchange.transport.requests.count == 3)
    }

    @Test(arguments: [true, false]) func `an answer beyond the limit is dropped`(isStream: Bool) async throws {
        let long = String(repeating: "x", count: 5000)
        let exchange = try Exchange(limit: 4096) { request, _ in
            guard request.method == "tools/call" else { return Server.modern(request) }
            return isStream ? .events(": \(long)\n" + request.event(Server.text)) : .body(200, "\"\(long)\"")
        }
        let connection = try await exchange.client.connect()
        await #expect(throws: TransportError.tooLarge(host: "mcp.example", limit: 4096)) {
            try await connection.callTool("echo")
        }
    }

    @Test func `M25-4: a lost session is renewed once for what is safe`() async throws {
        let exchange = try Exchange { request, number in
            request.method == "initialize"
                ? request.result(Server.initialized(), headers: Server.sessionHeaders("s-\(number)"))
                : request.header("Mcp-Session-Id") == "s-0" && request.method == "tools/list"
                    ? request.failure(404, -32001, "Session not found") : Server.legacy(request)
        }
        let connection = try await exchange.client.connect(preferring: "2025-11-25")
        #expect(try await connection.listTools().tools.count == 1)
        #expect(
            exchange.transport.methods == [
                "initialize", "notifications/initialized", "tools/list", "initialize", "notifications/initialized",
                "tools/list",
            ])
        #expect(exchange.transport.requests[3].header("Mcp-Session-Id") == nil)
        #expect(exchange.transport.requests[5].header("Mcp-Session-Id") == "s-3")
    }

    @Test func `M25-4: a call that met a lost session is not repeated, but the next one works`() async throws {
        let exchange = try Exchange { request, number in
            request.method == "initialize"
                ? request.result(Server.initialized(), headers: Server.sessionHeaders("s-\(number)"))
                : request.header("Mcp-Session-Id") == "s-0" ? .body(404) : Server.legacy(request)
        }
        let connection = try await exchange.client.connect(preferring: "2025-11-25")
        await #expect(throws: MCPError.sessionEnded(host: "mcp.example", method: "tools/call")) {
            try await connection.callTool("echo")
        }
        #expect(try await connection.callTool("echo").plainText == "done")
    }

    @Test func `M25-4: a session that is lost again and again is an error`() async throws {
        let exchange = try Exchange { request, _ in
            request.method == "tools/list" ? .body(404) : Server.legacy(request)
        }
        let connection = try await exchange.client.connect(preferring: "2025-11-25")
        await #expect(throws: MCPError.notMCP(host: "mcp.example", status: 404, excerpt: "")) {
            try await connection.listTools()
        }
        #expect(exchange.transport.methods.filter { $0 == "tools/list" }.count == 2)
    }

    @Test func `X-13: a legacy 404 about the method does not cost the session`() async throws {
        let exchange = try Exchange { request, _ in
            request.method == "tools/list" ? request.failure(404, -32601, "no tools") : Server.legacy(request)
        }
        let connection = try await exchange.client.connect(preferring: "2025-11-25")
        let error = await #expect(throws: MCPError.self) { try await connection.listTools() }
        #expect(error?.headline.contains("-32601") == true)
        #expect(exchange.transport.methods.filter { $0 == "initialize" }.count == 1)
    }
}
