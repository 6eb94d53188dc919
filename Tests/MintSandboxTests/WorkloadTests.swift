import Testing

@testable import MintSandbox

@Suite struct WorkloadTests {
    static let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"

    @Test func `a platform's token is turned into one of ours, without client authentication (WF-1, WF-9)`()
        async throws
    {
        try await RunningSandbox.with { sandbox in
            for aud in [sandbox.description.issuer, sandbox.tokenEndpoint] {
                let reply = try await sandbox.exchangeWorkload(["aud": .string(aud), "expires_in": .integer(100)])
                #expect(reply.status == 200 && reply.json["refresh_token"] == nil, "\(reply.text)")
                let life = try #require(reply.json["expires_in"]?.integer)
                #expect((90...100).contains(life), "a token does not outlive its assertion")
                let text = try #require(reply.json["access_token"]?.text)
                let token = try #require(CompactJWS(text))
                #expect(token.claims["sub"] == "ci-workload" && token.claims["client_id"] == "ci-workload")
                #expect(try await sandbox.callWhoami(text).status == 200)
            }
        }
    }

    @Test func `every broken rule is invalid_grant, and one request is all that there is (WF-6, WF-7)`() async throws {
        try await RunningSandbox.with { sandbox in
            let cases: [(setting: JSONValue, fields: [(String, String)], error: String)] = [
                (["aud": "https://other.example"], [], "invalid_grant"),
                (["expires_in": .integer(-60)], [], "invalid_grant"),
                (["forged": .bool(true)], [], "invalid_grant"), (["sub": "stranger"], [], "invalid_grant"),
                (["claims": ["iss": "https://evil.example"]], [], "invalid_grant"),
                (["claims": ["exp": .null]], [], "invalid_grant"), (["claims": ["sub": .null]], [], "invalid_grant"),
                (["claims": ["nbf": .integer(4_000_000_000)]], [], "invalid_grant"),
                ([:], [("client_id", "laptop")], "invalid_request"), ([:], [("scope", "all")], "invalid_scope"),
                ([:], [("client_id", "nobody")], "invalid_client"),
                ([:], [("resource", "https://other.example")], "invalid_target"),
            ]
            for item in cases {
                let reply = try await sandbox.exchangeWorkload(item.setting, item.fields)
                #expect(
                    reply.status == 400 && reply.error == item.error, "\(item.setting) \(item.fields): \(reply.text)")
            }
            for assertion in ["", "a.b.c", "nonsense"] {
                let fields = [("grant_type", Self.grant), ("assertion", assertion)]
                let reply = try await sandbox.form(sandbox.tokenEndpoint, fields)
                #expect(reply.error == (assertion.isEmpty ? "invalid_request" : "invalid_grant"))
            }
            try await sandbox.control("client", ["client_id": "ci-workload", "grants": .strings([])])
            #expect(try await sandbox.exchangeWorkload([:]).error == "unauthorized_client")
        }
    }

    @Test func `our own access token does not pass for a platform's`() async throws {
        try await RunningSandbox.with { sandbox in
            let fields = [("grant_type", Self.grant), ("assertion", try await sandbox.token())]
            #expect(try await sandbox.form(sandbox.tokenEndpoint, fields).error == "invalid_grant")
        }
    }
}

extension RunningSandbox {
    /// Something that the control interface signs.
    func statement(_ name: String, _ setting: JSONValue = [:]) async throws -> String {
        let reply = try await control(name, setting)
        return try #require(reply.json["token"]?.text, "\(reply.text)")
    }

    func exchangeWorkload(_ setting: JSONValue, _ fields: [(String, String)] = []) async throws -> Reply {
        let assertion = try await statement("workload-token", setting)
        let proof = [("grant_type", WorkloadTests.grant), ("assertion", assertion)]
        let resource = fields.contains { $0.0 == "resource" } ? [] : [("resource", description.mcp)]
        return try await form(tokenEndpoint, proof + resource + fields)
    }
}
