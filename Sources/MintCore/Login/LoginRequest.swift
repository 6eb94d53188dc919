/// What an operator asks for when logging a machine in by client credentials.
public struct LoginRequest: Sendable {
    public var server: HTTPURL
    /// `nil` for the default: the server's host, then `-2`.
    public var name: String?
    public var clientID: String
    public var credential: Credential
    /// `nil` where none were named: then the server's suggestion counts (SC-2), after confirmation (SC-11).
    public var scopes: [String]?
    public var issuer: String?
    /// Pins the endpoint: nothing is discovered. An issuer named beside it is taken at the operator's word.
    public var tokenEndpoint: HTTPURL?
    public var authentication: ClientAuthentication?
    public var settings: ProfileSettings
    public var store: StoreName

    public init(
        server: HTTPURL, name: String? = nil, clientID: String, credential: Credential, scopes: [String]? = nil,
        issuer: String? = nil, tokenEndpoint: HTTPURL? = nil, authentication: ClientAuthentication? = nil,
        settings: ProfileSettings = ProfileSettings(), store: StoreName
    ) {
        self.server = server
        self.name = name
        self.clientID = clientID
        self.credential = credential
        self.scopes = scopes
        self.issuer = issuer
        self.tokenEndpoint = tokenEndpoint
        self.authentication = authentication
        self.settings = settings
        self.store = store
    }
}

/// A login that is ready to be carried out, and what somebody should agree to first. No credential has left yet.
public struct LoginPlan: Sendable {
    public var profile: Profile
    public var credential: Credential
    /// The profile that is logged in anew, if any.
    public var replaced: ProfileRecord?
    public var questions: [Question]
    /// Worth a line, but no reason to stop.
    public var notices: [String]

    /// What only the server said, and an operator should confirm before a credential goes out on the strength of it.
    public enum Question: Equatable, Sendable {
        /// An issuer that was discovered (design: who gets the credential).
        case issuer(String, host: String)
        /// Scopes that only a challenge or the resource's metadata named (SC-11).
        case scopes([String])
    }

    /// Whether server and issuer are one host, or both this machine: then the server gains nothing by lying.
    public var isOneParty: Bool {
        guard let issuer = profile.issuer.flatMap({ HTTPURL($0) }) else { return true }
        // The credential goes to the token endpoint, which the issuer's metadata may put anywhere.
        let hosts = [issuer, profile.tokenEndpoint]
        return hosts.allSatisfy { $0.host == profile.server.host }
            || (profile.server.isLoopback && hosts.allSatisfy(\.isLoopback))
    }

    /// Whether what goes out is bound to its audience, so that another party cannot use it.
    public var isBoundToAudience: Bool {
        guard profile.clientAuthentication == .privateKeyJWT else { return false }
        return profile.assertionAudience == profile.issuer || profile.assertionAudience == profile.tokenEndpoint.text
    }

    /// Whether a script may go on without anybody's confirmation.
    public var mayProceedUnasked: Bool { questions.isEmpty || isOneParty || isBoundToAudience }
}
