public import MintCore

/// Values for tests: whole, plausible, and different where it matters.
public enum Practice {
    public static let start = Timestamp(1_795_000_000)

    public static func url(_ text: String) -> HTTPURL {
        guard let url = HTTPURL(text) else { preconditionFailure("not a URL: \(text)") }
        return url
    }

    public static func profile(
        _ name: String, id: ProfileID? = nil, store: StoreName = .vault, grant: Grant = .clientCredentials
    ) -> Profile {
        Profile(
            id: id ?? ProfileID(rawValue: "id-of-\(name)"), name: name,
            server: url("https://mcp.example/\(name.utf8.count)"),
            resource: "https://mcp.example", issuer: "https://as.example",
            tokenEndpoint: url("https://as.example/token"),
            grant: grant, clientID: "client", clientAuthentication: .clientSecretBasic,
            requestedScopes: ["tools:read", "tools:call"], store: store, createdAt: start)
    }

    public static func credential(_ generation: Int, kind: KeyringKey.Kind = .clientSecret) -> CredentialRecord {
        CredentialRecord(kind: kind, generation: generation, createdAt: start, verifiedAt: start)
    }

    public static func token(_ generation: Int, issuedAt: Timestamp = start) -> TokenRecord {
        TokenRecord(
            generation: generation, issuedAt: issuedAt, expiresAt: issuedAt + 3600, scopes: ["tools:read"],
            tokenType: "Bearer")
    }
}

extension ProfileStore {
    /// Reserves both generations and commits a login with them, as a login does.
    @discardableResult
    public func logIn(
        _ profile: Profile, contact: ContactRecord = ContactRecord(at: Practice.start)
    ) async throws(StateError) -> ProfileRecord {
        let secret = try await reserve(.clientSecret, for: profile.id, in: profile.store, at: Practice.start)
        let token = try await reserve(.accessToken, for: profile.id, in: profile.store, at: Practice.start)
        let record = ProfileRecord(
            profile: profile, credential: Practice.credential(secret.generation),
            token: Practice.token(token.generation),
            contact: contact)
        try await commitLogin(
            profile, credential: Practice.credential(secret.generation), token: Practice.token(token.generation),
            contact: contact)
        return record
    }

    /// The unnamed items as `kind generation store`, sorted; for short expectations.
    public func unnamedWords() async throws(StateError) -> [String] {
        try await unnamedItems().map { "\($0.key.kind.rawValue) \($0.key.generation) \($0.store.rawValue)" }.sorted()
    }
}
