import MintCore

/// How each scenario wants its client to log in.
struct SignIn: Sendable {
    let assignment: Assignment

    /// Registered by the suite as a document that nobody reads (auth/basic-cimd).
    private static let documentURL = "https://conformance-test.local/client-metadata.json"

    /// - Returns: `nil` for a server without authorization.
    func request() throws -> LoginRequest? {
        guard assignment.scenario.hasPrefix("auth/") else { return nil }
        switch assignment.scenario.dropFirst("auth/".count) {
        case "client-credentials-jwt":
            var request = try request(.clientCredentials)
            request.credential = .key(try SigningKey(Secret(try assignment.given("private_key_pem"))))
            request.settings.keyAlgorithm = SigningAlgorithm(rawValue: try assignment.given("signing_algorithm"))
            return request
        case "client-credentials-basic": return try request(.clientCredentials)
        case "wif-jwt-bearer":
            var request = try request(.jwtBearer)
            // The assertion says who the client is (WF-1).
            request.clientID = nil
            request.settings.assertionSource = .environment("valid_jwt")
            return request
        case "enterprise-managed-authorization":
            var request = try request(.enterprise)
            request.settings.identityProvider = try identityProvider()
            return request
        case "dpop", "dpop-nonce":
            var request = try request(.authorizationCode)
            request.settings.usesDPoP = true
            return request
        case "basic-cimd":
            var request = try request(.authorizationCode)
            request.clientMetadataURL = Self.documentURL
            return request
        default: return try request(.authorizationCode)
        }
    }

    /// With the client that the context names, where it names one.
    private func request(_ grant: Grant) throws -> LoginRequest {
        var settings = ProfileSettings()
        settings.allowsLegacyDiscovery = assignment.scenario.hasPrefix("auth/2025-03-26-")
        return LoginRequest(
            server: assignment.server, grant: grant, clientID: assignment.context["client_id"]?.text,
            credential: assignment.context["client_secret"]?.text.map { .secret(Secret($0)) }, settings: settings,
            store: .vault)
    }

    private func identityProvider() throws(Assignment.Misfit) -> IdentityProvider {
        guard let endpoint = HTTPURL(try assignment.given("idp_token_endpoint")) else {
            throw .missing("idp_token_endpoint")
        }
        return IdentityProvider(
            tokenEndpoint: endpoint, clientID: try assignment.given("idp_client_id"),
            subjectTokenSource: .environment("idp_id_token"))
    }
}
