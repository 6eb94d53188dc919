import HTTPTypes
import MintCore
import MintMCP
import TestSupport
import Testing

@Suite struct ToolsTests {
    private static func page(_ names: [String], next: String?) -> JSONValue {
        var page: [String: JSONValue] = ["tools": .array(names.map { ["name": .string($0)] })]
        if let next { page["nextCursor"] = .string(next) }
        return .object(page)
    }

    @Test func `M26-15: pages are followed to the end, an empty cursor too`() async throws {
        let exchange = try Exchange { request, _ in
            guard request.method == "tools/list" else { return Server.modern(request) }
            return switch request.params["cursor"]?.text {
            case nil: request.result(Self.page(["a"], next: ""))
            case "": request.result(Self.page(["b"], next: "p3"))
            default: request.result(Self.page(["c"], next: nil))
            }
        }
        let connection = try await exchange.client.connect()
        #expect(try await connection.listTools().tools.map(\.name) == ["a", "b", "c"])
        #expect(exchange.transport.requests.map { $0.params["cursor"] } == [nil, nil, "", "p3"])
    }

    @Test func `M26-15: a list that points back to itself ends`() async throws {
        let exchange = try Exchange { request, _ in
            request.method == "tools/list" ? request.result(Self.page(["a"], next: "again")) : Server.modern(request)
        }
        let connection = try await exchange.client.connect()
        let error = await #expect(throws: MCPError.self) { try await connection.listTools() }
        guard case .endlessList = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(exchange.transport.requests.count == 3)
    }

    @Test func `M26-15: a list of ever new cursors ends`() async throws {
        let exchange = try Exchange { request, number in
            request.method == "tools/list" ? request.result(Self.page([], next: "\(number)")) : Server.modern(request)
        }
        let connection = try await exchange.client.connect()
        let error = await #expect(throws: MCPError.self) { try await connection.listTools() }
        #expect(error == .endlessList(host: "mcp.example", reason: "more than 200 pages"))
        #expect(exchange.transport.requests.count == 201)
    }

    @Test(arguments: [1, 5]) func `M26-15: a cursor that ran out starts the list anew, once`(failures: Int) async throws
    {
        let exchange = try Exchange { request, number in
            guard request.method == "tools/list" else { return Server.modern(request) }
            guard request.params["cursor"] != nil else { return request.result(Self.page(["a"], next: "x\(number)")) }
            let failed = number / 2 <= failures
            return failed ? request.failure(400, -32602, "bad cursor") : request.result(Self.page(["b"], next: nil))
        }
        let connection = try await exchange.client.connect()
        if failures == 1 {
            #expect(try await connection.listTools().tools.map(\.name) == ["a", "b"])
        } else {
            await #expect(throws: MCPError.self) { try await connection.listTools() }
        }
        #expect(exchange.transport.requests.count == 5)
    }

    @Test func `M26-8: tools with invalid marks are dropped with the reason, and not called`() async throws {
        let exchange = try Exchange { request, _ in
            guard request.method == "tools/list" else { return Server.modern(request) }
            let bad: JSONValue = ["properties": ["a": ["type": "number", "x-mcp-header": "A"]]]
            return request.result(["tools": [["name": "good"], ["name": "bad", "inputSchema": bad], ["title": "x"]]])
        }
        let connection = try await exchange.client.connect()
        let listing = try await connection.listTools()
        #expect(listing.tools.map(\.name) == ["good"] && listing.dropped.map(\.name) == ["bad", ""])
        let error = await #expect(throws: MCPError.self) { try await connection.callTool("bad") }
        guard case .unusableTool = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(!exchange.transport.methods.contains("tools/call"))
    }

    @Test func `a legacy list keeps what only modern rules forbid`() async throws {
        let exchange = try Exchange { request, _ in
            guard request.method == "tools/list" else { return Server.legacy(request) }
            let odd: JSONValue = ["properties": ["a": ["type": "number", "x-mcp-header": "A"]]]
            let tools: JSONValue = [
                "tools": [
                    ["name": "odd", "inputSchema": odd], ["name": "long", "execution": ["taskSupport": "required"]],
                ]
            ]
            return request.result(tools)
        }
        let connection = try await exchange.client.connect(preferring: "2025-11-25")
        #expect(try await connection.listTools().tools.map(\.name) == ["odd", "long"])
        #expect(try await connection.callTool("odd", arguments: ["a": 1]).plainText == "done")
        await #expect(throws: MCPError.needsTask(host: "mcp.example", tool: "long")) {
            try await connection.callTool("long")  // M25-9
        }
    }

    @Test func `M26-2, M26-10: a call knows the schema first and carries its headers`() async throws {
        let exchange = try Exchange { request, _ in
            guard request.method == "tools/list" else { return Server.modern(request) }
            let schema: JSONValue = ["properties": ["where": ["type": "string", "x-mcp-header": "Where"]]]
            return request.result(["tools": [["name": "wéather", "inputSchema": schema]]])
        }
        let connection = try await exchange.client.connect(preferring: "2026-07-28")
        let result = try await connection.callTool("wéather", arguments: ["where": "Oslo"])
        #expect(result.plainText == "done" && !result.isError)
        #expect(exchange.transport.methods == ["tools/list", "tools/call"])
        let call = exchange.transport.requests[1]
        #expect(call.header("Mcp-Method") == "tools/call")
        #expect(call.header("Mcp-Name") == "=?base64?d8OpYXRoZXI=?=")
        #expect(call.header("Mcp-Param-Where") == "Oslo")
        #expect(call.params["name"] == "wéather" && call.params["arguments"] == ["where": "Oslo"])
        #expect(call.params["_meta"]?["io.modelcontextprotocol/protocolVersion"] == "2026-07-28")
    }

    @Test(arguments: [true, false]) func `M26-10: a header mismatch lists the tools again and retries once`(
        heals: Bool
    ) async throws {
        let exchange = try Exchange { request, number in
            switch request.method {
            case "tools/list":
                let schema: JSONValue =
                    number > 2 ? ["properties": ["a": ["type": "integer", "x-mcp-header": "A"]]] : [:]
                return request.result(["tools": [["name": "t", "inputSchema": schema]]])
            case "tools/call" where !heals || request.header("Mcp-Param-A") != "5":
                return request.failure(400, -32020, "header mismatch")
            default: return Server.modern(request)
            }
        }
        let connection = try await exchange.client.connect()
        if heals {
            #expect(try await connection.callTool("t", arguments: ["a": 5]).plainText == "done")
        } else {
            await #expect(throws: MCPError.self) { try await connection.callTool("t", arguments: ["a": 5]) }
        }
        #expect(
            exchange.transport.methods == ["server/discover", "tools/list", "tools/call", "tools/list", "tools/call"])
    }

    @Test func `M26-18: a state is sent back word for word, with a new id`() async throws {
        let exchange = try Exchange { request, _ in
            guard request.method == "tools/call" else { return Server.modern(request) }
            return switch request.params["requestState"] {
            case nil: request.result(["resultType": "input_required", "requestState": "s t/ä=="])
            case "s t/ä==": request.result(["resultType": "input_required"])
            default: request.result(Server.text)
            }
        }
        let connection = try await exchange.client.connect()
        // The second answer names no state, so the third call has none: it starts over until the rounds are used up.
        let error = await #expect(throws: MCPError.self) { try await connection.callTool("echo") }
        #expect(error == .needsInput(host: "mcp.example", tool: "echo", wants: []))
        let calls = exchange.transport.requests.filter { $0.method == "tools/call" }
        #expect(calls.count == 8)
        #expect(calls.prefix(3).map { $0.params["requestState"] } == [nil, "s t/ä==", nil])
        #expect(Set(calls.map { $0.id.integer }).count == 8)
    }

    @Test func `M26-18: a state that leads to a result`() async throws {
        let exchange = try Exchange { request, _ in
            guard request.method == "tools/call", request.params["requestState"] == nil else {
                return Server.modern(request)
            }
            return request.result(["resultType": "input_required", "requestState": "once", "inputRequests": [:]])
        }
        #expect(try await exchange.client.connect().callTool("echo").plainText == "done")
    }

    @Test func `M26-18: a question to a person is an error that names it`() async throws {
        let exchange = try Exchange { request, _ in
            guard request.method == "tools/call" else { return Server.modern(request) }
            let wants: JSONValue = ["q": ["method": "elicitation/create"], "r": ["method": "sampling/createMessage"]]
            return request.result(["resultType": "input_required", "inputRequests": wants])
        }
        let connection = try await exchange.client.connect()
        await #expect(
            throws: MCPError.needsInput(
                host: "mcp.example", tool: "echo", wants: ["elicitation/create", "sampling/createMessage"])
        ) { try await connection.callTool("echo") }
    }

    @Test func `M26-17: a tool's own failure is a result`() async throws {
        let exchange = try Exchange { request, _ in
            request.method == "tools/call"
                ? request.result(["content": [["type": "text", "text": "no\u{1B}[1m way"]], "isError": true])
                : Server.modern(request)
        }
        let result = try await exchange.client.connect().callTool("echo")
        #expect(result.isError && result.plainText == "no[1m way" && result.exitStatus == .server)
    }

    /// Answers to `tools/call` that are the server's fault, by what the error is about.
    static let broken: [(String, @Sendable (ScriptedRequest) -> ScriptedAnswer)] = [
        ("resultType", { $0.result(["resultType": "half", "content": []]) }),
        ("content", { $0.result(["resultType": "complete"]) }), ("object", { $0.result([1]) }),
        ("without answering", { _ in .body(202) }),
        ("another request", { _ in .json(200, ["jsonrpc": "2.0", "id": 999, "result": [:]]) }),
        ("not JSON-RPC", { _ in .events("data: <html>\n\n") }),
        ("did not answer with MCP", { _ in .body(200, "<html>") }),
        ("did not answer with MCP", { _ in .json(200, ["hello": 1]) }), ("refused", { $0.failure(200, -32602, "bad") }),
    ]

    @Test(arguments: broken.indices) func `an answer that breaks the protocol is named`(index: Int) async throws {
        let exchange = try Exchange { request, _ in
            request.method == "tools/call" ? Self.broken[index].1(request) : Server.modern(request)
        }
        let connection = try await exchange.client.connect()
        let error = await #expect(throws: MCPError.self) { try await connection.callTool("echo") }
        let word = Self.broken[index].0 == "resultType" ? "type half" : Self.broken[index].0
        #expect(error?.headline.contains(word) == true, "\(error?.headline ?? "")")
        #expect(error?.exitStatus == .server)
        #expect(exchange.transport.methods.filter { $0 == "tools/call" }.count == 1)
    }
}
