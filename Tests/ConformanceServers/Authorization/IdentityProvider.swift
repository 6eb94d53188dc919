internal import Crypto
internal import HTTPTypes
internal import MintCore

/// An enterprise's identity provider: it turns its own ID token into an assertion for another authorization server
/// (EM-1, EM-2).
final class IdentityProvider: Site {
    let run: Run
    /// The client that ID tokens are for.
    let audience = "conformance-test-idp-client"
    /// The client that assertions are for.
    let client: String
    private let key = P256.Signing.PrivateKey()
    /// What it signs assertions with.
    let assertionKey = P256.Signing.PrivateKey()

    static let check = "complete-flow-token-exchange"
    private static let exchange = "urn:ietf:params:oauth:grant-type:token-exchange"
    private static let idToken = "urn:ietf:params:oauth:token-type:id_token"
    private static let assertion = "urn:ietf:params:oauth:token-type:id-jag"

    init(_ run: Run, client: String) {
        self.run = run
        self.client = client
    }

    var issuer: String { run.origin(of: .identityProvider) }

    func respond(to request: Incoming) async -> Answer? {
        switch (request.method, request.path) {
        case (.get, "/.well-known/openid-configuration"):
            .json([
                "issuer": .string(issuer), "authorization_endpoint": .string(issuer + "/authorize"),
                "token_endpoint": .string(issuer + "/token"), "jwks_uri": .string(issuer + "/.well-known/jwks.json"),
                "grant_types_supported": [.string(Self.exchange)],
            ])
        case (.post, "/token"): token(request.parameters)
        default: nil
        }
    }

    /// An hour's ID token for a person.
    func idToken() throws -> String {
        let now = SystemTime.seconds
        return try SignedToken.sign(
            [
                "iss": .string(issuer), "aud": .string(audience), "sub": "demo-user@example.com",
                "email": "demo-user@example.com", "iat": .int(Int64(now)), "exp": .int(Int64(now + 3600)),
            ], with: key)
    }

    private func token(_ parameters: [String: String]) -> Answer {
        guard parameters["grant_type"] == Self.exchange else {
            return refuse("unsupported_grant_type", "grant_type is \(parameters["grant_type"] ?? "missing")")
        }
        let demands = [
            ("subject_token_type", Self.idToken), ("requested_token_type", Self.assertion),
            ("subject_token", nil), ("audience", nil), ("resource", nil),
        ]
        let faults = demands.filter { name, wanted in
            let given = parameters[name] ?? ""
            return given.isEmpty || wanted.map { $0 != given } ?? false
        }
        guard faults.isEmpty else {
            let names = faults.map(\.0).joined(separator: ", ")
            return refuse("invalid_request", "missing or not as it should be: \(names)")
        }
        let now = SystemTime.seconds
        guard let subject = SignedToken(parameters["subject_token"] ?? ""), subject.isSigned(by: key.publicKey),
            subject.audience == [audience], subject.claims["iss"]?.text == issuer,
            !subject.hasExpired(at: now, tolerance: 0)
        else { return refuse("invalid_grant", "the ID token is not one of ours, or of another time") }
        return issue(parameters, subject: subject.claims["sub"] ?? "", now: now)
    }

    private func issue(_ parameters: [String: String], subject: JSONValue, now: Int) -> Answer {
        let claims: [String: JSONValue] = [
            "iss": .string(issuer), "sub": subject, "aud": .string(parameters["audience"] ?? ""),
            "resource": .string(parameters["resource"] ?? ""), "client_id": .string(client),
            "iat": .int(Int64(now)), "exp": .int(Int64(now + 300)), "jti": .string(TokenLedger.token("jag")),
        ]
        guard let token = try? SignedToken.sign(claims, type: "oauth-id-jag+jwt", with: assertionKey) else {
            return Answer(status: .internalServerError)
        }
        run.record(Self.check, .success)
        return .json([
            "access_token": .string(token), "issued_token_type": .string(Self.assertion), "token_type": "N_A",
        ])
    }

    private func refuse(_ code: String, _ reason: String) -> Answer {
        run.record(Self.check, .failure, reason)
        return .oauthError(code, reason)
    }
}
