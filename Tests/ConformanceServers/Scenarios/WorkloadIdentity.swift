internal import Crypto
internal import MintCore

/// A token for a platform's own JWT (WF-1 to WF-7).
enum WorkloadIdentity {
    private static let grantType = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    private static let verified = "wif-assertion-verified"

    private struct Seen: Sendable {
        var wasAsked = false
        var hasRefused = false
    }

    static let scenario = ConformanceScenario(
        "auth/wif-jwt-bearer", versions: ClientCredentials.versions,
        expecting: [
            verified, "prm-pathbased-requested", "authorization-server-metadata", "token-request", "valid-bearer-token",
        ]
    ) { run in
        let key = P256.Signing.PrivateKey()
        let seen = Shared(Seen())
        var settings = AuthorizationSettings(grantTypes: [grantType], offersRegistration: false)
        settings.onToken = { request in answer(request, key.publicKey, seen, run) }
        var setup = CodeFlow.setup(run, ledger: TokenLedger(run), settings)
        setup.context = { run in try context(run, key) }
        setup.finish = { _, checks in
            if !seen.value.wasAsked { checks.add(verified, .failure, "there was no token request") }
        }
        return setup
    }

    private static func answer(
        _ request: TokenRequest, _ key: P256.Signing.PublicKey, _ seen: Shared<Seen>, _ run: Run
    ) -> TokenDecision {
        if seen.value.hasRefused {
            guard request.grantType == grantType else {
                run.record("wif-grant-fallback", .warning, "another grant was tried after a refusal")
                return .refuse("unsupported_grant_type", "Only the JWT bearer grant is supported")
            }
            run.record("wif-no-retry", .warning, "the request was repeated after a refusal")
            return .refuse("invalid_request", "Asked again after a refusal")
        }
        seen.update { $0.wasAsked = true }
        let decision = judge(request, key, run)
        if case .refuse = decision { seen.update { $0.hasRefused = true } }
        return decision
    }

    private static func judge(_ request: TokenRequest, _ key: P256.Signing.PublicKey, _ run: Run) -> TokenDecision {
        guard request.grantType == grantType else {
            run.record("wif-grant-type", .failure, "grant_type is \(request.grantType)")
            return .refuse("unsupported_grant_type", "Only the JWT bearer grant is supported")
        }
        guard let text = request.parameters["assertion"], !text.isEmpty else {
            run.record("wif-assertion-missing", .failure)
            return .refuse("invalid_request", "Missing assertion parameter")
        }
        guard let assertion = SignedToken(text), assertion.isSigned(by: key) else {
            run.record("wif-assertion-malformed", .failure)
            return .refuse("invalid_grant", "The assertion is malformed or not genuine")
        }
        guard assertion.isFor(request.origin) else {
            run.record("wif-assertion-audience", .failure)
            return .refuse("invalid_grant", "JWT assertion audience is invalid")
        }
        guard !assertion.hasExpired(at: request.now, tolerance: 5) else {
            run.record("wif-assertion-expired", .failure)
            return .refuse("invalid_grant", "JWT assertion is expired")
        }
        run.record(verified, .success)
        if request.scopes.contains("wif.trigger-unauthorized") {
            return .refuse("unauthorized_client", "Client not authorized for JWT-bearer grant")
        }
        if request.scopes.contains("wif.rejected") {
            return .refuse("invalid_scope", "The scope is not permitted for this grant")
        }
        return .grant(TokenLedger.token(), scopes: request.scopes)
    }

    private static func context(_ run: Run, _ key: P256.Signing.PrivateKey) throws -> [String: JSONValue] {
        func token(for audience: String, lifetime: Int) throws -> JSONValue {
            let now = SystemTime.seconds
            return .string(
                try SignedToken.sign(
                    [
                        "iss": "https://idp.conformance-test.local", "sub": "conformance-workload",
                        "aud": .string(audience), "iat": .int(Int64(now)), "exp": .int(Int64(now + lifetime)),
                        "jti": .string(TokenLedger.token("jti")),
                    ], with: key))
        }
        let issuer = run.origin(of: .authorization)
        return [
            "client_id": "conformance-wif-workload",
            "valid_jwt": try token(for: issuer, lifetime: 300),
            "wrong_audience_jwt": try token(for: "https://wrong.example", lifetime: 300),
            "expired_jwt": try token(for: issuer, lifetime: -60),
        ]
    }
}
