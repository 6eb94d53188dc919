internal import Crypto
internal import HTTPTypes
internal import MintCore

/// A machine that authenticates as itself (CC-1 to CC-5; JA-1 to JA-6).
enum ClientCredentials {
    /// Extensions are on no revision's timeline: the suite runs them at the default one, and at others when forced (CF-5).
    static let versions: [WireVersion] = [.november2025, .july2026]

    private static let client = "conformance-test-client"
    private static let secret = "conformance-test-secret"
    private static let grantType = "client-credentials-grant-type"
    private static let basic = "client-credentials-basic-auth"
    private static let verified = "client-credentials-jwt-verified"
    private static let shared = [
        "prm-pathbased-requested", "authorization-server-metadata", "token-request", "valid-bearer-token",
    ]

    static let byAssertion = ConformanceScenario(
        "auth/client-credentials-jwt", versions: versions, expecting: shared + [verified]
    ) { run in
        let key = P256.Signing.PrivateKey()
        var settings = AuthorizationSettings(
            grantTypes: ["client_credentials"], methods: ["private_key_jwt"], signingAlgorithms: ["ES256"])
        settings.onToken = { request in decide(request, run) { judgeAssertion($0, key.publicKey, run) } }
        var setup = CodeFlow.setup(run, ledger: nil, settings)
        setup.context = { _ in
            [
                "client_id": .string(client), "private_key_pem": .string(key.pemRepresentation),
                "signing_algorithm": "ES256",
            ]
        }
        setup.finish = { _, checks in checks.demand(verified, note: "there was no token request") }
        return setup
    }

    static let bySecret = ConformanceScenario(
        "auth/client-credentials-basic", versions: versions, expecting: shared + [basic]
    ) { run in
        var settings = AuthorizationSettings(grantTypes: ["client_credentials"], methods: ["client_secret_basic"])
        settings.onToken = { request in
            decide(request, run) { request in
                let isRight = request.basic.map { $0.name == client && $0.password == secret } ?? false
                run.record(basic, when: isRight, "no Basic authentication with the credentials that were given")
                return isRight
            }
        }
        var setup = CodeFlow.setup(run, ledger: nil, settings)
        setup.context = { _ in ["client_id": .string(client), "client_secret": .string(secret)] }
        setup.finish = { _, checks in checks.demand(basic, note: "there was no token request") }
        return setup
    }

    private static func decide(
        _ request: TokenRequest, _ run: Run, _ isGenuine: (TokenRequest) -> Bool
    ) -> TokenDecision {
        guard request.grantType == "client_credentials" else {
            run.record(grantType, .failure, "grant_type is \(request.grantType)")
            return .refuse("unsupported_grant_type", "Only client_credentials is supported")
        }
        guard isGenuine(request) else {
            return .refuse("invalid_client", "Client authentication failed", status: .unauthorized)
        }
        return .grant(TokenLedger.token("cc-token"), scopes: request.scopes)
    }

    private static func judgeAssertion(_ request: TokenRequest, _ key: P256.Signing.PublicKey, _ run: Run) -> Bool {
        let type = request.parameters["client_assertion_type"] ?? "missing"
        guard type == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" else {
            run.record("client-credentials-assertion-type", .failure, "client_assertion_type is \(type)")
            return false
        }
        guard let assertion = SignedToken(request.parameters["client_assertion"] ?? ""), assertion.isSigned(by: key),
            assertion.isFor(request.origin), !assertion.hasExpired(at: request.now, tolerance: 30),
            !assertion.isEarly(at: request.now, tolerance: 30)
        else {
            run.record(verified, .failure, "signature, audience or time of the assertion is wrong")
            return false
        }
        for (claim, id) in [("iss", "client-credentials-jwt-iss"), ("sub", "client-credentials-jwt-sub")] {
            guard assertion.claims[claim]?.text == client else {
                run.record(id, .failure, "\(claim) is not the client id")
                return false
            }
        }
        run.record(verified, .success)
        return true
    }
}
