extension TokenService {
    func cached(_ record: ProfileRecord, _ need: Need) async throws -> Grant? {
        guard !need.excludesKept, let token = record.token, isGood(token, need) else { return nil }
        return try await grant(record, token)
    }

    /// The cached token where it is still valid, if only barely, and the caller named no minimum that it misses.
    func stillValid(_ record: ProfileRecord, _ need: Need) async throws -> Grant? {
        guard !need.excludesKept, let token = record.token, let left = token.secondsLeft(at: now()),
            left > max(need.minimumValidity ?? 0, 0), token.state(at: now()) != .expired
        else { return nil }
        return try await grant(record, token)
    }

    func grant(_ record: ProfileRecord, _ token: TokenRecord) async throws -> Grant? {
        let profile = record.profile
        let kind: KeyringKey.Kind = profile.grant == .static ? .staticToken : .accessToken
        let key = KeyringKey(profile: record.id, kind: kind, generation: token.generation)
        // Gone means that another process replaced it meanwhile: the caller re-reads under the lock.
        guard let secret = try await keyrings[profile.store].secret(at: key, bound: profile.binding) else { return nil }
        let prover = token.isDPoPBound ? try await course.prover(of: record) : nil
        return Grant(token: secret, record: token, profile: profile, prover: prover, isFresh: false)
    }

    func isGood(_ token: TokenRecord, _ need: Need) -> Bool {
        switch token.state(at: now()) {
        case .unknown: return true  // used until the server says 401 (TK-4)
        case .expired, .none: return false
        case .valid: break
        case .expiring: if need.isAhead { return false }
        }
        guard let left = token.secondsLeft(at: now()), let lifetime = token.lifetime else { return true }
        if let minimum = need.minimumValidity {
            // A minimum that no token of this server can meet must not burn a token on every call (G13, LC-2).
            return left >= minimum || (lifetime < minimum && now() - token.issuedAt < 10)
        }
        return left >= RenewalPolicy().usefulRemainder(lifetime: lifetime)
    }
}
