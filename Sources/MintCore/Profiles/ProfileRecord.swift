/// A profile and all that is known of it without touching a store: what a list shows.
public struct ProfileRecord: Equatable, Sendable, Identifiable {
    public var profile: Profile
    public var credential: CredentialRecord?
    public var token: TokenRecord?
    public var contact: ContactRecord?
    /// When a program last took the token.
    public var lastUsedAt: Timestamp?

    public var id: ProfileID { profile.id }

    public init(
        profile: Profile, credential: CredentialRecord? = nil, token: TokenRecord? = nil,
        contact: ContactRecord? = nil, lastUsedAt: Timestamp? = nil
    ) {
        self.profile = profile
        self.credential = credential
        self.token = token
        self.contact = contact
        self.lastUsedAt = lastUsedAt
    }

    public var health: Health {
        guard let contact else { return .untried }
        return contact.failure == nil ? .ok : .failing
    }
}

/// What the last contact said.
public enum Health: String, Sendable, Codable { case ok, failing, untried }

/// The credential that the `current` slot points to; the secret itself is in the store under this generation.
public struct CredentialRecord: Equatable, Sendable {
    public var kind: KeyringKey.Kind
    public var generation: Int
    /// The key id of a private key.
    public var keyID: String?
    public var createdAt: Timestamp
    /// When the server said, or the operator knows, that it ends.
    public var expiresAt: Timestamp?
    /// When it last obtained a real token.
    public var verifiedAt: Timestamp?

    public init(
        kind: KeyringKey.Kind, generation: Int, keyID: String? = nil, createdAt: Timestamp, expiresAt: Timestamp? = nil,
        verifiedAt: Timestamp? = nil
    ) {
        self.kind = kind
        self.generation = generation
        self.keyID = keyID
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.verifiedAt = verifiedAt
    }
}

/// All of an access token but the token.
public struct TokenRecord: Equatable, Sendable {
    public var generation: Int
    /// When the request was *sent* (TK-5).
    public var issuedAt: Timestamp
    /// `nil` where the server did not say; never guessed (TK-4).
    public var expiresAt: Timestamp?
    /// As granted (TK-6).
    public var scopes: [String]
    /// As the server spelled it; compared without case.
    public var tokenType: String

    public init(generation: Int, issuedAt: Timestamp, expiresAt: Timestamp?, scopes: [String], tokenType: String) {
        self.generation = generation
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.scopes = scopes
        self.tokenType = tokenType
    }

    /// Whole seconds from sending to expiry.
    public var lifetime: Int? { expiresAt.map { $0 - issuedAt } }
}

/// The last exchange with the token endpoint or the server.
public struct ContactRecord: Equatable, Sendable {
    public var at: Timestamp
    /// `nil` when it went well.
    public var failure: ContactFailure?

    public init(at: Timestamp, failure: ContactFailure? = nil) {
        self.at = at
        self.failure = failure
    }
}

public struct ContactFailure: Equatable, Sendable {
    /// For a column: `invalid_client`, `timeout`, `tls`.
    public var code: String
    public var headline: String
    public var hint: String?

    public init(code: String, headline: String, hint: String?) {
        self.code = code
        self.headline = headline
        self.hint = hint
    }
}
