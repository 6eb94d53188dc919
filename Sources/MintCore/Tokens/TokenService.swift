/// The one door to a token: from the cache while it is good, else by one exchange under the credential's lock (LC-7).
public struct TokenService: Sendable {
    let profiles: any ProfileStore
    let keyrings: Keyrings
    let locks: any CredentialLock
    let course: RenewalCourse
    let now: WallClock

    /// - Parameters:
    ///   - sources: Reads what a workload or a person's token comes from.
    ///   - nonces: Shared with whoever else proves possession in this process.
    public init(
        profiles: any ProfileStore, keyrings: Keyrings, locks: any CredentialLock, endpoint: TokenEndpoint,
        sources: @escaping SecretSourceReader = { throw SecretSourceError.unreadable($0, reason: "not here") },
        nonces: DPoPNonces = DPoPNonces(), now: @escaping WallClock
    ) {
        self.profiles = profiles
        self.keyrings = keyrings
        self.locks = locks
        course = RenewalCourse(keyrings: keyrings, endpoint: endpoint, read: sources, nonces: nonces, now: now)
        self.now = now
    }

    /// What a caller wants of a token.
    public struct Need: Sendable {
        /// Seconds that must be left; `nil` for a useful remainder (``RenewalPolicy/usefulRemainder(lifetime:)``).
        public var minimumValidity: Int?
        /// A new token even where the cached one is good.
        public var isForced = false
        /// A token that the server refused with 401 (LC-4).
        public var rejected: Secret?
        /// A board renewing ahead of expiry: the cached token is not good enough once inside its lead.
        public var isAhead = false
        /// Scopes beyond those of the profile (SC-4): asked for together with these, and the profile's from then on where
        /// they are granted.
        public var furtherScopes: [String] = []

        public init(
            minimumValidity: Int? = nil, isForced: Bool = false, rejected: Secret? = nil, isAhead: Bool = false,
            furtherScopes: [String] = []
        ) {
            self.minimumValidity = minimumValidity
            self.isForced = isForced
            self.rejected = rejected
            self.isAhead = isAhead
            self.furtherScopes = furtherScopes
        }

        /// Whether a kept token cannot be the answer, however good it is.
        var excludesKept: Bool { isForced || rejected != nil || !furtherScopes.isEmpty }
    }

    /// A token with what is known of it.
    public struct Grant: Sendable {
        public var token: Secret
        public var record: TokenRecord
        public var profile: Profile
        /// For a token that is bound to a key.
        public var prover: DPoPProver?
        /// Whether it came from the token endpoint just now.
        public var isFresh: Bool
        /// What went wrong although there is a token: a renewal that failed while the old one lasts (LC-3), or a new
        /// token that no store would keep.
        public var warning: Failure?
        /// How the token endpoint answered, where it was asked just now.
        public var facts: AuditEvidence.TokenFacts?

        public var access: AccessToken { AccessToken(token, prover: prover) }
    }

    /// - Throws: ``StateError/noSuchProfile(_:)``, ``KeyringError``, ``TokenEndpointError``, ``TransportError``,
    ///   ``TokenServiceError``, and what a grant's own sources throw. What is stored stays untouched by any of them.
    public func token(of id: ProfileID, _ need: Need = Need()) async throws -> Grant {
        while true {
            let record = try await existing(id)
            if let cached = try await cached(record, need) {
                await noteUse(record)
                return cached
            }
            let key = LockKey(record.profile)
            let lease: any LockLease
            if let free = try locks.acquireNow(key) {
                lease = free
            } else {
                // Somebody is renewing: a token that still lasts is not held up by that.
                if let usable = try await stillValid(record, need) { return usable }
                lease = try await locks.acquire(key)
            }
            defer { lease.release() }
            let service = self
            // From the moment it is sent, an exchange is not cancelled: an issued token that is lost is a defect.
            let grant = try await Task {
                try await service.renewed(id, need, seen: record.token?.generation, under: key)
            }
            .value
            // A profile that changed while we waited for its lock is locked by another name now.
            guard let grant else { continue }
            // It is kept by now; whoever was interrupted does not go on with it.
            try Task.checkCancellation()
            if !need.isAhead { await noteUse(record) }
            return grant
        }
    }

    private func existing(_ id: ProfileID) async throws -> ProfileRecord {
        guard let record = try await profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
        return record
    }

    // MARK: - By an exchange, under the lock

    /// - Returns: `nil` where the profile is not the one any more that the lock was taken for.
    private func renewed(_ id: ProfileID, _ need: Need, seen generation: Int?, under key: LockKey) async throws
        -> Grant?
    {
        let record = try await existing(id)
        guard LockKey(record.profile) == key else { return nil }
        if let kept = try await renewedMeanwhile(record, need, seen: generation) { return kept }
        if let rejected = need.rejected, let token = record.token,
            try await grant(record, token)?.token == rejected
        {
            try await profiles.dropToken(generation: token.generation, of: id)
        }
        do {
            return try await exchanged(record, need)
        } catch {
            try? await note(error, of: id)
            let usable = need.excludesKept ? nil : try? await stillValid(record, need)
            try? await dropRefresh(of: record, after: error, isTokenGood: usable != nil)
            guard var kept = usable else { throw error }
            kept.warning = Failure(error)
            return kept
        }
    }

    /// What somebody else obtained while we waited for the lock.
    private func renewedMeanwhile(_ record: ProfileRecord, _ need: Need, seen generation: Int?) async throws -> Grant? {
        guard let token = record.token, need.furtherScopes.isEmpty else { return nil }
        guard token.generation != generation || !need.isForced else { return nil }
        var unforced = need
        (unforced.isForced, unforced.rejected) = (false, nil)
        guard isGood(token, unforced), let grant = try await grant(record, token), grant.token != need.rejected else {
            return nil
        }
        return grant
    }

    private func exchanged(_ record: ProfileRecord, _ need: Need) async throws -> Grant {
        var widened = record
        widened.profile.requestedScopes = Scopes.union(record.profile.requestedScopes, need.furtherScopes)
        let profile = widened.profile
        let (issue, prover) = try await course.issue(for: widened)
        if let skew = issue.clockSkew, abs(skew - record.bonds.clockSkew) > 2 {
            try? await profiles.noteClockSkew(skew, of: record.id)
        }
        do {
            let token = try await TokenKeeper(profiles: profiles, keyrings: keyrings, now: now).keep(
                issue, for: widened)
            if !need.furtherScopes.isEmpty, need.furtherScopes.allSatisfy(token.scopes.contains) {
                try await profiles.update(profile)
            }
            return Grant(
                token: issue.response.accessToken, record: token, profile: profile, prover: prover, isFresh: true,
                facts: issue.facts)
        } catch {
            // The token is real: hand it over from memory, and say that it was not kept.
            let token = issue.record(generation: 0, asked: profile.requestedScopes)
            var failure = Failure(error)
            failure.headline = "The new token could not be kept: \(failure.headline)"
            if issue.response.refreshToken != nil {
                failure.hint = "Its refresh token is lost with it: log in again once the store works."
            }
            return Grant(
                token: issue.response.accessToken, record: token, profile: profile, prover: prover, isFresh: true,
                warning: failure, facts: issue.facts)
        }
    }

    /// A dead refresh token goes (TK-11), but not while the access token lasts: some servers refuse an early refresh only
    /// (B8), and the next one comes nearer to the end.
    private func dropRefresh(of record: ProfileRecord, after error: any Error, isTokenGood: Bool) async throws {
        guard let refresh = record.bonds.refresh, !isTokenGood, let refusal = error as? TokenEndpointError,
            refusal.code == "invalid_grant"
        else { return }
        try await profiles.dropRefresh(generation: refresh.generation, of: record.id)
    }

    /// At most twice a minute, and never a reason to withhold a token.
    private func noteUse(_ record: ProfileRecord) async {
        if let last = record.lastUsedAt, (0..<30).contains(now() - last) { return }
        try? await profiles.noteUse(at: now(), of: record.id)
    }

    private func note(_ error: any Error, of id: ProfileID) async throws {
        // A store that is not ready says nothing about the server.
        guard !(error is CancellationError), !(error is KeyringError), error as? TransportError != .cancelled else {
            return
        }
        try await profiles.noteContact(ContactRecord(at: now(), failure: ContactFailure(error)), of: id)
    }
}

extension Scopes {
    /// Both, in order, each once (SC-4, SC-10).
    public static func union(_ first: [String], _ second: [String]) -> [String] {
        first + second.filter { !first.contains($0) }
    }
}
