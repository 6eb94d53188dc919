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
        _ granted: GrantedLogin, observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in }
    ) async -> Discarded {
        // A pasted token was issued to somebody else: whoever uses it goes on.
        guard granted.profile.grant != .static else { return Discarded() }
        let service = self
        // Whoever was cancelled wants it gone, too.
        return await Task {
            var outcome = Discarded()
            await service.revoke(granted, &outcome, observe)
            await service.unregister(granted, &outcome, observe)
            return outcome
        }.value
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
        _ granted: GrantedLogin, _ outcome: inout Discarded, _ observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async {
        guard granted.login.registered != nil else { return }
        if let line = await unregister(granted.login, observe: observe) {
            outcome.left.append(line)
        } else {
            outcome.done.append("the client that was registered was removed")
        }
    }

    /// - Returns: That it stays, and why, as a plain line; `nil` where there is none any more.
    private func unregister(
        _ login: AuthorizedLogin, observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async -> String? {
        guard let client = login.registered else { return nil }
        guard let url = client.record.clientURI, let token = client.registrationToken else {
            return "the client \(client.clientID.plainLine(limit: 80)) stays registered"
        }
        do {
            try await ClientRegistration(transport: endpoint.transport, now: now).remove(
                url, token, caFile: login.profile.settings.caFile, observe: observe)
            return nil
        } catch {
            return "the client that was registered stays: \(Failure(error).headline)"
        }
    }
}

// MARK: - A login that came to nothing

extension LoginService {
    /// Takes back the client that was registered for it, and says so where it stays. Whoever waited for a person may have
    /// been cancelled meanwhile: the server is asked all the same.
    func takeBack(
        _ login: AuthorizedLogin, _ interaction: any LoginInteraction,
        observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async {
        let service = self
        if let line = await Task(operation: { await service.unregister(login, observe: observe) }).value {
            await interaction.note(line)
        }
    }

    /// The locks of the profile as it was and as it becomes.
    func leases(
        for ready: AuthorizedLogin, _ interaction: any LoginInteraction,
        observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> [any LockLease] {
        do {
            return try await locks.acquire(ready.profile.id, becoming: ready.profile, in: profiles)
        } catch {
            await takeBack(ready, interaction, observe: observe)
            throw error
        }
    }

    func issueOrTakeBack(
        _ plan: LoginPlan, _ ready: AuthorizedLogin, _ interaction: any LoginInteraction,
        observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> TokenEndpoint.Issue {
        do { return try await issue(plan, ready, observe: observe) } catch {
            await takeBack(ready, interaction, observe: observe)
            throw error
        }
    }
}
