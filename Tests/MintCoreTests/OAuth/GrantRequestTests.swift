import HTTPTypes
import TestSupport
import Testing

@testable import MintCore

@Suite struct GrantRequestTests {
    private static let all: [GrantRequest] = [
        .clientCredentials, .refreshToken(Secret("r-CANARY")),
        .authorizationCode(Secret("c-CANARY"), verifier: Secret("v-CANARY"), redirectURI: "http://127.0.0.1:1/cb"),
        .deviceCode(Secret("d-CANARY")), .jwtBearer(Secret("a-CANARY")),
        .tokenExchange(
            subject: Secret("s-CANARY"), type: "urn:ietf:params:oauth:token-type:id_token",
            audience: "https://as.example"),
    ]

    private func form(_ grant: GrantRequest, _ proof: ClientProof) -> [String: String] {
        let (headers, body) = TokenRequest(.sample(), grant).encoded(proof)
        #expect(headers[.contentType] == "application/x-www-form-urlencoded" && headers[.accept] == "application/json")
        return ScriptedRequest(
            sent: TransportRequest(
                .post, Practice.url("https://as.example"), headers: headers, body: body, caFile: nil),
            deadline: .zero
        ).form
    }

    @Test(
        arguments: zip(
            all,
            [
                ["grant_type": "client_credentials", "scope": "tools:read"],
                ["grant_type": "refresh_token", "refresh_token": "r-CANARY"],
                [
                    "grant_type": "authorization_code", "code": "c-CANARY", "code_verifier": "v-CANARY",
                    "redirect_uri": "http://127.0.0.1:1/cb",
                ],
                ["grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "d-CANARY"],
                [
                    "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "a-CANARY",
                    "scope": "tools:read",
                ],
                [
                    "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "subject_token": "s-CANARY",
                    "requested_token_type": "urn:ietf:params:oauth:token-type:id-jag", "audience": "https://as.example",
                    "subject_token_type": "urn:ietf:params:oauth:token-type:id_token", "scope": "tools:read",
                ],
            ]))
    func `each grant sends its own fields, and the resource (TK-10, AC-3, DV-4, WF-1, EM-1, RES-1)`(
        grant: GrantRequest, fields: [String: String]
    ) {
        var expected = fields
        expected["resource"] = "https://m.example/mcp"
        #expect(form(grant, .anonymous) == expected)
        expected["client_id"] = "svc"
        #expect(form(grant, .identifier) == expected, "AM-8")
    }

    @Test(arguments: all) func `what it holds is not printed, and its names may be`(grant: GrantRequest) {
        #expect(!everyWord(of: grant).contains("CANARY"))
        #expect(!TokenRequest(.sample(), grant).parameterNames.contains { $0.contains("CANARY") })
        #expect(
            grant.secrets.count
                == grant.fields.filter { String(decoding: $0.value, as: UTF8.self).contains("CANARY") }.count)
    }

    @Test func `a request built by hand prints no secret`() {
        for grant in Self.all { #expect(!everyWord(of: TokenRequest(.sample(), grant)).contains("CANARY")) }
        let proof = ClientProof.basic(Secret("p-CANARY"), .form)
        #expect(!everyWord(of: proof).contains("CANARY"))
    }

    @Test(arguments: [ClientAuthentication.clientSecretBasic, .clientSecretPost, .privateKeyJWT])
    func `a proof that is not there is an error, never left out (AM-8, CC-2)`(method: ClientAuthentication) async {
        await #expect(throws: AuthenticationChoiceError.self) {
            try await ClientProof.make(for: .sample(authentication: method), nil, at: Practice.start)
        }
    }

    @Test func `a public client is its id, and a workload is nobody (AM-8, WF-1)`() async throws {
        var profile = Profile.sample(authentication: .none)
        guard case .identifier = try await ClientProof.make(for: profile, nil, at: Practice.start) else {
            Issue.record("not the id")
            return
        }
        profile.clientID = ""
        guard case .anonymous = try await ClientProof.make(for: profile, nil, at: Practice.start) else {
            Issue.record("not anonymous")
            return
        }
    }
}
