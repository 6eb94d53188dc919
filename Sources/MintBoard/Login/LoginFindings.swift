public import MintCore

/// What is known of a credential that is about to be used; nothing of it can be used by itself.
public struct CredentialFacts: Equatable, Sendable {
    public var kind: KeyringKey.Kind
    /// One line: `ES256 key, kid …`, `a secret of 40 characters`.
    public var words: String
    /// The public half of a key as JSON, to be registered at the server.
    public var publicJWK: String?
    /// Worth a line, but no reason to stop.
    public var warning: String?

    public init(kind: KeyringKey.Kind, words: String, publicJWK: String? = nil, warning: String? = nil) {
        self.kind = kind
        self.words = words
        self.publicJWK = publicJWK
        self.warning = warning
    }
}

/// What comes while a login is tried.
public enum LoginNews: Equatable, Sendable {
    case hop(Trace.Hop)
    /// A person is to enter a code somewhere.
    case device(DevicePrompt)
    /// A person is to open an address; where the browser is on this machine, it comes back by itself.
    case visit(url: String, redirectURI: String, isListening: Bool, isOpened: Bool)
    /// The person has agreed; the rest needs nobody.
    case agreed
}

/// What a login that was tried has brought; it waits in memory to be kept.
public struct LoginTrial: Equatable, Sendable {
    public var profile: Profile
    public var token: TokenRecord
    public var hasRefreshToken: Bool
    public var isRegistered: Bool
    /// When the server said that the client's secret ends.
    public var secretExpiresAt: Timestamp?
    /// What the token is: `a JWT; …`.
    public var reading: String
    /// Claims as they stand in it, name and value. Nothing is verified.
    public var claims: [Claim]
    public var principal: PrincipalVerdict
    public var warnings: [String]
    public var notices: [String]
    public var tools: Tools
    /// A name that nobody has.
    public var suggestedName: String

    public struct Claim: Equatable, Sendable {
        public var name: String, value: String
        public init(name: String, value: String) { (self.name, self.value) = (name, value) }
    }

    /// What the server made of the token.
    public enum Tools: Equatable, Sendable {
        case listed([String])
        case failed(Failure)
    }

    public init(
        profile: Profile, token: TokenRecord, hasRefreshToken: Bool, isRegistered: Bool, secretExpiresAt: Timestamp?,
        reading: String, claims: [Claim], principal: PrincipalVerdict, warnings: [String], notices: [String],
        tools: Tools, suggestedName: String
    ) {
        self.profile = profile
        self.token = token
        self.hasRefreshToken = hasRefreshToken
        self.isRegistered = isRegistered
        self.secretExpiresAt = secretExpiresAt
        self.reading = reading
        self.claims = claims
        self.principal = principal
        self.warnings = warnings
        self.notices = notices
        self.tools = tools
        self.suggestedName = suggestedName
    }
}

/// Under which words a login is kept.
public struct LoginNaming: Equatable, Sendable {
    public var name: String
    public var tags: [String]
    public var note: String?
    /// When the operator knows that the credential ends.
    public var secretExpiresAt: Timestamp?
    public var store: StoreName

    public init(
        name: String, tags: [String] = [], note: String? = nil, secretExpiresAt: Timestamp? = nil, store: StoreName
    ) {
        self.name = name
        self.tags = tags
        self.note = note
        self.secretExpiresAt = secretExpiresAt
        self.store = store
    }
}
