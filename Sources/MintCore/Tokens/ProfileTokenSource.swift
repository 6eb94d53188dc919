/// A profile's tokens for an MCP exchange.
public struct ProfileTokenSource: TokenSource {
    let service: TokenService
    let profile: ProfileID

    public init(_ service: TokenService, profile: ProfileID) {
        self.service = service
        self.profile = profile
    }

    public func token() async throws -> Secret? {
        try await service.token(of: profile).token
    }

    public func replacement(of rejected: Secret, challenges: [String]) async throws -> Secret {
        try await service.token(of: profile, TokenService.Need(rejected: rejected)).token
    }
}

/// For a server that is used without a token.
public struct AnonymousTokenSource: TokenSource {
    public init() {}
    public func token() -> Secret? { nil }

    public func replacement(of rejected: Secret, challenges: [String]) throws -> Secret {
        throw TokenServiceError.noCredential("The connection")
    }
}
