import Testing

@testable import MintSandbox

@Suite struct ProtectionTests {
    @Test func `all tokens can be refused, with a challenge and without (LC-4)`() async throws {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            try await sandbox.control("mcp", ["tokens": "refuse"])
            let refused = try await sandbox.callWhoami(token)
            #expect(refused.status == 401)
            #expect(refused.header("WWW-Authenticate")?.contains(#"error="invalid_token""#) == true)
            let bare = try await sandbox.send("POST", sandbox.description.mcp)
            #expect(bare.header("WWW-Authenticate")?.contains("error=") == false, "nothing was sent to be refused")
            try await sandbox.control("mcp", ["tokens": "refuse-silently"])
            let silent = try await sandbox.callWhoami(token)
            #expect(silent.status == 401 && silent.header("WWW-Authenticate") == nil)
            try await sandbox.control("mcp", ["tokens": "accept"])
            #expect(try await sandbox.callWhoami(token).status == 200)
        }
    }

    @Test func `the resource metadata can lie, lose its link, and vanish (PRM-1, PRM-5)`() async throws {
        try await RunningSandbox.with { sandbox in
            let place = sandbox.origin + "/.well-known/oauth-protected-resource/mcp"
            try await sandbox.control("mcp", ["resource": "https://evil.example/mcp"])
            #expect(try await sandbox.get(place).json["resource"] == "https://evil.example/mcp")
            try await sandbox.control("mcp", ["resource": "", "resource_metadata": "unlinked"])
            #expect(try await sandbox.get(place).json["resource"]?.text == sandbox.description.mcp)
            let unlinked = try await sandbox.send("POST", sandbox.description.mcp)
            #expect(unlinked.header("WWW-Authenticate") == #"Bearer scope="mcp:read""#)
            try await sandbox.control("mcp", ["resource_metadata": "missing"])
            #expect(try await sandbox.get(place).status == 404)
            try await sandbox.control("mcp", ["resource_metadata": "published"])
            #expect(try await sandbox.get(place).status == 200)
            for wrong: JSONValue in [["tokens": "some"], ["issuers": .strings(["as3"])], ["resource_metadata": "x"]] {
                #expect(try await sandbox.control("mcp", wrong).status == 400, "\(wrong)")
            }
        }
    }

    @Test func `the server moves to another issuer, whose clients, keys and tokens are its own (REG-5, REG-6)`()
        async throws
    {
        try await RunningSandbox.with { sandbox in
            let place = sandbox.origin + "/.well-known/oauth-protected-resource/mcp"
            let second = sandbox.origin + "/as2"
            let old = try await sandbox.token()
            try await sandbox.control("mcp", ["issuers": .strings(["as2"])])
            #expect(try await sandbox.get(place).json["authorization_servers"] == .strings([second]))
            #expect(try await sandbox.callWhoami(old).status == 401)

            let metadata = try await sandbox.get(sandbox.origin + "/.well-known/oauth-authorization-server/as2").json
            #expect(metadata["issuer"]?.text == second && metadata["token_endpoint"]?.text == second + "/token")
            let first = try await sandbox.get(sandbox.description.issuer + "/jwks").json
            #expect(try await sandbox.get(second + "/jwks").json != first)

            let basic = RunningSandbox.basic("search-worker", try sandbox.secret(of: "search-worker"))
            let grant = [RunningSandbox.grant]
            #expect(try await sandbox.form(second + "/token", grant, [basic]).error == "invalid_client")
            let registered = try await sandbox.register(
                ["grant_types": .strings(["client_credentials"])], at: second)
            let id = try #require(registered.json["client_id"]?.text)
            let secret = try #require(registered.json["client_secret"]?.text)
            let reply = try await sandbox.form(second + "/token", grant, [RunningSandbox.basic(id, secret)])
            let token = try #require(reply.json["access_token"]?.text)
            let who = try await sandbox.callWhoami(token)
            #expect(who.json["result"]?["structuredContent"]?["issuer"]?.text == second)
            #expect(try await sandbox.requestToken(basic: id, secret: secret).error == "invalid_client")
            #expect(try await sandbox.log().last { $0["path"] == "/mcp" }?["client"]?.text == id)

            try await sandbox.control("mcp", ["issuers": .strings(["as", "as2"])])
            let both = try await sandbox.get(place).json["authorization_servers"]
            #expect(both == .strings([sandbox.description.issuer, second]))
            for token in [old, token] { #expect(try await sandbox.callWhoami(token).status == 200) }
            try await sandbox.control("mcp", ["issuers": .strings([])])
            #expect(try await sandbox.callWhoami(old).status == 401)
        }
    }

    @Test func `the second server's clients and keys answer to the control interface`() async throws {
        try await RunningSandbox.with { sandbox in
            let second = sandbox.origin + "/as2"
            let made: JSONValue = [
                "issuer": "as2", "client_id": "late", "method": "client_secret_basic",
                "client_secrets": .strings(["s"]),
            ]
            #expect(try await sandbox.control("client", made).status == 200)
            let basic = RunningSandbox.basic("late", "s")
            #expect(try await sandbox.form(second + "/token", [RunningSandbox.grant], [basic]).status == 200)
            #expect(try await sandbox.requestToken(basic: "late", secret: "s").error == "invalid_client")
            try await sandbox.control("rotate-signing-key", ["issuer": "as2"])
            #expect(try await sandbox.get(second + "/jwks").json["keys"]?.array?.count == 2)
            #expect(try await sandbox.get(sandbox.description.issuer + "/jwks").json["keys"]?.array?.count == 1)
            try await sandbox.control("metadata", ["authorization_server_as2": ["issuer": "https://evil.example"]])
            let drifted = try await sandbox.get(second + "/.well-known/openid-configuration").json
            #expect(drifted["issuer"] == "https://evil.example")
        }
    }

    @Test func `arguments are repeated in headers, by type and at any depth (M26-8)`() async throws {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            let all: [String: JSONValue] = [
                "region": "north", "limit": .integer(7), "detailed": .bool(false), "window": ["days": .integer(-3)],
            ]
            let right = [
                ("Mcp-Param-Region", "north"), ("Mcp-Param-Limit", "7"), ("Mcp-Param-Detailed", "false"),
                ("Mcp-Param-Days", "-3"),
            ]
            let call: @Sendable ([String: JSONValue], [(String, String)]) async throws -> Reply = {
                arguments, headers in
                let params: [String: JSONValue] = ["name": "region-status", "arguments": .object(arguments)]
                return try await sandbox.modern("tools/call", params, token: token, headers)
            }
            #expect(try await call(all, right).status == 200)
            for index in right.indices {
                var headers = right
                headers.remove(at: index)
                #expect(try await call(all, headers).json["error"]?["code"] == .integer(-32020), "\(right[index])")
                headers.append((right[index].0, "else"))
                #expect(try await call(all, headers).json["error"]?["code"] == .integer(-32020), "\(right[index])")
            }
            let few: [String: JSONValue] = ["region": "north", "limit": .null]
            #expect(try await call(few, right).json["error"]?["code"] == .integer(-32020), "no header without a value")
            #expect(try await call(few, [right[0]]).status == 200)
        }
    }

    @Test func `tools that break the rules of headers are listed when told (M26-8)`() async throws {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            try await sandbox.control("mcp", ["broken_tools": .bool(true), "page_size": .integer(50)])
            let listed = try await sandbox.modern("tools/list", token: token).json["result"]?["tools"]?.array
            let names = listed?.compactMap { $0["name"]?.text } ?? []
            #expect(names.filter { $0.hasPrefix("broken-") } == ToolCatalog.broken.map(\.name))
            #expect(names.count == ToolCatalog.all.count + ToolCatalog.broken.count)
        }
    }
}
