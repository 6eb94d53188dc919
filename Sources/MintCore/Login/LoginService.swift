/// Logs a machine in: plan (discovery and choices; no credential leaves) → the caller confirms → perform (a real exchange,
/// then everything is kept, or nothing).
public struct LoginService: Sendable {
    let profiles: any ProfileStore
    let keyrings: Keyrings
    let locks: any CredentialLock
    let discovery: Discovery
    let endpoint: TokenEndpoint
    let now: WallClock
    let makeID: @Sendable () -> ProfileID

    /// - Parameter makeID: A new random UUID in lower case each time.
    public init(
        profiles: any ProfileStore, keyrings: Keyrings, locks: any CredentialLock, discovery: Discovery,
        endpoint: TokenEndpoint, now: @escaping WallClock, makeID: @escaping @Sendable () -> ProfileID
    ) {
        self.profiles = profiles
        self.keyrings = keyrings
        self.locks = locks
        self.discovery = discovery
        self.endpoint = endpoint
        self.now = now
        self.makeID = makeID
    }

    /// Probes the store (A6), discovers what was not pinned, and chooses method, algorithm, scopes and name.
    ///
    /// - Throws: ``LoginError``, ``KeyringError``, ``DiscoveryError``, ``TransportError``, ``AuthenticationChoiceError``,
    ///   ``SigningKeyError``, ``StateError``.
    public func plan(
        _ request: LoginRequest, observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> LoginPlan {
        try LoginError.check(request)
        // What the material cannot do is known before anybody is asked.
        _ = try AuthenticationChoice.choose(for: request.credential.kind, asked: request.authentication, metadata: nil)
        let (name, replaced) = try await name(for: request.server, clientID: request.clientID, asked: request.name)
        let state = await keyrings[request.store].state()
        guard state == .ready else { throw KeyringError.unavailable(request.store, state) }
        var notices: [String] = []
        let found = try await discover(request, observe: observe)
        let choice = try AuthenticationChoice.choose(
            for: request.credential.kind, asked: request.authentication, metadata: found?.metadata)
        notices += [choice.warning].compactMap { $0 }
        if let metadata = found?.metadata, !metadata.listsClientCredentials {
            notices.append("the server does not list the grant client_credentials; many do not although they have it")
        }
        var settings = request.settings
        if case .key(let key) = request.credential {
            let algorithm = try SigningAlgorithm.choose(
                for: key, asked: settings.keyAlgorithm, supported: found?.metadata.assertionAlgorithms)
            settings.keyAlgorithm = algorithm.algorithm
            settings.keyAlgorithmName = algorithm.name == algorithm.algorithm.rawValue ? nil : algorithm.name
            settings.keyID = settings.keyID ?? key.declaredKeyID
            notices += [algorithm.warning].compactMap { $0 }
        }
        let endpoint = try Self.endpoint(request, found)
        let profile = Profile(
            id: replaced?.id ?? makeID(), name: name, server: request.server,
            resource: found?.resource ?? request.server.text, issuer: found?.issuer ?? request.issuer,
            tokenEndpoint: endpoint,
            grant: .clientCredentials, clientID: request.clientID, clientAuthentication: choice.method,
            requestedScopes: request.scopes ?? found?.suggestedScopes ?? [], settings: settings, store: request.store,
            createdAt: replaced?.profile.createdAt ?? now())
        return LoginPlan(
            profile: profile, credential: request.credential, replaced: replaced,
            questions: Self.questions(request, found), notices: notices)
    }

    /// One real token request, then credential and token are written, read back, and committed together with the profile.
    /// A refused credential leaves nothing behind, and a re-login leaves the old one in place.
    public func perform(
        _ plan: LoginPlan, observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> ProfileRecord {
        let lease = try await locks.acquire(LockKey(plan.profile))
        defer { lease.release() }
        let service = self
        return try await Task { try await service.carryOut(plan, observe: observe) }.value
    }

    private func carryOut(
        _ plan: LoginPlan, observe: @Sendable (Trace.Hop) -> Void
    ) async throws -> ProfileRecord {
        let profile = plan.profile
        let issue = try await endpoint.issue(
            to: profile, with: plan.credential, named: plan.replaced != nil, observe: observe)
        let moment = now()
        let credentialKey = try await profiles.reserve(
            plan.credential.kind, for: profile.id, in: profile.store, at: moment)
        let tokenKey = try await profiles.reserve(.accessToken, for: profile.id, in: profile.store, at: moment)
        do {
            try await keyrings.keep(
                plan.credential.stored, at: credentialKey, in: profile.store, bound: profile.binding)
            try await keyrings.keep(
                issue.response.accessToken, at: tokenKey, in: profile.store, bound: profile.binding)
            try await profiles.commitLogin(
                profile, credential: plan.credentialRecord(credentialKey.generation, at: moment),
                token: issue.record(generation: tokenKey.generation, asked: profile.requestedScopes),
                contact: ContactRecord(at: moment))
        } catch {
            // Nothing names the two items: take them away again where that is possible, and keep them listed where not.
            for key in [credentialKey, tokenKey] where (try? await keyrings[profile.store].remove(key)) != nil {
                try? await profiles.forget([key])
            }
            throw error
        }
        let sweeper = Sweeper(profiles: profiles, keyrings: keyrings, now: now)
        _ = try? await sweeper.sweepAll(of: profile.id)
        guard let record = try await profiles.record(profile.id) else {
            throw StateError.noSuchProfile(profile.name)
        }
        return record
    }

    // MARK: - Planning

    private func discover(
        _ request: LoginRequest, observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> Discovery.Result? {
        guard request.tokenEndpoint == nil else { return nil }
        return try await discovery.discover(
            request.server, issuer: request.issuer, caFile: request.settings.caFile, observe: observe)
    }

    private static func endpoint(_ request: LoginRequest, _ found: Discovery.Result?) throws -> HTTPURL {
        guard let endpoint = request.tokenEndpoint ?? found?.tokenEndpoint else {
            throw DiscoveryError.noAuthorizationServer(server: request.server)
        }
        guard endpoint.mayCarryCredentials else { throw TransportError.insecure(endpoint) }
        return endpoint
    }

    private static func questions(_ request: LoginRequest, _ found: Discovery.Result?) -> [LoginPlan.Question] {
        guard let found else { return [] }
        var questions: [LoginPlan.Question] = []
        if !found.issuerIsNamedByOperator {
            questions.append(.issuer(found.issuer, host: HTTPURL(found.issuer)?.hostAndPort ?? found.issuer))
        }
        if request.scopes == nil, !found.suggestedScopes.isEmpty { questions.append(.scopes(found.suggestedScopes)) }
        return questions
    }

}

extension LoginService {
    /// The name that a login gets, and the profile that it would replace: the one of the operator's name; else the host,
    /// then `host-2` …, where the first of the same server and client is meant.
    ///
    /// - Throws: ``LoginError/nameOfAnotherServer(_:_:)``, ``StateError``.
    public func name(
        for server: HTTPURL, clientID: String, asked: String?
    ) async throws -> (name: String, existing: ProfileRecord?) {
        if let asked {
            let existing = try await profiles.record(named: asked)
            if let existing, existing.profile.server.text != server.text {
                throw LoginError.nameOfAnotherServer(asked, existing.profile.server.text)
            }
            return (asked, existing)
        }
        var number = 1
        while true {
            let name = number == 1 ? server.hostAndPort : "\(server.hostAndPort)-\(number)"
            guard let existing = try await profiles.record(named: name) else { return (name, nil) }
            let profile = existing.profile
            let isSame = profile.server.text == server.text && profile.clientID == clientID
            if isSame, profile.grant == .clientCredentials { return (name, existing) }
            number += 1
        }
    }
}

extension LoginRequest {
    /// What a re-login keeps of the profile where nothing else was asked for: whom it is bound to, scopes and method. What
    /// was learned from the old key goes with it.
    public mutating func inherit(_ profile: Profile) {
        if issuer == nil, tokenEndpoint == nil {
            issuer = profile.issuer
            tokenEndpoint = profile.issuer == nil ? profile.tokenEndpoint : nil
        }
        if scopes == nil, !profile.requestedScopes.isEmpty { scopes = profile.requestedScopes }
        if authentication == nil, profile.clientAuthentication.credentialKind == credential.kind {
            authentication = profile.clientAuthentication
        }
    }
}

extension LoginPlan {
    fileprivate func credentialRecord(_ generation: Int, at moment: Timestamp) -> CredentialRecord {
        var keyID: String?
        if case .key(let key) = credential { keyID = profile.settings.keyID ?? key.thumbprint }
        return CredentialRecord(
            kind: credential.kind, generation: generation, keyID: keyID, createdAt: moment, verifiedAt: moment)
    }
}
