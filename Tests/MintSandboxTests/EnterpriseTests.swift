import Testing

@testable import MintSandbox

@Suite struct EnterpriseTests {
    @Test func `an id token becomes an ID-JAG, and that a token about the person (EM-1, EM-2, EM-3, EM-4)`()
        async throws
    {
        try await RunningSandbox.withEnterprise { sandbox, basic in
            let first = try await sandbox.exchangeIdentity([:], basic)
            #expect(first.status == 200 && first.json["token_type"] == "N_A", "\(first.text)")
            #expect(first.json["issued_token_type"]?.text == IdentityProvider.assertionTokenType)
            let text = try #require(first.json["access_token"]?.text)
            let assertion = try #require(CompactJWS(text))
            #expect(assertion.type == "oauth-id-jag+jwt" && assertion.audience == [sandbox.description.issuer])
            #expect(assertion.claims["client_id"] == "enterprise-app" && assertion.claims["sub"] == "ada")
            #expect(assertion.claims["resource"]?.text == sandbox.description.mcp)
            #expect(try await sandbox.callWhoami(text).status == 401, "it is no access token")

            // It may be used again while it lives (EM-6).
            for _ in 0..<2 {
                let second = try await sandbox.exchangeAssertion(text, [:], basic)
                #expect(second.json["refresh_token"] == nil, "\(second.text)")
                let token = try #require(second.json["access_token"]?.text)
                #expect(CompactJWS(token)?.claims["sub"] == "ada")
                #expect(try await sandbox.callWhoami(token).status == 200)
            }
        }
    }

    @Test func `what is wrong with the first leg is refused by its own code`() async throws {
        try await RunningSandbox.withEnterprise { sandbox, basic in
            let access = try await sandbox.token()
            let cases: [(changes: [String: String?], error: String)] = [
                (["grant_type": "client_credentials"], "unsupported_grant_type"), (["audience": nil], "invalid_target"),
                (["audience": sandbox.description.issuer + "/"], "invalid_target"),
                (["resource": "https://other.example"], "invalid_target"),
                (["requested_token_type": nil], "invalid_request"), (["subject_token": nil], "invalid_request"),
                (["subject_token_type": "urn:ietf:params:oauth:token-type:saml2"], "invalid_request"),
                (["subject_token": "a.b.c"], "invalid_grant"), (["subject_token": access], "invalid_grant"),
            ]
            for item in cases {
                let reply = try await sandbox.exchangeIdentity(item.changes, basic)
                #expect(reply.error == item.error, "\(item.changes): \(reply.text)")
            }
            let tokens: [JSONValue] = [
                ["expires_in": .integer(-60)], ["forged": .bool(true)], ["aud": "search-worker"],
                ["claims": ["iss": "https://evil.example"]],
            ]
            for setting in tokens {
                let token = try await sandbox.statement("id-token", setting)
                #expect(try await sandbox.exchangeIdentity(["subject_token": token], basic).error == "invalid_grant")
            }
            let wrong = RunningSandbox.basic("enterprise-app", "wrong")
            #expect(try await sandbox.exchangeIdentity([:], wrong).status == 401)
        }
    }

    @Test func `what is wrong with the second leg is refused by its own code`() async throws {
        try await RunningSandbox.withEnterprise { sandbox, basic in
            let leg: @Sendable ([String: String?]) async throws -> String = { changes in
                try #require(try await sandbox.exchangeIdentity(changes, basic).json["access_token"]?.text)
            }
            let good = try await leg([:])
            let cases: [(assertion: String, changes: [String: String?], error: String)] = [
                (good, ["resource": nil], "invalid_target"),
                (good, ["resource": sandbox.origin + "/reports/mcp"], "invalid_target"),
                (good, ["scope": "mcp:read mcp:admin"], "invalid_scope"),
                (good.dropLast(8) + "AAAAAAAA", [:], "invalid_grant"),
                (try await leg(["audience": sandbox.origin + "/as2"]), [:], "invalid_grant"),
            ]
            for item in cases {
                let reply = try await sandbox.exchangeAssertion(item.assertion, item.changes, basic)
                #expect(reply.error == item.error, "\(item.changes): \(reply.text)")
            }
            let narrow = try await sandbox.exchangeAssertion(good, ["scope": "mcp:read"], basic)
            #expect(narrow.json["scope"] == "mcp:read")
            let worker = RunningSandbox.basic("search-worker", try sandbox.secret(of: "search-worker"))
            #expect(try await sandbox.exchangeAssertion(good, [:], worker).error == "unauthorized_client")
            try await sandbox.control(
                "client", ["client_id": "search-worker", "grants": .strings([WorkloadTests.grant])])
            #expect(try await sandbox.exchangeAssertion(good, [:], worker).error == "invalid_grant", "another's")
            let fields = [("grant_type", WorkloadTests.grant), ("assertion", good)]
            #expect(try await sandbox.form(sandbox.tokenEndpoint, fields).error == "invalid_client", "nobody's")
            try await sandbox.advance(IdentityProvider.assertionLifetime + 60)
            #expect(try await sandbox.exchangeAssertion(good, [:], basic).error == "invalid_grant")
        }
    }

    @Test func `both sides can be discovered (EM-5)`() async throws {
        try await RunningSandbox.with { sandbox in
            let provider = try await sandbox.get(sandbox.origin + "/idp/.well-known/openid-configuration").json
            #expect(provider["issuer"]?.text == sandbox.origin + "/idp")
            #expect(provider["token_endpoint"]?.text == sandbox.origin + "/idp/token")
            for who in ["idp", "platform"] {
                let keys = try await sandbox.get(sandbox.origin + "/\(who)/jwks").json["keys"]?.array
                #expect(keys?.count == 1 && keys?.allSatisfy { (try? JSONWebKey.publicKey($0)) != nil } == true)
            }
        }
    }
}

extension RunningSandbox {
    /// A sandbox, and what `enterprise-app` authenticates with.
    static func withEnterprise(
        _ body: @Sendable @escaping (RunningSandbox, (String, String)) async throws -> Void
    ) async throws {
        try await with { sandbox in
            try await sandbox.control("client", ["client_id": "enterprise-app", "client_secrets": .strings(["s"])])
            try await body(sandbox, basic("enterprise-app", "s"))
        }
    }

    func exchangeIdentity(_ changes: [String: String?], _ basic: (String, String)) async throws -> Reply {
        var fields: [String: String] = [
            "grant_type": IdentityProvider.tokenExchange, "requested_token_type": IdentityProvider.assertionTokenType,
            "audience": description.issuer, "resource": description.mcp, "scope": "mcp:read mcp:call",
            "subject_token": try await statement("id-token"), "subject_token_type": IdentityProvider.identityTokenType,
        ]
        for (name, value) in changes { fields[name] = value }
        return try await form(origin + "/idp/token", fields.map { ($0.key, $0.value) }, [basic])
    }

    func exchangeAssertion(_ assertion: String, _ changes: [String: String?], _ basic: (String, String))
        async throws -> Reply
    {
        var fields: [String: String] = [
            "grant_type": WorkloadTests.grant, "assertion": assertion, "resource": description.mcp,
        ]
        for (name, value) in changes { fields[name] = value }
        return try await form(tokenEndpoint, fields.map { ($0.key, $0.value) }, [basic])
    }
}
