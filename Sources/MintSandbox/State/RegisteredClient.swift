/// How a client proves itself at the token endpoint (RFC 7591 §2, OIDC Core §9).
enum ClientMethod: String, Sendable, CaseIterable {
    case basic = "client_secret_basic"
    case post = "client_secret_post"
    case privateKeyJWT = "private_key_jwt"
    /// A public client: it names itself and proves nothing.
    case none

    var usesSecret: Bool { self == .basic || self == .post }
}

/// One client as the authorization server knows it.
struct RegisteredClient: Sendable, Equatable {
    /// How `Authorization: Basic` is read: form-decoded as RFC 6749 §2.3.1 says, or as the raw bytes that many servers
    /// compare (AM-6).
    enum BasicEncoding: String, Sendable {
        case form, raw
    }

    /// What an assertion's `aud` must be: 7523bis wants the issuer; older servers want the endpoint (JA-2, JA-3).
    enum AssertionAudience: String, Sendable {
        case issuer, endpoint, either
    }

    let id: String
    var method: ClientMethod
    /// All of them are accepted: that is how a rotation overlaps.
    var secrets: [String] = []
    var keys: [JSONWebKey] = []
    /// Where the keys are looked up instead, among the sandbox's own documents; and for how long an answer is kept (RO-9).
    var keysAddress: String?
    var keysCacheTime = 0
    /// Seconds since the epoch.
    var keysReadAt: Int?
    var allowedScopes: [String] = Scope.all
    var defaultScopes: [String] = [Scope.read, Scope.call]
    /// Seconds; `nil` for the sandbox's own.
    var tokenLifetime: Int?
    var basicEncoding = BasicEncoding.form
    var assertionAudience = AssertionAudience.issuer
    /// Grants what it may of a request that is too wide, and says so in `scope` (TK-6); otherwise `invalid_scope`.
    var narrowsScopes = false
    /// All others are refused with `unauthorized_client`.
    var grants: Set<GrantType> = [.clientCredentials]
    /// Compared byte for byte, but for the port of a loopback address (RFC 8252 §7.3).
    var redirectURIs: [String] = []
    /// A used refresh token is dead; otherwise it is kept.
    var rotatesRefreshTokens = true
    /// The `sub` of the platform's tokens that stand for this client (WF-9).
    var workloadSubject: String?
    /// Every token is to be bound to a key (RFC 9449 §5.2).
    var requiresDPoP = false
    /// Seconds since the epoch from which the secrets are refused; `nil`: never (RO-8).
    var secretExpiry: Int?
    /// Only for clients that registered themselves.
    var registration: Registration?
}

/// The scopes of both protected servers; no scope implies another.
enum Scope {
    static let read = "mcp:read"
    static let call = "mcp:call"
    static let admin = "mcp:admin"
    static let all = [read, call, admin]
}
