import Testing

@testable import MintSandbox

@Suite struct ModernMCPTests {
    @Test func `discover, then every page of tools, then calls (M26-4, M26-15, M26-17)`() async throws {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            let discovered = try await sandbox.modern("server/discover", token: token)
            #expect(discovered.status == 200)
            #expect(discovered.json["result"]?["supportedVersions"] == .strings(["2026-07-28"]))
            #expect(discovered.json["result"]?["resultType"] == "complete")
            let names = try await Self.toolNames { params in
                try await sandbox.modern("tools/list", params, token: token)
            }
            #expect(names.pages == 3)
            #expect(names.all == ToolCatalog.all.map(\.name))
            let sum = try await sandbox.modern(
                "tools/call", ["name": "add", "arguments": ["a": .integer(2), "b": .integer(40)]], token: token,
                id: "call-1")
            #expect(sum.json["id"] == "call-1")
            #expect(sum.json["result"]?["structuredContent"] == ["sum": .integer(42)])
            let who = try await sandbox.callWhoami(token)
            #expect(who.json["result"]?["structuredContent"]?["client_id"] == "search-worker")
            #expect(who.json["result"]?["structuredContent"]?["scopes"] == .strings(["mcp:read", "mcp:call"]))
            let failing = try await sandbox.modern("tools/call", ["name": "always-fails"], token: token)
            #expect(failing.status == 200 && failing.json["result"]?["isError"] == .bool(true))
        }
    }

    /// Follows `nextCursor` to its end.
    static func toolNames(_ page: ([String: JSONValue]) async throws -> Reply) async throws -> (
        all: [String], pages: Int
    ) {
        var names: [String] = []
        var pages = 0
        var cursor: JSONValue?
        repeat {
            let reply = try await page(cursor.map { ["cursor": $0] } ?? [:])
            let result = try #require(reply.message["result"], "\(reply.text)")
            names += result["tools"]?.array?.compactMap { $0["name"]?.text } ?? []
            cursor = result["nextCursor"]
            pages += 1
        } while cursor != nil && pages < 20
        return (names, pages)
    }

    @Test func `headers that differ from the body are -32020, with 400 (M26-5)`() async throws {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            let echo: [String: JSONValue] = ["name": "echo", "arguments": ["text": "x"]]
            for header in [("Mcp-Method", "tools/list"), ("Mcp-Name", "add"), ("MCP-Protocol-Version", "2025-11-25")] {
                let reply = try await sandbox.modern("tools/call", echo, token: token, [header])
                #expect(reply.status == 400 && reply.json["error"]?["code"] == .integer(-32020), "\(header)")
            }
            let coded = try await sandbox.modern(
                "tools/call", echo, token: token, [("Mcp-Name", "=?base64?ZWNobw==?=")])
            #expect(coded.status == 200)
            let region: [String: JSONValue] = ["name": "region-status", "arguments": ["region": "Zürich"]]
            let bare = try await sandbox.modern("tools/call", region, token: token)
            #expect(bare.json["error"]?["code"] == .integer(-32020))
            let mirrored = [("Mcp-Param-Region", "=?base64?WsO8cmljaA==?=")]
            #expect(try await sandbox.modern("tools/call", region, token: token, mirrored).status == 200)
        }
    }

    @Test func `versions, metadata, methods and arguments are refused by their own codes (M26-3, M26-5, W-3)`()
        async throws
    {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            let newer = try await sandbox.modern(
                "tools/list", token: token, meta: RunningSandbox.meta("2027-01-01"),
                [("MCP-Protocol-Version", "2027-01-01")])
            #expect(newer.status == 400 && newer.json["error"]?["code"] == .integer(-32022))
            #expect(newer.json["error"]?["data"]?["supported"] == .strings(["2026-07-28"]))
            #expect(newer.json["error"]?["data"]?["requested"] == "2027-01-01")
            let bare: JSONValue = ["io.modelcontextprotocol/protocolVersion": "2026-07-28"]
            for meta in [bare, [:]] {
                let reply = try await sandbox.modern("tools/list", token: token, meta: meta)
                #expect(reply.status == 400 && reply.json["error"]?["code"] == .integer(-32602))
            }
            let unknown = try await sandbox.modern("ping", token: token)
            #expect(unknown.status == 404 && unknown.json["error"]?["code"] == .integer(-32601))
            let wrong: [(String, [String: JSONValue])] = [
                ("tools/call", ["name": "nothing"]), ("tools/call", ["name": "echo"]),
                ("tools/call", ["name": "echo", "arguments": ["text": .integer(1)]]),
                ("tools/call", ["name": "echo", "arguments": ["text": "x", "more": "y"]]),
                ("tools/call", ["name": "echo", "arguments": .array([])]), ("tools/list", ["cursor": "zzz"]),
                ("tools/list", ["cursor": ""]), ("tools/list", ["cursor": .integer(1)]),
            ]
            for (method, params) in wrong {
                let reply = try await sandbox.modern(method, params, token: token)
                #expect(reply.json["error"]?["code"] == .integer(-32602), "\(params)")
            }
        }
    }

    @Test func `a capability that the server demands is -32021 until it is declared (CC-10, M26-5)`() async throws {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            try await sandbox.control("mcp", ["required_extension": .string(MCPVersion.clientCredentials)])
            let refused = try await sandbox.modern("tools/list", token: token)
            #expect(refused.status == 400 && refused.json["error"]?["code"] == .integer(-32021))
            let extensions: JSONValue = ["extensions": .object([MCPVersion.clientCredentials: [:]])]
            #expect(refused.json["error"]?["data"]?["requiredCapabilities"] == extensions)
            #expect(try await sandbox.modern("server/discover", token: token).status == 200)
            let meta = RunningSandbox.meta(capabilities: extensions)
            #expect(try await sandbox.modern("tools/list", token: token, meta: meta).status == 200)
        }
    }

    @Test func `notifications are 202, bodies that are no message 400, other types 415 and 406 (M26-11, W-1)`()
        async throws
    {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            let notified = try await sandbox.modern("notifications/cancelled", token: token, id: nil)
            #expect(notified.status == 202 && notified.body.isEmpty)
            let headers = [
                RunningSandbox.accept, ("Content-Type", "application/json"), ("Authorization", "Bearer \(token)"),
            ]
            let bodies = [
                ("{", -32700), ("[]", -32600), ("{}", -32600), (#"{"jsonrpc":"2.0","id":null,"method":"x"}"#, -32600),
            ]
            for (body, code) in bodies {
                let reply = try await sandbox.send("POST", sandbox.description.mcp, headers, body: Array(body.utf8))
                #expect(reply.status == 400 && reply.json["error"]?["code"] == .integer(code), "\(body)")
            }
            let typed = try await sandbox.modern("tools/list", token: token, [("Content-Type", "text/plain")])
            #expect(typed.status == 415)
            let choosy = try await sandbox.modern("tools/list", token: token, [("Accept", "application/json")])
            #expect(choosy.status == 406)
            #expect(
                try await sandbox.modern("tools/list", token: token, [("Origin", "https://evil.example")]).status == 403
            )
        }
    }

    @Test func `answers come as events when told, and only one revision when told (M26-12, ERA-6)`() async throws {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            try await sandbox.control("mcp", ["answers": "sse"])
            let streamed = try await sandbox.modern("tools/list", token: token)
            #expect(streamed.header("Content-Type") == "text/event-stream")
            #expect(streamed.text.hasPrefix(": ") && streamed.message["result"]?["tools"] != nil)
            try await sandbox.control("mcp", ["answers": "auto", "revisions": "modern"])
            let handshake = try await sandbox.legacy(
                "initialize", RunningSandbox.initializeParams, token: token, version: nil)
            #expect(handshake.status == 400 && handshake.json["error"]?["data"]?["supported"] != nil)
            let authorization = [("Authorization", "Bearer \(token)")]
            let ended = try await sandbox.send("DELETE", sandbox.description.mcp, authorization)
            #expect(ended.status == 405 && ended.header("Allow") == "POST")
            try await sandbox.control("mcp", ["revisions": "legacy"])
            let probe = try await sandbox.modern("server/discover", token: token)
            #expect(probe.status == 400 && probe.json["error"]?["code"] == .integer(-32000))
        }
    }
}
