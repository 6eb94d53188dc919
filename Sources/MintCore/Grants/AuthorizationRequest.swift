/// Where a person is sent to agree (RFC 6749 §4.1.1, RFC 7636 §4.3), and what the answer must match.
public struct AuthorizationRequest: Sendable {
    public var endpoint: HTTPURL
    public var clientID: String
    public var redirectURI: String
    public var scopes: [String]
    /// `nil` sends none.
    public var resource: String?
    public var audience: String?
    /// Further parameters, such as a provider's `access_type`.
    public var parameters: [ProfileSettings.Parameter]
    /// 128 random bits, compared on return.
    public var state: String
    public var pkce: PKCE
    /// The validated issuer, noted before anybody is sent away (IS-1); `nil` where the endpoint was pinned.
    public var issuer: String?
    /// Whether the server promises an `iss` in its answer (RFC 9207 §3).
    public var promisesIssuer: Bool

    /// - Parameter endpoint: Checked: https, or http to this machine (NET-3).
    public init(
        _ profile: Profile, at endpoint: HTTPURL, redirectURI: String, promisesIssuer: Bool,
        parameters: [ProfileSettings.Parameter] = [], state: String? = nil, pkce: PKCE = PKCE()
    ) {
        self.endpoint = endpoint
        clientID = profile.clientID
        self.redirectURI = redirectURI
        scopes = profile.requestedScopes
        resource = profile.settings.sendsResource ? profile.resource : nil
        audience = profile.settings.audience
        self.parameters = parameters
        self.state = state ?? Base64URL.encode((0..<16).map { _ in UInt8.random(in: .min ... .max) })
        self.pkce = pkce
        issuer = profile.issuer
        self.promisesIssuer = promisesIssuer
    }

    /// The address to open; a query that the endpoint has is kept (AC-1). `nil` for an endpoint with a fragment, which no
    /// endpoint may have (RFC 6749 §3.1).
    public var url: HTTPURL? {
        guard !endpoint.hasFragment else { return nil }
        let own: [(String, String)] = [
            ("response_type", "code"), ("client_id", clientID), ("redirect_uri", redirectURI), ("state", state),
            ("code_challenge", pkce.challenge), ("code_challenge_method", "S256"),
            ("scope", scopes.joined(separator: " ")), ("resource", resource ?? ""), ("audience", audience ?? ""),
        ]
        let fields = own + parameters.map { ($0.name, $0.value) }.filter { pair in !own.contains { $0.0 == pair.0 } }
        let query = FormEncoding.body(fields.map { ($0.0, Array($0.1.utf8)) })
        let joint = endpoint.query == nil ? "?" : endpoint.query == "" ? "" : "&"
        return HTTPURL(endpoint.text + joint + String(decoding: query, as: UTF8.self))
    }
}
