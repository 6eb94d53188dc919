import Testing

@testable import MintSandbox

@Suite struct LegacyMCPTests {
    /// Initializes and says so; the session's id.
    private static func open(_ sandbox: RunningSandbox, _ token: String) async throws -> String {
        let reply = try await sandbox.legacy("initialize", RunningSandbox.initializeParams, token: token, version: nil)
        let session = try #require(reply.header("MCP-Session-Id"), "\(reply.text)")
        let ready = try await sandbox.legacy("notifications/initialized", token: token, id: nil, session: session)
        #expect(ready.status == 202 && ready.body.isEmpty)
        return session
    }

    @Test func `initialize, initialized, pages of tools, a call, ping, and the end (M25-1, M25-4)`() async throws {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            let first = try await sandbox.legacy(
                "initialize", RunningSandbox.initializeParams, token: token, version: nil)
            #expect(first.header("Content-Type") == "text/event-stream")
            #expect(first.text.hasPrefix("id: 1\ndata: \n\n"), "a priming event without data (M25-6)")
            #expect(first.message["result"]?["protocolVersion"] == "2025-11-25")
            let session = try await Self.open(sandbox, token)
            let names = try await ModernMCPTests.toolNames { params in
                try await sandbox.legacy("tools/list", params, token: token, session: session)
            }
            #expect(names.all == ToolCatalog.all.map(\.name) && names.pages == 3)
            let call: [String: JSONValue] = ["name": "echo", "arguments": ["text": "grüezi"]]
            let echoed = try await sandbox.legacy("tools/call", call, token: token, session: session)
            #expect(echoed.message["result"]?["content"]?.array?.first?["text"] == "grüezi")
            #expect(echoed.message["result"]?["resultType"] == nil)
            let ping = try await sandbox.legacy("ping", token: token, session: session)
            #expect(ping.message["result"] == [:])
            let headers = [("Authorization", "Bearer \(token)"), ("MCP-Session-Id", session)]
            #expect(try await sandbox.send("GET", sandbox.description.mcp, headers).status == 405)
            #expect(try await sandbox.send("DELETE", sandbox.description.mcp, headers).status == 200)
            #expect(try await sandbox.legacy("ping", token: token, session: session).status == 404)
        }
    }

    @Test func `a session must be named, known, and its own client's (M25-4)`() async throws {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            let session = try await Self.open(sandbox, token)
            let missing = try await sandbox.legacy("tools/list", token: token)
            #expect(missing.status == 400 && missing.json["error"]?["code"] == .integer(-32000))
            let unknown = try await sandbox.legacy("tools/list", token: token, session: "s-1")
            #expect(unknown.status == 404 && unknown.json["error"]?["code"] == .integer(-32001))
            let stranger = try #require(
                try await sandbox.requestToken(basic: "odd-secret").json["access_token"]?.text)
            #expect(try await sandbox.legacy("tools/list", token: stranger, session: session).status == 404)
            try await sandbox.control("mcp", ["drop_sessions": .bool(true)])
            #expect(try await sandbox.legacy("tools/list", token: token, session: session).status == 404)
        }
    }

    @Test func `versions are negotiated and then kept to (M25-2, M25-3)`() async throws {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            for (asked, given) in [("2025-06-18", "2025-06-18"), ("2024-11-05", "2025-11-25"), ("9999", "2025-11-25")] {
                var params = RunningSandbox.initializeParams
                params["protocolVersion"] = .string(asked)
                let reply = try await sandbox.legacy("initialize", params, token: token, version: nil)
                #expect(reply.message["result"]?["protocolVersion"]?.text == given)
            }
            let session = try await Self.open(sandbox, token)
            #expect(try await sandbox.legacy("ping", token: token, session: session, version: nil).status == 200)
            for version in ["2025-06-18", "1.0"] {
                let reply = try await sandbox.legacy("ping", token: token, session: session, version: version)
                #expect(reply.status == 400, "\(version)")
            }
        }
    }

    @Test func `requests before initialized, unknown methods and bad calls are refused in their place`() async throws {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            let opened = try await sandbox.legacy(
                "initialize", RunningSandbox.initializeParams, token: token, version: nil)
            let early = try #require(opened.header("MCP-Session-Id"))
            #expect(try await sandbox.legacy("ping", token: token, session: early).status == 200)
            let hasty = try await sandbox.legacy("tools/list", token: token, session: early)
            #expect(hasty.status == 400 && hasty.json["error"]?["code"] == .integer(-32602))
            let bare = try await sandbox.legacy("initialize", [:], token: token, version: nil)
            #expect(bare.message["error"]?["code"] == .integer(-32602))
            let session = try await Self.open(sandbox, token)
            let unknown = try await sandbox.legacy("resources/list", token: token, session: session)
            #expect(unknown.status == 200 && unknown.message["error"]?["code"] == .integer(-32601))
            let admin = try await sandbox.legacy(
                "tools/call", ["name": "secret-report"], token: token, session: session)
            #expect(admin.status == 403)
            let probe = try await sandbox.legacy("server/discover", token: token, version: nil)
            #expect(probe.status == 400 && probe.json["error"]?["code"] == .integer(-32000), "ERA-2")
        }
    }

    @Test func `every request needs the token, session or not (RS-1), and JSON is there when told`() async throws {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            let session = try await Self.open(sandbox, token)
            let headers = [RunningSandbox.accept, ("Content-Type", "application/json"), ("MCP-Session-Id", session)]
            let body = Array(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#.utf8)
            #expect(try await sandbox.send("POST", sandbox.description.mcp, headers, body: body).status == 401)
            try await sandbox.control("mcp", ["answers": "json"])
            let reply = try await sandbox.legacy("ping", token: token, session: session)
            #expect(reply.header("Content-Type") == "application/json" && reply.json["result"] == [:])
        }
    }
}
