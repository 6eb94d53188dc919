import Testing

@testable import MintSandbox

@Suite struct AuthorizationCodeTests {
    @Test func `a login leads to tokens about the person, and the answer names its issuer (AC-1, AC-3, IS-5)`()
        async throws
    {
        try await RunningSandbox.with { sandbox in
            let answer = try RunningSandbox.redirected(try await sandbox.authorize())
            #expect(answer["iss"] == sandbox.description.issuer && answer["state"] == "st/&te")
            let reply = try await sandbox.exchange(try #require(answer["code"]))
            #expect(reply.status == 200 && reply.header("Cache-Control") == "no-store")
            #expect(reply.json["refresh_token"]?.text?.isEmpty == false && reply.json["token_type"] == "Bearer")
            let text = try #require(reply.json["access_token"]?.text)
            let token = try #require(CompactJWS(text))
            #expect(token.claims["sub"] == "ada" && token.claims["client_id"] == "laptop")
            #expect(token.claims["auth_time"] != nil && token.audience == [sandbox.description.mcp])
            let who = try await sandbox.callWhoami(text)
            #expect(who.json["result"]?["structuredContent"]?["subject"] == "ada")
        }
    }

    @Test func `what is wrong about client or redirect is said to the person, and leads nowhere`() async throws {
        try await RunningSandbox.with { sandbox in
            let cases: [[String: String?]] = [
                ["client_id": "nobody"], ["client_id": nil], ["redirect_uri": nil],
                ["redirect_uri": "https://evil.example/callback"], ["redirect_uri": "http://127.0.0.1:1/other"],
                ["redirect_uri": "http://127.0.0.1:1/callback?x=1"], ["redirect_uri": "http://localhost:1/callback"],
                ["redirect_uri": "http://127.0.0.1:99999/callback"], ["redirect_uri": "http://127.0.0.1@evil/callback"],
                ["redirect_uri": "http://127.0.0.1.evil.example/callback"], ["client_id": "<script>"],
            ]
            for changes in cases {
                let reply = try await sandbox.authorize(changes)
                #expect(reply.status == 400 && reply.header("Location") == nil, "\(changes)")
                #expect(!reply.text.contains("<script"))
            }
            for uri in ["http://[::1]:7/callback", "http://localhost:3000/callback", "http://127.0.0.1/callback"] {
                #expect(try await sandbox.authorize(["redirect_uri": uri]).status == 302, "\(uri)")
            }
            let twice = try await sandbox.get(sandbox.description.issuer + "/authorize?client_id=laptop&client_id=x")
            #expect(twice.status == 400)
        }
    }

    @Test func `all else that is wrong goes back to the client, with issuer and state (IS-5, RES-6)`() async throws {
        try await RunningSandbox.with { sandbox in
            let cases: [(changes: [String: String?], error: String)] = [
                (["response_type": "token"], "unsupported_response_type"), (["code_challenge": nil], "invalid_request"),
                (["code_challenge_method": "plain"], "invalid_request"),
                (["code_challenge_method": nil], "invalid_request"), (["code_challenge": "short"], "invalid_request"),
                (["scope": "mcp:all"], "invalid_scope"), (["resource": "https://other.example"], "invalid_target"),
            ]
            for item in cases {
                let answer = try RunningSandbox.redirected(try await sandbox.authorize(item.changes))
                #expect(answer["error"] == item.error && answer["code"] == nil, "\(item.changes)")
                #expect(answer["iss"] == sandbox.description.issuer && answer["state"] == "st/&te")
            }
            try await sandbox.control("client", ["client_id": "laptop", "grants": .strings([])])
            let answer = try RunningSandbox.redirected(try await sandbox.authorize())
            #expect(answer["error"] == "unauthorized_client")
        }
    }

    @Test func `a code wants its client, redirect, verifier and resource, and is not used up by a refusal`()
        async throws
    {
        try await RunningSandbox.with { sandbox in
            let code = try await sandbox.code()
            let basic = RunningSandbox.basic("web-console", "wrong")
            let cases: [(changes: [String: String?], error: String)] = [
                (["code": "guess"], "invalid_grant"), (["code": nil], "invalid_request"),
                (["redirect_uri": "http://127.0.0.1:1/callback"], "invalid_grant"),
                (["redirect_uri": nil], "invalid_grant"), (["code_verifier": nil], "invalid_request"),
                (["code_verifier": String(repeating: "a", count: 43)], "invalid_grant"),
                (["code_verifier": RunningSandbox.challenge], "invalid_grant"), (["resource": nil], "invalid_target"),
                (["resource": sandbox.origin + "/reports/mcp"], "invalid_target"),
                (["client_id": nil], "invalid_client"),
                (["client_secret": "x"], "invalid_client"), (["client_id": "ci-workload"], "unauthorized_client"),
            ]
            for item in cases {
                let reply = try await sandbox.exchange(code, item.changes)
                #expect(reply.error == item.error, "\(item.changes): \(reply.text)")
            }
            #expect(try await sandbox.exchange(code, ["client_id": nil], [basic]).status == 401)
            #expect(try await sandbox.exchange(code).status == 200)
        }
    }

    @Test func `a code that comes a second time takes its tokens back, and an old one is dead`() async throws {
        try await RunningSandbox.with { sandbox in
            let code = try await sandbox.code()
            let first = try await sandbox.exchange(code).json
            let access = try #require(first["access_token"]?.text)
            #expect(try await sandbox.callWhoami(access).status == 200)
            #expect(try await sandbox.exchange(code).error == "invalid_grant")
            #expect(try await sandbox.callWhoami(access).status == 401)
            let refresh = try #require(first["refresh_token"]?.text)
            #expect(try await sandbox.refresh(refresh).error == "invalid_grant")
            let late = try await sandbox.code()
            try await sandbox.advance(60)
            #expect(try await sandbox.exchange(late).error == "invalid_grant")
        }
    }

    @Test func `a confidential client proves itself, and another's code is nothing to it`() async throws {
        try await RunningSandbox.with { sandbox in
            try await sandbox.control("client", ["client_id": "web-console", "client_secrets": .strings(["s"])])
            let basic = RunningSandbox.basic("web-console", "s")
            let stolen = try await sandbox.code()
            #expect(try await sandbox.exchange(stolen, ["client_id": nil], [basic]).error == "invalid_grant")
            let own = try await sandbox.code(["client_id": "web-console"])
            #expect(try await sandbox.exchange(own, ["client_id": "web-console"]).error == "invalid_client")
            #expect(try await sandbox.exchange(own, ["client_id": nil], [basic]).status == 200)
        }
    }

    @Test func `the person can say no, and can be asked on a page`() async throws {
        try await RunningSandbox.with { sandbox in
            try await sandbox.control("consent", ["mode": "deny"])
            #expect(try RunningSandbox.redirected(try await sandbox.authorize())["error"] == "access_denied")
            try await sandbox.control("consent", ["mode": "ask", "user": "grace"])
            for (decision, member) in [("approve", "code"), ("deny", "error")] {
                let page = try await sandbox.authorize()
                #expect(page.status == 200 && page.header("Content-Type")?.hasPrefix("text/html") == true)
                #expect(page.text.contains("laptop") && page.text.contains("mcp:read mcp:call"))
                let name = try #require(page.text.firstMatch(of: #/name="request" value="([^"]+)"/#)?.1)
                let fields = [("request", String(name)), ("decision", decision)]
                let url = sandbox.description.issuer + "/authorize"
                let pressed = try RunningSandbox.redirected(try await sandbox.form(url, fields))
                #expect(pressed[member] != nil && pressed["iss"] == sandbox.description.issuer)
                #expect(try await sandbox.form(url, fields).status == 400, "a button is pressed once")
            }
        }
    }

    @Test func `answers with a wrong issuer or state can be had (IS-2, IS-3)`() async throws {
        try await RunningSandbox.with { sandbox in
            let cases: [(setting: JSONValue, issuer: String?, state: String?)] = [
                (["iss": "none", "state": "none"], nil, nil),
                (["iss": "wrong", "state": "wrong"], "https://evil.example", "not-the-state"),
                (["iss": "slashed", "state": "echo"], sandbox.description.issuer + "/", "st/&te"),
            ]
            for item in cases {
                try await sandbox.control("consent", item.setting)
                let answer = try RunningSandbox.redirected(try await sandbox.authorize())
                #expect(answer["iss"] == item.issuer && answer["state"] == item.state, "\(item.setting)")
                #expect(answer["code"] != nil)
            }
        }
    }
}
