/// Where one secret lives: whose it is, what it is, and which generation of it.
public struct KeyringKey: Hashable, Sendable {
    /// What an item in a store is; the raw value is the item's `kind` attribute.
    public enum Kind: String, Sendable, CaseIterable, Codable {
        case clientSecret = "client-secret"
        case privateKey = "private-key"
        case accessToken = "access-token"
        case refreshToken = "refresh-token"
        case registrationToken = "registration-token"
        case dpopKey = "dpop-key"
        case staticToken = "static-token"

        /// For a label: `client secret`.
        public var words: String { rawValue.replacing("-", with: " ") }
    }

    public var profile: ProfileID
    public var kind: Kind
    /// Counts up from 1; a generation is written once, and pointers to generations move.
    public var generation: Int

    public init(profile: ProfileID, kind: Kind, generation: Int) {
        self.profile = profile
        self.kind = kind
        self.generation = generation
    }
}

/// What a secret is tied to besides its key. A sealed file carries it in its authenticated header, so that a
/// profile row that was tampered with cannot send the secret elsewhere; the Secret Service uses the label only.
public struct SecretBinding: Equatable, Sendable {
    /// The profile's name when the item was written: shown by Seahorse and `secret-tool`; not compared on reading.
    public var profileName: String
    /// The issuer that the profile is bound to; `nil` for a pinned token endpoint.
    public var issuer: String?
    /// Scheme, host and port of the token endpoint: `https://as.example:8443`.
    public var tokenEndpointOrigin: String

    public init(profileName: String, issuer: String?, tokenEndpointOrigin: String) {
        self.profileName = profileName
        self.issuer = issuer
        self.tokenEndpointOrigin = tokenEndpointOrigin
    }
}
