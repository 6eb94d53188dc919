/// All of an access token but the token.
public struct TokenRecord: Equatable, Sendable, Codable {
    public var generation: Int
    /// When the request was *sent* (TK-5).
    public var issuedAt: Timestamp
    /// `nil` where the server did not say; never guessed (TK-4).
    public var expiresAt: Timestamp?
    /// As granted (TK-6).
    public var scopes: [String]
    /// As the server spelled it; compared without case.
    public var tokenType: String
    /// The machine's at ``issuedAt`` (TK-5); `nil` where it did not tell.
    public var uptime: Uptime?

    public init(
        generation: Int, issuedAt: Timestamp, expiresAt: Timestamp?, scopes: [String], tokenType: String,
        uptime: Uptime? = nil
    ) {
        self.generation = generation
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.scopes = scopes
        self.tokenType = tokenType
        self.uptime = uptime
    }

    /// Whole seconds from sending to expiry.
    public var lifetime: Int? { expiresAt.map { $0 - issuedAt } }

    /// Whether it is bound to a key (RFC 9449 §5).
    public var isDPoPBound: Bool { tokenType.lowercased() == "dpop" }
}

/// All of a refresh token but the token; people's grants have one (TK-10), a machine's never (TK-9).
public struct RefreshRecord: Equatable, Sendable {
    public var generation: Int
    public var issuedAt: Timestamp
    /// When the server said that it ends (TK-12); `nil` where it did not.
    public var expiresAt: Timestamp?

    public init(generation: Int, issuedAt: Timestamp, expiresAt: Timestamp? = nil) {
        self.generation = generation
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }
}
