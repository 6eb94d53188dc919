/// What an operator asks for when logging in.
public struct LoginRequest: Sendable {
    public var server: HTTPURL
    /// `nil` for the default: the server's host, then `-2`.
    public var name: String?
    public var grant: Grant
    /// `nil` where the grant needs none, or where the client is to be registered (REG-1).
    public var clientID: String?
    /// The https address of our client metadata document: the client id where none is given and the server takes such
    /// (REG-1, REG-4).
    public var clientMetadataURL: String?
    /// `nil` for a public client, and for grants that need none.
    public var credential: Credential?
    /// The pasted token; for `static` alone.
    public var pasted: PastedToken?
    /// `nil` where none were named: then the server's suggestion counts (SC-2), after confirmation (SC-11).
    public var scopes: [String]?
    public var issuer: String?
    /// Pins the endpoint: nothing is discovered. An issuer named beside it is taken at the operator's word.
    public var tokenEndpoint: HTTPURL?
    /// Beside a pinned token endpoint: where a person agrees.
    public var authorizationEndpoint: HTTPURL?
    /// Beside a pinned token endpoint: where a device code is given.
    public var deviceEndpoint: HTTPURL?
    public var authentication: ClientAuthentication?
    public var settings: ProfileSettings
    /// The settings that the operator named, even as their defaults: a provider's habits do not change them.
    public var said: Set<ProviderPreset.Setting> = []
    public var store: StoreName
    /// Which profile it becomes.
    public var target = Target.byName
    /// What was found before somebody chose the rest; nothing is asked of the server again.
    public var discovered: Discovered?

    public enum Target: Equatable, Sendable {
        /// The one that has the name, or the default name; a new one where nobody has it.
        case byName
        /// A new one, whatever there is.
        case new
        /// This one, under its name.
        case profile(ProfileID)
    }

    public struct Discovered: Equatable, Sendable {
        public var result: Discovery.Result
        public var trace: Trace
        public init(_ result: Discovery.Result, _ trace: Trace) { (self.result, self.trace) = (result, trace) }
    }
    /// What the operator knows of the credential's end; `nil` where nothing was said.
    public var secretEnd: SecretEnd?

    public init(
        server: HTTPURL, name: String? = nil, grant: Grant = .clientCredentials, clientID: String?,
        credential: Credential?, scopes: [String]? = nil, issuer: String? = nil, tokenEndpoint: HTTPURL? = nil,
        authentication: ClientAuthentication? = nil, settings: ProfileSettings = ProfileSettings(), store: StoreName
    ) {
        self.server = server
        self.name = name
        self.grant = grant
        self.clientID = clientID
        self.credential = credential
        self.scopes = scopes
        self.issuer = issuer
        self.tokenEndpoint = tokenEndpoint
        self.authentication = authentication
        self.settings = settings
        self.store = store
    }

    /// A token that somebody got elsewhere.
    public struct PastedToken: Sendable {
        public var token: Secret
        /// What the operator knows of its end; it is not looked for in the token (TK-7).
        public var expiresAt: Timestamp?

        public init(_ token: Secret, expiresAt: Timestamp? = nil) { (self.token, self.expiresAt) = (token, expiresAt) }
    }
}

extension LoginRequest {
    /// What a re-login keeps of the profile where nothing else was asked for: whom it is bound to, client, scopes and
    /// method. What was learned from the old key goes with it.
    public mutating func inherit(_ profile: Profile) {
        if issuer == nil, tokenEndpoint == nil {
            issuer = profile.issuer
            tokenEndpoint = profile.issuer == nil ? profile.tokenEndpoint : nil
        }
        if clientID == nil, !profile.clientID.isEmpty { clientID = profile.clientID }
        if scopes == nil, !profile.requestedScopes.isEmpty { scopes = profile.requestedScopes }
        if authentication == nil, profile.clientAuthentication.credentialKind == credential?.kind {
            authentication = profile.clientAuthentication
        }
    }
}
