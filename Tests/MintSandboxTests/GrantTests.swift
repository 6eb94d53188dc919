import Testing

@testable import MintSandbox

@Suite struct GrantTests {
    @Test func `scopes are granted as asked, and refused where unknown or not allowed`() async throws {
        try await RunningSandbox.with { sandbox in
            let cases: [(scope: String, granted: String?)] = [
                ("mcp:read", "mcp:read"), ("mcp:call mcp:read mcp:call", "mcp:call mcp:read"),
                ("mcp:read mcp:admin", "mcp:read mcp:admin"), ("mcp:everything", nil), ("mcp:read  mcp:call", nil),
                ("MCP:READ", nil), ("mcp:read \"x\"", nil),
            ]
            for item in cases {
                let reply = try await sandbox.requestToken(basic: "search-worker", [("scope", item.scope)])
                #expect(reply.json["scope"]?.text == item.granted, "\(item.scope)")
                #expect(reply.error == (item.granted == nil ? "invalid_scope" : nil), "\(item.scope)")
            }
        }
    }

    @Test func `a client that may be narrowed is granted less, and told so (TK-6)`() async throws {
        try await RunningSandbox.with { sandbox in
            let asked = [("scope", "mcp:read mcp:admin")]
            try await sandbox.control("client", ["client_id": "search-worker", "scopes": .array(["mcp:read"])])
            #expect(try await sandbox.requestToken(basic: "search-worker", asked).error == "invalid_scope")
            try await sandbox.control("client", ["client_id": "search-worker", "narrow_scope": .bool(true)])
            let reply = try await sandbox.requestToken(basic: "search-worker", asked)
            #expect(reply.json["scope"] == "mcp:read")
        }
    }

    @Test func `resources end up in the audience, and unknown ones are invalid_target (RES-6)`() async throws {
        try await RunningSandbox.with { sandbox in
            let main = sandbox.description.mcp
            let reports = sandbox.origin + "/reports/mcp"
            let both = [("resource", main), ("resource", reports)]
            for (fields, audience) in [([("resource", reports)], [reports]), (both, [main, reports]), ([], [main])] {
                let reply = try await sandbox.requestToken(basic: "search-worker", fields)
                #expect(reply.json["access_token"]?.text.flatMap { CompactJWS($0) }?.audience == audience)
            }
            for unknown in [main + "/", "https://mcp.example.com/mcp", "mcp", main + "#x"] {
                let reply = try await sandbox.requestToken(basic: "search-worker", [("resource", unknown)])
                #expect(reply.status == 400 && reply.error == "invalid_target", "\(unknown)")
            }
        }
    }

    @Test func `introspection tells a live token from any other, to authenticated clients only (IN-1, IN-2)`()
        async throws
    {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token(scope: "mcp:read")
            let caller = RunningSandbox.basic("odd-secret", try sandbox.secret(of: "odd-secret"))
            let url = sandbox.description.issuer + "/introspect"
            let live = try await sandbox.form(url, [("token", token)], [caller])
            #expect(live.json["active"] == .bool(true))
            #expect(live.json["client_id"] == "search-worker" && live.json["scope"] == "mcp:read")
            #expect(live.json["aud"]?.text == sandbox.description.mcp)
            let dead = try await sandbox.form(url, [("token", "nonsense")], [caller])
            #expect(dead.json == ["active": .bool(false)])
            #expect(try await sandbox.form(url, [("token", token)]).error == "invalid_client")
            #expect(try await sandbox.form(url, [], [caller]).error == "invalid_request")
        }
    }

    @Test func `a revoked token is inactive and refused; another client's is not touched (RV-2)`() async throws {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            let url = sandbox.description.issuer + "/revoke"
            let stranger = RunningSandbox.basic("odd-secret", try sandbox.secret(of: "odd-secret"))
            let owner = RunningSandbox.basic("search-worker", try sandbox.secret(of: "search-worker"))
            #expect(try await sandbox.form(url, [("token", token)], [stranger]).error == "invalid_grant")
            #expect(try await sandbox.callWhoami(token).status == 200)
            #expect(try await sandbox.form(url, [("token", "nonsense")], [owner]).status == 200)
            for _ in 0..<2 { #expect(try await sandbox.form(url, [("token", token)], [owner]).status == 200) }
            let refused = try await sandbox.callWhoami(token)
            #expect(refused.status == 401)
            #expect(refused.header("WWW-Authenticate")?.contains(#"error="invalid_token""#) == true)
            let introspected = try await sandbox.form(
                sandbox.description.issuer + "/introspect", [("token", token)], [stranger])
            #expect(introspected.json == ["active": .bool(false)])
        }
    }
}
