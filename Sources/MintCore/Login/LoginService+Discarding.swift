extension LoginService {
    /// What became of a login that nobody keeps; plain lines.
    public struct Discarded: Equatable, Sendable {
        /// What the server was told to forget.
        public var done: [String] = []
        /// What may live on, and why.
        public var left: [String] = []
    }

    /// Gives up what was granted: the server is asked to forget its tokens, where it can be (RFC 7009), and the client that
    /// it registered for it (RFC 7592 §2.3).
    public func discard(
        _ granted: GrantedLogin, observe: @Sendable (Trace.Hop) -> Void = { _ in }
    ) async -> Discarded {
        var outcome = Discarded()
        // A pasted token was issued to somebody else: whoever uses it goes on.
        guard granted.profile.grant != .static else { return outcome }
        await revoke(granted, &outcome, observe)
        await unregister(granted, &outcome, observe)
        return outcome
    }

    private func revoke(
        _ granted: GrantedLogin, _ outcome: inout Discarded, _ observe: @Sendable (Trace.Hop) -> Void
    ) async {
        var held: [(TokenManagement.TokenKind, Secret)] = []
        if let refresh = granted.issue.response.refreshToken { held.append((.refreshToken, refresh)) }
        held.append((.accessToken, granted.issue.response.accessToken))
        let published = try? granted.plan.found?.metadata.endpoint(.revocation)
        guard let url = published ?? nil, url.mayCarryCredentials else {
            let end = granted.token.expiresAt.map { "until \($0.utcText)" } ?? "until it ends by itself"
            return outcome.left.append("the token stays valid \(end): the server offers no revocation")
        }
        let management = TokenManagement(transport: endpoint.transport, now: now)
        let caller = TokenManagement.Caller(
            granted.profile, credential: granted.login.credential, clockSkew: granted.issue.clockSkew ?? 0)
        let place = ManagementEndpoints.Place(url: url, methods: granted.plan.found?.metadata.listedRevocationMethods)
        for (kind, token) in held {
            do {
                _ = try await place.ask(caller) {
                    try await management.revoke(token, kind, at: url, as: $0, observe: observe)
                }
                outcome.done.append("the \(kind.words) was revoked")
            } catch {
                outcome.left.append("the \(kind.words) could not be revoked: \(Failure(error).headline)")
            }
        }
    }

    private func unregister(
        _ granted: GrantedLogin, _ outcome: inout Discarded, _ observe: @Sendable (Trace.Hop) -> Void
    ) async {
        guard let client = granted.login.registered else { return }
        guard client.record.clientURI != nil, client.registrationToken != nil else {
            return outcome.left.append("the client \(client.clientID.plainLine(limit: 80)) stays registered")
        }
        guard let failure = await unregister(granted.login, observe: observe) else {
            return outcome.done.append("the client that was registered was removed")
        }
        outcome.left.append("the client that was registered stays: \(failure.headline)")
    }

    /// Takes back the client that was registered for a login which came to nothing.
    @discardableResult
    func unregister(_ login: AuthorizedLogin, observe: @Sendable (Trace.Hop) -> Void) async -> Failure? {
        guard let client = login.registered, let url = client.record.clientURI, let token = client.registrationToken
        else { return nil }
        do {
            try await ClientRegistration(transport: endpoint.transport, now: now).remove(
                url, token, caFile: login.profile.settings.caFile, observe: observe)
            return nil
        } catch {
            return Failure(error)
        }
    }
}
