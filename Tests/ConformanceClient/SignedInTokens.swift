import MintCore

/// The tokens of a login, and the logins that follow where a server is not content with them.
struct SignedInTokens: TokenSource {
    private let request: LoginRequest
    private let services: Services
    private let source: ProfileTokenSource

    static func signIn(_ request: LoginRequest, with services: Services) async throws -> SignedInTokens {
        let record = try await perform(request, with: services)
        return SignedInTokens(request, of: record, services)
    }

    private init(_ request: LoginRequest, of record: ProfileRecord, _ services: Services) {
        var request = request
        request.name = record.profile.name
        self.request = request
        self.services = services
        let stepUp = ProfileTokenSource.StepUp(agrees: { _, _ in true }) { [request] profile, scopes in
            var wider = request
            // The same client at the same issuer, with more scopes.
            wider.inherit(profile)
            wider.scopes = scopes
            _ = try await Self.perform(wider, with: services)
        }
        source = ProfileTokenSource(services.tokens, profile: record.id, stepUp: stepUp)
    }

    private static func perform(_ request: LoginRequest, with services: Services) async throws -> ProfileRecord {
        let plan = try await services.logins.plan(request)
        return try await services.logins.perform(
            plan, interaction: HeadlessBrowser(transport: services.transport))
    }

    func token() async throws -> AccessToken? { try await source.token() }

    /// A person who is sent back starts anew, with whoever the server names now (REG-7).
    func replacement(of rejected: AccessToken?, challenges: [String]) async throws -> AccessToken {
        guard request.grant.isPersons else {
            return try await source.replacement(of: rejected, challenges: challenges)
        }
        let record = try await Self.perform(request, with: services)
        return try await services.tokens.token(of: record.id).access
    }

    func widened(_ held: AccessToken, challenges: [String], operation: String) async throws -> AccessToken? {
        try await source.widened(held, challenges: challenges, operation: operation)
    }
}
