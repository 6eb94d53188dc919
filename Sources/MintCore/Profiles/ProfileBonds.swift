/// What else a profile is tied to, beside its credential and its token. Most have none of it.
public struct ProfileBonds: Equatable, Sendable {
    public var refresh: RefreshRecord?
    /// The key that tokens are bound to (RFC 9449).
    public var dpopKey: DPoPKeyRecord?
    /// What the server said when it registered the client (RFC 7591 §3.2.1).
    public var registration: RegistrationRecord?
    /// Seconds that the authorization server's clock is ahead of ours, as last measured from `Date`; negative when behind.
    public var clockSkew = 0
    /// The server has moved to another issuer, as far as it says.
    public var hold: Hold?
    /// Why no credential goes out until an operator has looked.
    public var block: Hold? { hold.flatMap { $0.isAccepted ? nil : $0 } }

    public init(
        refresh: RefreshRecord? = nil, dpopKey: DPoPKeyRecord? = nil, registration: RegistrationRecord? = nil,
        clockSkew: Int = 0, hold: Hold? = nil
    ) {
        self.refresh = refresh
        self.dpopKey = dpopKey
        self.registration = registration
        self.clockSkew = clockSkew
        self.hold = hold
    }

    /// The server named another issuer than the one that the profile is bound to (REG-6).
    public struct Hold: Equatable, Sendable {
        /// As the resource's metadata spells it.
        public var issuer: String
        public var since: Timestamp
        /// An operator decided to go on with the issuer that the profile is bound to, while the server names this one.
        public var isAccepted: Bool

        public init(issuer: String, since: Timestamp, isAccepted: Bool = false) {
            self.issuer = issuer
            self.since = since
            self.isAccepted = isAccepted
        }
    }
}

/// A DPoP key; the private half is in the store under this generation.
public struct DPoPKeyRecord: Equatable, Sendable {
    public var generation: Int
    /// RFC 7638.
    public var thumbprint: String
    public var createdAt: Timestamp

    public init(generation: Int, thumbprint: String, createdAt: Timestamp) {
        self.generation = generation
        self.thumbprint = thumbprint
        self.createdAt = createdAt
    }
}

/// A dynamic registration; its access token, where there is one, is in the store under `tokenGeneration`.
public struct RegistrationRecord: Equatable, Sendable {
    /// The client configuration endpoint (RFC 7592 §2); `nil` where the server offers none.
    public var clientURI: HTTPURL?
    public var tokenGeneration: Int?
    public var registeredAt: Timestamp
    /// The metadata as last returned, as JSON text without `client_secret` and `registration_access_token` (RO-5).
    public var metadata: String

    public init(clientURI: HTTPURL?, tokenGeneration: Int?, registeredAt: Timestamp, metadata: String) {
        self.clientURI = clientURI
        self.tokenGeneration = tokenGeneration
        self.registeredAt = registeredAt
        self.metadata = metadata
    }
}

/// Tokens issued to a profile on one day: servers count them, too (G13).
public struct IssuedTokens: Equatable, Sendable {
    /// Days since 1970-01-01, UTC.
    public var day: Int
    public var count: Int

    public init(day: Int, count: Int) { (self.day, self.count) = (day, count) }
}

/// Everything that a login keeps, in one transaction.
public struct LoginRecord: Sendable {
    public var profile: Profile
    /// `nil` for a public client, and for grants that have no credential of ours.
    public var credential: CredentialRecord?
    public var token: TokenRecord
    /// `nil` where nobody was asked.
    public var contact: ContactRecord?
    /// Replace what was; a login lifts the hold.
    public var bonds: ProfileBonds
    public var discovery: DiscoveryRecord?

    public init(
        profile: Profile, credential: CredentialRecord?, token: TokenRecord, contact: ContactRecord?,
        bonds: ProfileBonds = ProfileBonds(), discovery: DiscoveryRecord? = nil
    ) {
        self.profile = profile
        self.credential = credential
        self.token = token
        self.contact = contact
        self.bonds = bonds
        self.discovery = discovery
    }
}

extension ProfileRecord {
    /// The profile as a login wrote it.
    init(_ login: LoginRecord) {
        var bonds = login.bonds
        bonds.hold = nil
        self.init(
            profile: login.profile, credential: login.credential, token: login.token, contact: login.contact,
            bonds: bonds)
    }
}
