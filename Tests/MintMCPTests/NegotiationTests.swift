import HTTPTypes
import MintCore
import MintMCP
import TestSupport
import Testing

@Suite struct NegotiationTests {
    @Test func `a modern server is asked once, with everything a modern request carries`() async throws {
        let exchange = try Exchange { request, _ in Server.modern(request) }
        let connection = try await exchange.client.connect()
        #expect(exchange.transport.methods == ["server/discover"])
        let server = await connection.server
        #expect(server.protocolVersion == "2026-07-28")
        #expect(server.name == "modern" && server.version == "9 ")
        #expect(server.instructions == "Be[31m kind\nplease")
        #expect(server.advertisesClientCredentials)

        let request = try #require(exchange.transport.requests.first)
        #expect(request.header("Accept") == "application/json, text/event-stream")
        #expect(request.header("Content-Type") == "application/json")
        #expect(request.header("MCP-Protocol-Version") == "2026-07-28")
        #expect(request.header("Mcp-Method") == "server/discover")
        #expect(request.header("Mcp-Name") == nil && request.header("Mcp-Session-Id") == nil)
        #expect(request.authorization == "Bearer tok-1")
        #expect(
            request.params["_meta"] == [
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientInfo": ["name": "mintmark", "version": "1.2.3"],
                "io.modelcontextprotocol/clientCapabilities": [
                    "extensions": ["io.modelcontextprotocol/oauth-client-credentials": [:]]
                ],
            ])  // M26-3, CC-10
        await connection.close()
        #expect(exchange.transport.requests.count == 1)
    }

    @Test func `a legacy server gets the handshake, its session and its farewell`() async throws {
        let exchange = try Exchange { request, _ in Server.legacy(request) }
        let connection = try await exchange.client.connect()
        #expect(await connection.protocolVersion == "2025-11-25")
        #expect(await connection.server.advertisesClientCredentials == false)
        _ = try await connection.listTools()
        await connection.close()
        await connection.close()

        let requests = exchange.transport.requests
        #expect(
            requests.map(\.method) == [
                "server/discover", "initialize", "notifications/initialized", "tools/list", "DELETE",
            ])
        #expect(requests.allSatisfy { $0.authorization == "Bearer tok-1" })  // LC-1
        #expect(requests[1].header("MCP-Protocol-Version") == nil && requests[1].header("Mcp-Session-Id") == nil)
        #expect(
            requests[1].params == [
                "protocolVersion": "2025-11-25", "clientInfo": ["name": "mintmark", "version": "1.2.3"],
                "capabilities": ["extensions": ["io.modelcontextprotocol/oauth-client-credentials": [:]]],
            ])
        for request in requests[2...] {
            #expect(request.header("MCP-Protocol-Version") == "2025-11-25")  // M25-3
            #expect(request.header("Mcp-Session-Id") == "s-1")  // M25-4
            #expect(request.header("Mcp-Method") == nil && request.params["_meta"] == nil)
        }
        #expect(requests[2].id == .null)
        #expect(Set(requests.compactMap(\.id.integer)).count == 3)  // W-1: no id is used twice
    }

    /// ERA-2 and ERA-5: what servers without discovery really answer.
    static let legacyAnswers: [@Sendable (ScriptedRequest) -> ScriptedAnswer] = [
        { $0.failure(400, -32000, "Bad Request: Unsupported protocol version") },
        { $0.failure(400, -32602) }, { $0.failure(404, -32001, "Session not found") }, { $0.failure(404, -32601) },
        { $0.failure(200, -32601) }, { $0.failure(200, -32022) }, { $0.failure(403, -32000, "Invalid Host") },
        { _ in .body(400) }, { _ in .body(404, "<html>") }, { _ in .body(405) }, { _ in .body(406, "no") },
        { _ in .body(500) },
        { $0.result([:]) }, { _ in .body(202) }, { _ in .events(": nothing\n\n") },
        { _ in .failing(.closedEarly(host: "mcp.example")) },
    ]

    @Test(arguments: legacyAnswers.indices) func `ERA-2: anything but a modern answer leads to initialize`(
        index: Int
    ) async throws {
        let exchange = try Exchange { request, _ in
            request.method == "server/discover" ? Self.legacyAnswers[index](request) : Server.legacy(request)
        }
        let connection = try await exchange.client.connect()
        #expect(await connection.protocolVersion == "2025-11-25")
    }

    @Test func `M26-6: a refused version is retried with one that the server lists`() async throws {
        let exchange = try Exchange { request, number in
            number == 0
                ? request.failure(400, -32022, data: ["supported": ["2027-01-01", "2026-07-28"]])
                : Server.modern(request)
        }
        let connection = try await exchange.client.connect()
        #expect(await connection.protocolVersion == "2026-07-28")
        let ids = exchange.transport.requests.map(\.id)
        #expect(ids.count == 2 && ids[0] != ids[1])
    }

    @Test func `a server that discovers but speaks legacy revisions only gets its newest`() async throws {
        let exchange = try Exchange { request, _ in
            switch request.method {
            case "server/discover": request.result(["supportedVersions": ["2025-06-18", "2025-03-26"]])
            case "initialize": request.result(Server.initialized("2025-06-18"))
            default: .body(202)
            }
        }
        let connection = try await exchange.client.connect()
        #expect(await connection.protocolVersion == "2025-06-18")
        #expect(exchange.transport.requests[1].params["protocolVersion"] == "2025-06-18")
    }

    @Test(arguments: [0, 1, 2]) func `no revision in common names both sides`(way: Int) async throws {
        let exchange = try Exchange { request, _ in
            switch (way, request.method) {
            case (0, _): request.failure(400, -32022, data: ["supported": ["2031-01-01"]])
            case (1, _): request.result(["supportedVersions": ["2031-01-01"]])
            case (_, "initialize"):
                request.result(Server.initialized("2031-01-01"), headers: Server.sessionHeaders("s"))
            default: .body(404)
            }
        }
        let error = await #expect(throws: MCPError.self) { try await exchange.client.connect() }
        #expect(error?.headline.contains("2031-01-01") == true && error?.headline.contains("2026-07-28") == true)
        #expect(error?.exitStatus == .server)
        if way == 2 { #expect(exchange.transport.methods.last == "DELETE") }
    }

    @Test func `M25-2: a handshake refused with a list is retried once from the list`() async throws {
        let exchange = try Exchange { request, _ in
            guard request.method == "initialize" else { return .body(request.method == "server/discover" ? 404 : 202) }
            return request.params["protocolVersion"] == "2025-11-25"
                ? request.failure(200, -32602, data: ["supported": ["2024-11-05"]])
                : request.result(Server.initialized("2024-11-05"))
        }
        #expect(try await exchange.client.connect().protocolVersion == "2024-11-05")
    }

    @Test func `ERA-4: a known modern server is not probed`() async throws {
        let exchange = try Exchange { request, _ in Server.modern(request) }
        let connection = try await exchange.client.connect(preferring: "2026-07-28")
        #expect(exchange.transport.requests.isEmpty)
        #expect(try await connection.listTools().tools.map(\.name) == ["echo"])
        #expect(exchange.transport.methods == ["tools/list"])
    }

    @Test func `ERA-4: a known legacy server is not probed`() async throws {
        let exchange = try Exchange { request, _ in Server.legacy(request) }
        _ = try await exchange.client.connect(preferring: "2025-06-18")
        #expect(exchange.transport.methods == ["initialize", "notifications/initialized"])
        #expect(exchange.transport.requests[0].params["protocolVersion"] == "2025-06-18")
    }

    /// The Python SDK 1.x refuses requests without a session like this.
    static let strangeID: JSONValue = [
        "jsonrpc": "2.0", "id": "server-error",
        "error": ["code": -32600, "message": "Bad Request: Missing session ID"],
    ]

    @Test(arguments: [nil, "2026-07-28"]) func `a refusal under an id of the server's own is understood`(
        stored: String?
    ) async throws {
        let exchange = try Exchange { request, _ in
            let isHomeless = request.method != "initialize" && request.header("Mcp-Session-Id") == nil
            return isHomeless ? .json(400, Self.strangeID) : Server.legacy(request)
        }
        let connection = try await exchange.client.connect(preferring: stored)
        #expect(try await connection.listTools().tools.count == 1)
        #expect(await connection.protocolVersion == "2025-11-25")
    }

    @Test func `ERA-4: a server that has become legacy is probed anew`() async throws {
        let exchange = try Exchange { request, _ in Server.legacy(request) }
        let connection = try await exchange.client.connect(preferring: "2026-07-28")
        #expect(try await connection.listTools().tools.count == 1)
        #expect(
            exchange.transport.methods == [
                "tools/list", "server/discover", "initialize", "notifications/initialized", "tools/list",
            ])
        #expect(await connection.protocolVersion == "2025-11-25")
    }

    @Test(arguments: [-32020, -32022, -32602]) func `ERA-6: a server that has become modern is probed anew`(
        code: Int
    ) async throws {
        let exchange = try Exchange { request, _ in
            request.method == "initialize" ? request.failure(400, code) : Server.modern(request)
        }
        let connection = try await exchange.client.connect(preferring: "2025-11-25")
        #expect(exchange.transport.methods == ["initialize", "server/discover"])
        #expect(await connection.protocolVersion == "2026-07-28")
    }

    @Test func `a web page is told apart from MCP, by its first words`() async throws {
        let page = "<!doctype html>\r\n<title>\u{1B}[2JShop tok-1</title>"
        let exchange = try Exchange { _, _ in .body(404, page) }
        await #expect(
            throws: MCPError.notMCP(
                host: "mcp.example", status: 404, excerpt: "<!doctype html> <title>[2JShop <token></title>")
        ) {
            try await exchange.client.connect()
        }
        #expect(exchange.transport.methods == ["server/discover", "initialize"])
    }

    @Test(arguments: [429, 502, 503, 504]) func `LC-11: a busy server is not probed further, nor is the token dropped`(
        status: Int
    ) async throws {
        let exchange = try Exchange { _, _ in .body(status, "<html>", headers: [.retryAfter: "7"]) }
        await #expect(throws: MCPError.busy(host: "mcp.example", status: status, retryAfter: "7")) {
            try await exchange.client.connect()
        }
        #expect(exchange.transport.requests.count == 1 && exchange.tokens.replacements.isEmpty)
    }

    @Test func `NET-7: a redirect is not followed`() async throws {
        let exchange = try Exchange { _, _ in .body(307, headers: [.location: "https://evil.example/"]) }
        await #expect(
            throws: MCPError.redirected(host: "mcp.example", status: 307, location: "https://evil.example/")
        ) {
            try await exchange.client.connect()
        }
        #expect(exchange.transport.requests.count == 1)
    }

    @Test func `a network error passes unchanged and stands in the trace`() async throws {
        let exchange = try Exchange { _, _ in .failing(.connectionRefused(host: "mcp.example")) }
        await #expect(throws: TransportError.connectionRefused(host: "mcp.example")) {
            try await exchange.client.connect()
        }
        #expect(exchange.trace.hops.map(\.status) == [nil])
    }

    @Test func `the trace has a hop for each request, and neither query nor token`() async throws {
        let exchange = try Exchange { request, _ in Server.legacy(request) }
        try await exchange.client.withConnection { _ = try await $0.listTools() }
        #expect(
            exchange.trace.hops.map(\.purpose).sorted() == [
                "end of session", "initialize", "notifications/initialized", "server/discover", "tools/list",
            ])
        for hop in exchange.trace.hops {
            #expect(hop.url == "https://mcp.example/mcp" && !hop.verdict.isEmpty && hop.milliseconds == 0)
        }
    }
}
