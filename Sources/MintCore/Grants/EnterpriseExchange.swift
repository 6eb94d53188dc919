/// The first leg of an enterprise-managed authorization (EM-1): a person's token becomes an assertion for the server's
/// authorization server. Neither is kept.
struct EnterpriseExchange: Sendable {
    let endpoint: TokenEndpoint
    let read: SecretSourceReader

    /// - Returns: The ID-JAG, for a `jwt-bearer` request at the profile's own endpoint.
    /// - Throws: ``SecretSourceError``, ``TokenEndpointError``, ``TransportError``, ``EnterpriseExchangeError``.
    func assertion(
        for profile: Profile, clockSkew: Int = 0, isNamed: Bool, observe: @Sendable (Trace.Hop) -> Void
    ) async throws -> Secret {
        guard let provider = profile.settings.identityProvider else {
            throw EnterpriseExchangeError.noProvider(profile.name)
        }
        guard let audience = profile.issuer else { throw EnterpriseExchangeError.noIssuer(profile.name) }
        guard provider.tokenEndpoint.mayCarryCredentials else { throw TransportError.insecure(provider.tokenEndpoint) }
        var credential: Credential?
        if let source = provider.clientSecretSource { credential = .secret(try await read(source)) }
        // After the secret: a command that is run for it is not given a variable that was read.
        let subject = try await read(provider.subjectTokenSource)
        try checkEnd(of: subject, provider.subjectTokenSource, at: endpoint.now() + clockSkew)
        let question = TokenEndpoint.Question(
            profile.atIdentityProvider(provider),
            .tokenExchange(subject: subject, type: provider.subjectTokenType, audience: audience),
            credential: credential, isNamed: isNamed)
        return try await endpoint.issue(question, observe: observe).response.accessToken
    }

    /// What ended a minute ago and more is not sent; the rest is the identity provider's to judge, by its own clock.
    private func checkEnd(
        of subject: Secret, _ source: SecretSource, at now: Timestamp
    ) throws(EnterpriseExchangeError) {
        guard let end = JWTClaims.read(subject).claims?.moment("exp"), end + 60 < now else { return }
        throw .subjectEnded(source, at: end)
    }
}

extension Profile {
    /// This profile as the client that asks at the identity provider: another endpoint, another client.
    fileprivate func atIdentityProvider(_ provider: IdentityProvider) -> Profile {
        var profile = self
        profile.issuer = nil
        profile.tokenEndpoint = provider.tokenEndpoint
        profile.clientID = provider.clientID
        profile.clientAuthentication = provider.clientSecretSource == nil ? .none : .clientSecretBasic
        profile.settings = ProfileSettings()
        profile.settings.caFile = settings.caFile
        return profile
    }
}

public enum EnterpriseExchangeError: Error, Equatable {
    case noProvider(String)
    /// The assertion names the issuer that may use it, so there must be one.
    case noIssuer(String)
    /// The person's token, by its own word.
    case subjectEnded(SecretSource, at: Timestamp)
}

extension EnterpriseExchangeError: UserFacingError {
    public var headline: String {
        switch self {
        case .noProvider(let name): "\(name.plainLine(limit: 60)) names no identity provider"
        case .noIssuer(let name): "\(name.plainLine(limit: 60)) is bound to no issuer, which an assertion must name"
        case .subjectEnded(let source, let end):
            "The person's token from \(source.words) ended at \(end.utcText); nothing was sent"
        }
    }

    public var hint: String? {
        switch self {
        case .noProvider:
            "Log in with --idp-token-endpoint URL, --idp-client-id ID and one of --subject-token-file, --subject-token-command, --subject-token-env."
        case .noIssuer: "Log in with --issuer URL beside --token-endpoint, or let the issuer be discovered."
        case .subjectEnded: "The person signs in at the identity provider again, and the new token is put there."
        }
    }

    public var exitStatus: ExitStatus { if case .subjectEnded = self { .authentication } else { .local } }
}
