/// A profile and all that is known of it without touching a store: what a list shows.
///
/// The fields are behind one reference: lists of ten thousand are sorted, filtered and handed around.
public struct ProfileRecord: Sendable, Identifiable {
    private var fields: Fields

    public init(
        profile: Profile, credential: CredentialRecord? = nil, token: TokenRecord? = nil,
        contact: ContactRecord? = nil, lastUsedAt: Timestamp? = nil
    ) {
        fields = Fields(profile, credential, token, contact, lastUsedAt)
    }

    public var id: ProfileID { fields.profile.id }

    public var profile: Profile {
        get { fields.profile }
        set { fields = Fields(newValue, credential, token, contact, lastUsedAt) }
    }
    public var credential: CredentialRecord? {
        get { fields.credential }
        set { fields = Fields(profile, newValue, token, contact, lastUsedAt) }
    }
    public var token: TokenRecord? {
        get { fields.token }
        set { fields = Fields(profile, credential, newValue, contact, lastUsedAt) }
    }
    public var contact: ContactRecord? {
        get { fields.contact }
        set { fields = Fields(profile, credential, token, newValue, lastUsedAt) }
    }
    /// When a program last took the token.
    public var lastUsedAt: Timestamp? {
        get { fields.lastUsedAt }
        set { fields = Fields(profile, credential, token, contact, newValue) }
    }

    public var health: Health {
        guard let contact else { return .untried }
        return contact.failure == nil ? .ok : .failing
    }

    private final class Fields: Sendable {
        let profile: Profile
        let credential: CredentialRecord?
        let token: TokenRecord?
        let contact: ContactRecord?
        let lastUsedAt: Timestamp?

        init(
            _ profile: Profile, _ credential: CredentialRecord?, _ token: TokenRecord?, _ contact: ContactRecord?,
            _ lastUsedAt: Timestamp?
        ) {
            self.profile = profile
            self.credential = credential
            self.token = token
            self.contact = contact
            self.lastUsedAt = lastUsedAt
        }
    }
}

extension ProfileRecord: Equatable {
    public static func == (a: ProfileRecord, b: ProfileRecord) -> Bool {
        a.fields === b.fields
            || (a.profile == b.profile && a.credential == b.credential && a.token == b.token && a.contact == b.contact
                && a.lastUsedAt == b.lastUsedAt)
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
