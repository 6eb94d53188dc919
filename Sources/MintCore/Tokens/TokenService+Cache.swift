extension TokenService {
    func cached(_ record: ProfileRecord, _ need: Need) async throws -> Grant? {
        guard !need.excludesKept, let token = record.token else { return nil }
        // No exchange makes a pasted token last longer: whoever named a minimum compares for himself.
        let isEnough = record.profile.grant == .static ? lasts(token, 0) || isGood(token, Need()) : isGood(token, need)
        return isEnough ? try await grant(record, token) : nil
    }

    /// The cached token where it is still valid, if only barely, and the caller named no minimum that it misses.
    func stillValid(_ record: ProfileRecord, _ need: Need) async throws -> Grant? {
        guard !need.excludesKept, let token = record.token, lasts(token, need.minimumValidity ?? 0) else { return nil }
        return try await grant(record, token)
    }

    /// Whether more than this many seconds are known to be left of it.
    func lasts(_ token: TokenRecord, _ seconds: Int) -> Bool {
        let moment = moment(of: token)
        guard let left = token.secondsLeft(at: moment), token.state(at: moment) != .expired else { return false }
        return left > max(seconds, 0)
    }

    /// Now, as far as this token is concerned (TK-5).
    private func moment(of token: TokenRecord) -> Timestamp { token.moment(at: now(), uptime: uptime()) }

    func grant(_ record: ProfileRecord, _ token: TokenRecord) async throws -> Grant? {
        let profile = record.profile
        let key = KeyringKey(profile: record.id, kind: record.tokenKind, generation: token.generation)
        // Gone means that another process replaced it meanwhile: the caller re-reads under the lock.
        guard let secret = try await keyrings[profile.store].secret(at: key, bound: profile.binding) else { return nil }
        let prover: DPoPProver?
        do {
            prover = token.isDPoPBound ? try await course.prover(of: record) : nil
        } catch let error as TokenServiceError {
            // Its items may have been moved to another store between the token and the key.
            guard let now = try await profiles.record(record.id), now.bonds.dpopKey != record.bonds.dpopKey else {
                throw error
            }
            return nil
        }
        // Without its key a bound token is of no use, and it never goes out as if it were a bearer token (DP-5).
        guard prover != nil || !token.isDPoPBound else {
            throw TokenServiceError.credentialGone(profile.name, profile.store, .dpopKey)
        }
        return Grant(token: secret, record: token, profile: profile, prover: prover, isFresh: false)
    }

    func isGood(_ token: TokenRecord, _ need: Need) -> Bool {
        let moment = moment(of: token)
        switch token.state(at: moment) {
        case .unknown: return true  // used until the server says 401 (TK-4)
        case .expired, .none: return false
        case .valid: break
        case .expiring: if need.isAhead { return false }
        }
        guard let left = token.secondsLeft(at: moment), let lifetime = token.lifetime else { return true }
        if let minimum = need.minimumValidity {
            // A minimum that no token of this server can meet must not burn a token on every call (G13, LC-2).
            return left >= minimum || (lifetime < minimum && moment - token.issuedAt < 10)
        }
        return left >= RenewalPolicy().usefulRemainder(lifetime: lifetime)
    }

    /// What proves the profile's client, taken out of its store; `nil` for a public client.
    ///
    /// - Throws: ``TokenServiceError``, ``KeyringError``, ``SigningKeyError``.
    public func credential(of record: ProfileRecord) async throws -> Credential? {
        try await course.credential(of: record)
    }
}
