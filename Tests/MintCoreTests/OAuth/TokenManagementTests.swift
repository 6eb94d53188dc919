import HTTPTypes
import TestSupport
import Testing

@testable import MintCore

@Suite struct TokenManagementTests {
    private static let url = Practice.url("https://as.example/manage")

    private func caller(
        _ method: ClientAuthentication = .clientSecretBasic, key: SigningKey? = nil, skew: Int = 0
    ) -> TokenManagement.Caller {
        var profile = Practice.profile("p")
        profile.clientAuthentication = method
        let credential: Credential? =
            key.map { .key($0) } ?? (method == .none ? nil : .secret(Secret("p/CANARY+1")))
        return TokenManagement.Caller(profile, credential: credential, clockSkew: skew)
    }

    private func management(_ bench: ServiceBench) -> TokenManagement {
        TokenManagement(transport: bench.transport, now: bench.now)
    }

    @Test(arguments: [
        (ClientAuthentication.clientSecretBasic, [:]),
        (.clientSecretPost, ["client_id": "client", "client_secret": "p/CANARY+1"]), (.none, ["client_id": "client"]),
    ])
    func `revocation names the token, its kind and the client (RV-1)`(
        method: ClientAuthentication, own: [String: String]
    ) async throws {
        let bench = ServiceBench { _, _ in .body(200, "whatever") }
        for kind in [TokenManagement.TokenKind.refreshToken, .accessToken] {
            try await management(bench).revoke(Secret("tok-1"), kind, at: Self.url, as: caller(method))
        }
        let requests = bench.transport.requests
        #expect(requests.map { $0.form["token_type_hint"] } == ["refresh_token", "access_token"])
        #expect(
            requests.allSatisfy { $0.form.filter { !$0.key.hasPrefix("token") } == own && $0.form["token"] == "tok-1" })
        #expect(requests.allSatisfy { ($0.authorization != nil) == (method == .clientSecretBasic) })
        #expect(requests.allSatisfy { $0.header("Content-Type") == "application/x-www-form-urlencoded" })
    }

    @Test func `the audience of an assertion stays the issuer (AM-10)`() async throws {
        let bench = ServiceBench { _, _ in .body(200) }
        let key = try SigningKey.generate(.es256)
        try await management(bench).revoke(
            Secret("tok-1"), .accessToken, at: Self.url, as: caller(.privateKeyJWT, key: key, skew: 70))
        var own = caller(.privateKeyJWT, key: key)
        own.profile.settings.assertionAudience = .endpoint
        try await management(bench).revoke(Secret("tok-1"), .accessToken, at: Self.url, as: own)
        let claims = bench.transport.requests.map { $0.claims($0.form["client_assertion"]) }
        #expect(claims.map { $0["aud"]?.text } == ["https://as.example", Self.url.text])
        #expect(claims[0]["iat"]?.integer == Practice.start.rawValue + 70)
    }

    @Test(
        arguments: [
            (.json(400, ["error": "unsupported_token_type"]), "cannot revoke this kind"),
            (.json(401, ["error": "invalid_client"]), "proof"), (.body(503, headers: [.retryAfter: "7"]), "7 s"),
            (.body(500, "<html>"), "may still be valid"), (.body(404), "may still be valid"),
            (.body(302, headers: [.location: "https://x.example"]), "may still be valid"),
        ] as [(ScriptedAnswer, String)])
    func `a revocation that was not done says that the token lives on (RV-2)`(answer: ScriptedAnswer, words: String)
        async throws
    {
        let bench = ServiceBench { _, _ in answer }
        let error = await #expect(throws: TokenManagementError.self) {
            try await management(bench).revoke(Secret("tok-1"), .accessToken, at: Self.url, as: caller())
        }
        #expect(error?.hint?.contains(words) == true && error?.headline.contains("as.example") == true)
        #expect(error?.headline == error?.headline.plainLine(limit: 1000))
        #expect(bench.transport.requests.count == 1)
    }

    @Test(arguments: [true, false])
    func `neither the token nor the client's proof comes back in words`(revokes: Bool) async throws {
        let bench = ServiceBench { request, _ in
            let sent = "\(request.form["token"] ?? "") \(request.authorization ?? "") p/CANARY+1"
            return .body(400, #"{"error":"x","error_description":"\#(sent.replacing("/", with: #"\/"#))"}"#)
        }
        let log = TraceLog()
        let error = await #expect(throws: TokenManagementError.self) {
            if revokes {
                try await management(bench).revoke(
                    Secret("t/CANARY"), .accessToken, at: Self.url, as: caller(), observe: { log.note($0) })
            } else {
                _ = try await management(bench).introspect(
                    Secret("t/CANARY"), at: Self.url, as: caller(), observe: { log.note($0) })
            }
        }
        let words = everyWord(of: error as Any) + everyWord(of: log.hops)
        #expect(!words.contains("CANARY"))
        #expect(!words.contains(ClientProof.basic("client", Secret("p/CANARY+1"), .form)))
        #expect(log.hops.map(\.verdict) == ["refused"])
    }

    @Test func `a revocation that is answered with a page counts, and is told (RFC 7009 §2.2)`() async throws {
        let page = ServiceBench { _, _ in .body(200, "<html>", headers: [.contentType: "text/html; charset=utf-8"]) }
        #expect(try await management(page).revoke(Secret("t"), .accessToken, at: Self.url, as: caller()))
        let plain = ServiceBench { _, _ in .body(200) }
        #expect(try await !management(plain).revoke(Secret("t"), .accessToken, at: Self.url, as: caller()))
    }

    @Test func `an introspection that fails says nothing of revocation`() {
        let errors: [TokenManagementError] = [404, 400, 503].map {
            .untold(host: "as.example", status: $0, code: nil, description: nil)
        }
        #expect(errors.allSatisfy { $0.hint?.contains("valid") == false && $0.headline.contains("HTTP") })
    }

    @Test func `an introspection tells what the server says, without the token (IN-1, IN-2)`() async throws {
        let bench = ServiceBench { request, _ in
            .json(
                200,
                ["active": true, "scope": "a b", "client_id": "client", "token": .string(request.form["token"] ?? "")])
        }
        let said = try await management(bench).introspect(Secret("t-CANARY"), at: Self.url, as: caller())
        #expect(said.isActive && said.claims["scope"] == "a b" && !everyWord(of: said).contains("CANARY"))
        let inactive = ServiceBench { _, _ in .json(200, ["active": false]) }
        #expect(
            try await !management(inactive).introspect(Secret("t-1"), at: Self.url, as: caller()).isActive)
    }

    @Test(
        arguments: [
            (.body(401), .notOffered(host: "as.example", status: 401)),
            (.body(403), .notOffered(host: "as.example", status: 403)),
            (.body(200, "<html>"), .notAnAnswer(host: "as.example", status: 200)),
            (.json(200, ["active": "true"]), .notAnAnswer(host: "as.example", status: 200)),
            (.json(200, []), .notAnAnswer(host: "as.example", status: 200)),
            (.body(404), .untold(host: "as.example", status: 404, code: nil, description: nil)),
            (
                .json(503, ["error": "server_error", "error_description": "x"]),
                .untold(host: "as.example", status: 503, code: "server_error", description: "x")
            ),
        ] as [(ScriptedAnswer, TokenManagementError)])
    func `what tells nothing is told apart (IN-2, IN-4)`(answer: ScriptedAnswer, expected: TokenManagementError)
        async throws
    {
        let bench = ServiceBench { _, _ in answer }
        await #expect(throws: expected) {
            try await management(bench).introspect(Secret("tok-1"), at: Self.url, as: caller())
        }
    }
}
