extension LoginService {
    /// Probes the store (A6), discovers what was not pinned, and chooses client, method, algorithm, scopes and name.
    ///
    /// - Throws: ``LoginError``, ``KeyringError``, ``DiscoveryError``, ``TransportError``, ``AuthenticationChoiceError``,
    ///   ``SigningKeyError``, ``AuthorizationError``, ``DeviceAuthorizationError``, ``ClientRegistrationError``,
    ///   ``StateError``.
    public func plan(
        _ request: LoginRequest, observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> LoginPlan {
        try LoginError.check(request)
        // What the material cannot do is known before anybody is asked.
        if let credential = request.credential {
            _ = try AuthenticationChoice.choose(for: credential.kind, asked: request.authentication, metadata: nil)
        }
        let (name, replaced) = try await target(of: request)
        try replaced?.requireNoRotation()
        try await keyrings[request.store].makeReady()
        let (found, trace) = try await discover(request, observe: observe)
        var request = request
        let kept = try await settleRegisteredClient(&request, of: replaced, at: found?.issuer ?? request.issuer)
        var draft = LoginDraft(request: request, found: found, isNew: replaced == nil)
        try draft.choose()
        let profile = Profile(
            id: replaced?.id ?? makeID(), name: name, server: request.server,
            resource: found?.resource ?? request.server.text, issuer: found?.issuer ?? request.issuer,
            tokenEndpoint: try draft.tokenEndpoint, grant: request.grant, clientID: draft.clientID ?? "",
            clientAuthentication: draft.authentication, requestedScopes: draft.scopes, settings: draft.settings,
            store: request.store, createdAt: replaced?.profile.createdAt ?? now())
        let assertion = try await assertion(for: profile, replaced)
        draft.notices += assertion?.remarks ?? []
        let pasted = request.pasted?.endingInTime()
        draft.notices += [pasted?.notice].compactMap(\.self)
        return LoginPlan(
            profile: profile, credential: request.credential, keptCredential: kept, secretEnd: request.secretEnd,
            pasted: pasted?.token, replaced: replaced, assertion: assertion?.token, found: found,
            trace: trace, personEndpoint: try draft.personEndpoint,
            registrationEndpoint: try draft.registrationEndpoint,
            authorizationParameters: draft.authorizationParameters, questions: draft.questions, notices: draft.notices)
    }

    /// A workload's assertion, read once for the login: its source may give each one once (WF-2, WF-6).
    private func assertion(for profile: Profile, _ replaced: ProfileRecord?) async throws -> WorkloadAssertion? {
        guard profile.grant == .jwtBearer, let source = profile.settings.assertionSource else { return nil }
        let moment = now() + (replaced?.bonds.clockSkew ?? 0)
        return try WorkloadAssertion(try await sources(source), for: profile, source: source, at: moment)
    }

    private func discover(
        _ request: LoginRequest, observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> (Discovery.Result?, Trace) {
        guard request.tokenEndpoint == nil, request.grant != .static else { return (nil, Trace()) }
        if let known = request.discovered { return (known.result, known.trace) }
        let found = try await discover(
            request.server, issuer: request.issuer, caFile: request.settings.caFile,
            allowsLegacyDiscovery: request.settings.allowsLegacyDiscovery, observe: observe)
        return (found.result, found.trace)
    }

    /// What a login needs to know of a server, for somebody who chooses the rest after that.
    ///
    /// - Throws: ``DiscoveryError``, ``TransportError``.
    public func discover(
        _ server: HTTPURL, issuer: String?, caFile: String?, allowsLegacyDiscovery: Bool,
        observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> LoginRequest.Discovered {
        let hops = Hops()
        let found = try await discovery.discover(
            server, issuer: issuer, caFile: caFile, allowsLegacyDiscovery: allowsLegacyDiscovery
        ) { hop in
            hops.add(hop)
            observe(hop)
        }
        return LoginRequest.Discovered(found, Trace(hops.all, after: nil))
    }
}
