/// A login that is ready to be carried out, and what somebody should agree to first. No credential has left yet.
public struct LoginPlan: Sendable {
    public var profile: Profile
    public var credential: Credential?
    /// What is known of the credential where it is the one that the profile has already.
    var keptCredential: CredentialRecord?
    /// What the operator said of its end; goes before what the server says.
    var secretEnd: SecretEnd?
    public var pasted: LoginRequest.PastedToken?
    /// What its server said to it, where that was asked.
    public var pastedTrial: PastedTokenTrial?
    /// The profile that is logged in anew, if any.
    public var replaced: ProfileRecord?
    /// A workload's own proof, for this login alone; it is kept nowhere.
    public var assertion: Secret?
    /// What discovery found; `nil` for a pinned endpoint.
    public var found: Discovery.Result?
    /// How it was found.
    public var trace: Trace
    /// Where a person agrees, or a device code is given; for people's grants.
    public var personEndpoint: HTTPURL?
    /// Where the client is registered before it can ask for anything; `nil` where it is known to the server.
    public var registrationEndpoint: HTTPURL?
    /// What the provider wants to see there beside the standard.
    public var authorizationParameters: [ProfileSettings.Parameter]
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
        return Self.isOneParty(profile.server, with: [issuer, profile.tokenEndpoint] + deviceEndpoint)
    }

    /// Whether a server is one host with all that would see a credential, or all of them are this machine.
    public static func isOneParty(_ server: HTTPURL, with others: [HTTPURL]) -> Bool {
        others.allSatisfy { $0.host == server.host } || (server.isLoopback && others.allSatisfy(\.isLoopback))
    }

    /// A device authorization endpoint hears the client's proof as well.
    public var deviceEndpoint: [HTTPURL] {
        profile.grant == .deviceCode ? [personEndpoint].compactMap { $0 } : []
    }

    /// Whether what goes out is bound to its audience, so that another party cannot use it.
    public var isBoundToAudience: Bool {
        guard profile.clientAuthentication == .privateKeyJWT else { return false }
        return profile.assertionAudience == profile.issuer
            || (profile.assertionAudience == profile.tokenEndpoint.text
                && deviceEndpoint.allSatisfy { $0.origin == profile.tokenEndpoint.origin })
    }

    /// Whether a script may go on without anybody's confirmation. A public client has nothing to lose, and its person
    /// looks at the page that asks.
    public func mayProceedUnasked(_ question: Question) -> Bool {
        if isOneParty || profile.grant.isPersons && credential == nil { return true }
        switch question {
        case .issuer: return isBoundToAudience
        // The token that they are for goes to the server that named them (SC-11).
        case .scopes: return false
        }
    }
}
