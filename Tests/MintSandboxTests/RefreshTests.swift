import Testing

@testable import MintSandbox

@Suite struct RefreshTests {
    @Test func `each refresh token serves once, and one that comes back kills the family (TK-10, TK-11)`() async throws
    {
        try await RunningSandbox.with { sandbox in
            let first = try await sandbox.login()
            let second = try await sandbox.refresh(first.refresh)
            let successor = try #require(second.json["refresh_token"]?.text)
            let rest = try #require(second.json["authorization_expires_in"]?.integer)
            #expect((RefreshFamily.lifetime - 60...RefreshFamily.lifetime).contains(rest), "TK-12")
            let access = try #require(second.json["access_token"]?.text)
            #expect(successor != first.refresh)
            #expect(try await sandbox.callWhoami(access).status == 200)
            #expect(try await sandbox.refresh(first.refresh).error == "invalid_grant")
            #expect(try await sandbox.refresh(successor).error == "invalid_grant")
            #expect(try await sandbox.callWhoami(access).status == 401)
            #expect(try await sandbox.callWhoami(first.access).status == 401)
        }
    }

    @Test func `a server that keeps the refresh token can be had`() async throws {
        try await RunningSandbox.with { sandbox in
            try await sandbox.control("client", ["client_id": "laptop", "rotate_refresh_tokens": .bool(false)])
            let login = try await sandbox.login()
            for _ in 0..<2 {
                let reply = try await sandbox.refresh(login.refresh)
                #expect(reply.status == 200 && reply.json["refresh_token"] == nil)
            }
        }
    }

    @Test func `scopes may be fewer, and resources must be the same; a refusal uses nothing up (RES-1)`() async throws {
        try await RunningSandbox.with { sandbox in
            let login = try await sandbox.login()
            let cases: [(changes: [String: String?], error: String)] = [
                (["scope": "mcp:read mcp:admin"], "invalid_scope"), (["resource": nil], "invalid_target"),
                (["resource": sandbox.origin + "/reports/mcp"], "invalid_target"),
                (["refresh_token": nil], "invalid_request"), (["refresh_token": "guess"], "invalid_grant"),
                (["client_id": "ci-workload"], "unauthorized_client"), (["client_id": "nobody"], "invalid_client"),
            ]
            for item in cases {
                let reply = try await sandbox.refresh(login.refresh, item.changes)
                #expect(reply.error == item.error, "\(item.changes): \(reply.text)")
            }
            let narrow = try await sandbox.refresh(login.refresh, ["scope": "mcp:read"])
            #expect(narrow.json["scope"] == "mcp:read")
            let wide = try await sandbox.refresh(try #require(narrow.json["refresh_token"]?.text))
            #expect(wide.json["scope"] == "mcp:read mcp:call", "what was granted stays granted")
        }
    }

    @Test func `another client's refresh token is nothing, and an old login ends`() async throws {
        try await RunningSandbox.with { sandbox in
            let login = try await sandbox.login()
            try await sandbox.control(
                "client", ["client_id": "other", "method": "none", "grants": .strings(["refresh_token"])])
            #expect(try await sandbox.refresh(login.refresh, ["client_id": "other"]).error == "invalid_grant")
            try await sandbox.advance(RefreshFamily.lifetime)
            #expect(try await sandbox.refresh(login.refresh).error == "invalid_grant")
        }
    }

    @Test func `revoking a refresh token kills its access tokens, and introspection knows both kinds (RV-3, IN-2)`()
        async throws
    {
        try await RunningSandbox.with { sandbox in
            let login = try await sandbox.login()
            let other = try await sandbox.login()
            let caller = RunningSandbox.basic("search-worker", try sandbox.secret(of: "search-worker"))
            let ask: @Sendable (String) async throws -> JSONValue = { token in
                try await sandbox.form(sandbox.description.issuer + "/introspect", [("token", token)], [caller]).json
            }
            let live = try await ask(login.refresh)
            #expect(live["active"] == .bool(true) && live["client_id"] == "laptop" && live["sub"] == "ada")
            #expect(live["scope"] == "mcp:read mcp:call" && live["token_type"] == nil)
            #expect(try await ask(login.access)["sub"] == "ada")

            let url = sandbox.description.issuer + "/revoke"
            let fields = [("token", login.refresh), ("token_type_hint", "refresh_token")]
            #expect(try await sandbox.form(url, fields, [caller]).error == "invalid_grant")
            #expect(try await sandbox.form(url, fields).error == "invalid_client")
            for _ in 0..<2 {
                #expect(try await sandbox.form(url, fields + [("client_id", "laptop")]).status == 200)
            }
            for token in [login.refresh, login.access] { #expect(try await ask(token) == ["active": .bool(false)]) }
            #expect(try await sandbox.callWhoami(login.access).status == 401)
            #expect(try await sandbox.refresh(login.refresh).error == "invalid_grant")

            // An access token alone: the login lives on.
            let access = [("token", other.access), ("token_type_hint", "access_token"), ("client_id", "laptop")]
            #expect(try await sandbox.form(url, access).status == 200)
            #expect(try await sandbox.callWhoami(other.access).status == 401)
            #expect(try await sandbox.refresh(other.refresh).status == 200)
        }
    }

    @Test func `a public client may not introspect, and revocation can fail as RFC 7009 says (IN-1, RV-2)`()
        async throws
    {
        try await RunningSandbox.with { sandbox in
            let login = try await sandbox.login()
            let fields = [("token", login.refresh), ("client_id", "laptop")]
            let asked = try await sandbox.form(sandbox.description.issuer + "/introspect", fields)
            #expect(asked.error == "invalid_client")
            let faults: [(status: Int, error: String)] = [
                (400, "unsupported_token_type"), (503, "temporarily_unavailable"),
            ]
            for fault in faults {
                try await sandbox.control(
                    "fault",
                    [
                        "path": "/as/revoke", "status": .integer(fault.status), "body": ["error": .string(fault.error)],
                        "headers": ["Retry-After": "7"],
                    ])
                let reply = try await sandbox.form(sandbox.description.issuer + "/revoke", fields)
                #expect(reply.status == fault.status && reply.error == fault.error)
                #expect(reply.header("Retry-After") == "7")
            }
            #expect(try await sandbox.refresh(login.refresh).status == 200, "nothing was revoked")
        }
    }
}
