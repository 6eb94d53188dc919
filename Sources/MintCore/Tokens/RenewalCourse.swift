/// How a profile of each grant comes to its next token without anybody being asked.
struct RenewalCourse: Sendable {
    let keyrings: Keyrings
    let endpoint: TokenEndpoint
    let read: SecretSourceReader
    let nonces: DPoPNonces
    let now: WallClock
    /// Hears of every request for a token.
    var observe: @Sendable (Trace.Hop) -> Void = { _ in }

    /// One exchange.
    ///
    /// - Parameter other: Proves the client in the place of the profile's own credential.
    /// - Throws: ``TokenServiceError``, ``KeyringError``, ``SecretSourceError``, ``WorkloadAssertionError``,
    ///   ``EnterpriseExchangeError``, ``TokenEndpointError``, ``TransportError``.
    func issue(
        for record: ProfileRecord, with other: Credential? = nil
    ) async throws -> (issue: TokenEndpoint.Issue, prover: DPoPProver?) {
        let profile = record.profile
        if let hold = record.bonds.block {
            throw TokenServiceError.held(profile.name, hold, boundTo: profile.issuer ?? "")
        }
        if profile.grant == .static { throw TokenServiceError.staticToken(profile.name) }
        var credential = other
        if credential == nil { credential = try await self.credential(of: record) }
        let prover = try await prover(of: record)
        let question = TokenEndpoint.Question(
            profile, try await grant(of: record), credential: credential, prover: prover,
            clockSkew: record.bonds.clockSkew)
        return (try await endpoint.issue(question, observe: observe), prover)
    }

    /// Readies the network for an exchange that is about to come.
    func prepare(for record: ProfileRecord) async {
        guard record.profile.grant != .static, record.bonds.block == nil else { return }
        await endpoint.prepare(for: record.profile)
    }

    /// Shows a credential with a refresh token that nobody has: it obtains nothing, and uses nothing up. A server looks at the
    /// client first (RFC 6749 §3.2.1), so what it says to that tells whether it takes the credential.
    ///
    /// - Throws: ``TokenEndpointError`` always, unless something else stands in the way, as
    ///   ``TokenServiceError/held(_:_:boundTo:)``.
    func present(_ credential: Credential, for record: ProfileRecord) async throws {
        if let hold = record.bonds.block {
            throw TokenServiceError.held(record.profile.name, hold, boundTo: record.profile.issuer ?? "")
        }
        let grant = GrantRequest.refreshToken(Secret(UniqueID.make()))
        let prover = try await prover(of: record)
        _ = try await endpoint.issue(
            TokenEndpoint.Question(
                record.profile, grant, credential: credential, prover: prover, clockSkew: record.bonds.clockSkew),
            observe: observe)
    }

    private func grant(of record: ProfileRecord) async throws -> GrantRequest {
        let profile = record.profile
        switch profile.grant {
        case .clientCredentials, .static: return .clientCredentials
        case .deviceCode, .authorizationCode:
            guard let refresh = record.bonds.refresh else {
                throw TokenServiceError.loginNeeded(profile.name, profile.grant, .noRefreshToken)
            }
            if let end = refresh.expiresAt, end <= now() {
                throw TokenServiceError.loginNeeded(profile.name, profile.grant, .refreshExpired)
            }
            let key = KeyringKey(profile: record.id, kind: .refreshToken, generation: refresh.generation)
            guard let token = try await keyrings[profile.store].secret(at: key, bound: profile.binding) else {
                throw TokenServiceError.credentialGone(profile.name, profile.store, .refreshToken)
            }
            return .refreshToken(token)
        case .jwtBearer:
            guard let source = profile.settings.assertionSource else {
                throw WorkloadAssertionError.noSource(profile.name)
            }
            return .jwtBearer(
                try WorkloadAssertion(
                    try await read(source), for: profile, source: source, at: now() + record.bonds.clockSkew
                ).token)
        case .enterprise:
            let exchange = EnterpriseExchange(endpoint: endpoint, read: read)
            return .jwtBearer(
                try await exchange.assertion(
                    for: profile, clockSkew: record.bonds.clockSkew, isNamed: true, observe: observe))
        }
    }

    /// What proves the client; `nil` for a public one.
    func credential(of record: ProfileRecord) async throws -> Credential? {
        guard record.profile.clientAuthentication != .none else { return nil }
        guard let current = record.credential else { throw TokenServiceError.noCredential(record.profile.name) }
        let key = KeyringKey(profile: record.id, kind: current.kind, generation: current.generation)
        let store = record.profile.store
        guard let stored = try await keyrings[store].secret(at: key, bound: record.profile.binding) else {
            throw TokenServiceError.credentialGone(record.profile.name, store, current.kind)
        }
        return try Credential(current.kind, stored: stored)
    }

    /// The key that the profile's tokens are bound to; `nil` where they are bearer tokens.
    func prover(of record: ProfileRecord) async throws -> DPoPProver? {
        guard let current = record.bonds.dpopKey else { return nil }
        let key = KeyringKey(profile: record.id, kind: .dpopKey, generation: current.generation)
        let profile = record.profile
        guard let stored = try await keyrings[profile.store].secret(at: key, bound: profile.binding) else {
            throw TokenServiceError.credentialGone(profile.name, profile.store, .dpopKey)
        }
        return DPoPProver(key: try SigningKey(stored), nonces: nonces, clockSkew: record.bonds.clockSkew, now: now)
    }
}
