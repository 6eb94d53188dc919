/// A profile and all that is known of it without touching a store: what a list shows.
///
/// The fields are behind one reference: lists of ten thousand are sorted, filtered and handed around.
public struct ProfileRecord: Sendable, Identifiable {
    private var fields: Fields

    public init(
        profile: Profile, credential: CredentialRecord? = nil, token: TokenRecord? = nil,
        contact: ContactRecord? = nil, lastUsedAt: Timestamp? = nil, bonds: ProfileBonds = ProfileBonds(),
        rotation: Rotation? = nil
    ) {
        fields = Fields(
            Values(
                profile: profile, credential: credential, token: token, contact: contact, lastUsedAt: lastUsedAt,
                sharedBonds: bonds == ProfileBonds() ? Values.noBonds : Shared(bonds),
                sharedRotation: rotation.map { Shared($0) }))
    }

    public var id: ProfileID { fields.values.profile.id }

    public var profile: Profile {
        get { fields.values.profile }
        set { change { $0.profile = newValue } }
    }
    public var credential: CredentialRecord? {
        get { fields.values.credential }
        set { change { $0.credential = newValue } }
    }
    public var token: TokenRecord? {
        get { fields.values.token }
        set { change { $0.token = newValue } }
    }
    public var contact: ContactRecord? {
        get { fields.values.contact }
        set { change { $0.contact = newValue } }
    }
    /// When a program last took the token.
    public var lastUsedAt: Timestamp? {
        get { fields.values.lastUsedAt }
        set { change { $0.lastUsedAt = newValue } }
    }
    public var bonds: ProfileBonds {
        get { fields.values.bonds }
        set { change { $0.bonds = newValue } }
    }
    /// The change of its credential that is under way.
    public var rotation: Rotation? {
        get { fields.values.rotation }
        set { change { $0.rotation = newValue } }
    }

    public var health: Health {
        guard let contact else { return .untried }
        return contact.failure == nil && bonds.block == nil ? .ok : .failing
    }

    private mutating func change(_ body: (inout Values) -> Void) {
        var values = fields.values
        body(&values)
        fields = Fields(values)
    }

    private struct Values: Equatable, Sendable {
        var profile: Profile
        var credential: CredentialRecord?
        var token: TokenRecord?
        var contact: ContactRecord?
        var lastUsedAt: Timestamp?
        // Most have neither.
        var sharedBonds: Shared<ProfileBonds>
        var sharedRotation: Shared<Rotation>?

        static let noBonds = Shared(ProfileBonds())

        var bonds: ProfileBonds {
            get { sharedBonds.value }
            set { sharedBonds.value = newValue }
        }
        var rotation: Rotation? {
            get { sharedRotation?.value }
            set { sharedRotation = newValue.map { Shared($0) } }
        }
    }

    private final class Fields: Sendable {
        let values: Values
        init(_ values: Values) { self.values = values }
    }
}

extension ProfileRecord: Equatable {
    public static func == (a: ProfileRecord, b: ProfileRecord) -> Bool {
        a.fields === b.fields || a.fields.values == b.fields.values
    }
}

extension ProfileRecord {
    /// What the profile asks for and its token does not have (TK-6). A refresh token is had or not, whatever scopes say; and
    /// some providers spell in the answer otherwise what they were asked for.
    public var withheldScopes: [String] {
        guard let token else { return [] }
        let missing = profile.requestedScopes.filter { $0 != "offline_access" && !token.scopes.contains($0) }
        guard !missing.isEmpty else { return [] }
        let preset =
            profile.settings.preset
            ?? ProviderPreset.recognised(issuer: profile.issuer, tokenEndpoint: profile.tokenEndpoint).name
        return [.entra, .google].contains(preset) ? [] : missing
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
