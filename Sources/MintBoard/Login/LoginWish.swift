public import MintCore

/// What an operator wants of a login, in words that a screen may hold: no secret is in it. The secrets that were typed are
/// with the ``LoginServices``, under their fields' names.
public struct LoginWish: Equatable, Sendable {
    public var server: HTTPURL
    /// What was found and confirmed; `nil` for a pinned endpoint and a pasted token.
    public var discovered: LoginRequest.Discovered?
    public var issuer: String?
    public var tokenEndpoint: HTTPURL?
    public var authorizationEndpoint: HTTPURL?
    public var deviceEndpoint: HTTPURL?
    public var grant: Grant
    public var authentication: ClientAuthentication?
    public var clientID: String?
    public var clientMetadataURL: String?
    public var credential: CredentialWish
    /// For `static`: when the pasted token ends, if that is known.
    public var tokenExpiresAt: Timestamp?
    /// `nil` lets the server decide.
    public var scopes: [String]?
    public var settings: ProfileSettings
    public var store: StoreName
    public var target: LoginRequest.Target
    /// The browser is on another machine: the address that it ends at is pasted.
    public var pastesRedirect: Bool

    public init(
        server: HTTPURL, discovered: LoginRequest.Discovered? = nil, issuer: String? = nil,
        tokenEndpoint: HTTPURL? = nil, authorizationEndpoint: HTTPURL? = nil, deviceEndpoint: HTTPURL? = nil,
        grant: Grant, authentication: ClientAuthentication? = nil, clientID: String? = nil,
        clientMetadataURL: String? = nil, credential: CredentialWish = .none, tokenExpiresAt: Timestamp? = nil,
        scopes: [String]? = nil, settings: ProfileSettings = ProfileSettings(), store: StoreName,
        target: LoginRequest.Target = .new, pastesRedirect: Bool = false
    ) {
        self.server = server
        self.discovered = discovered
        self.issuer = issuer
        self.tokenEndpoint = tokenEndpoint
        self.authorizationEndpoint = authorizationEndpoint
        self.deviceEndpoint = deviceEndpoint
        self.grant = grant
        self.authentication = authentication
        self.clientID = clientID
        self.clientMetadataURL = clientMetadataURL
        self.credential = credential
        self.tokenExpiresAt = tokenExpiresAt
        self.scopes = scopes
        self.settings = settings
        self.store = store
        self.target = target
        self.pastesRedirect = pastesRedirect
    }
}

/// Where the credential comes from.
public enum CredentialWish: Equatable, Sendable {
    case none
    /// A client secret, or a static token, that was typed.
    case typed(FieldID)
    case secretFile(String)
    /// A private key that was pasted; the passphrase, where it has one, was typed.
    case pastedKey(FieldID, passphrase: FieldID)
    case keyFile(String, passphrase: FieldID)
    /// The key that was made here.
    case made
    /// The one that a profile has.
    case kept(ProfileID)
}
