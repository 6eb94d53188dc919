/// The one door to a token: from the cache while it is good, else by one exchange under the credential's lock (LC-7).
public struct TokenService: Sendable {
    let profiles: any ProfileStore
    let keyrings: Keyrings
    let locks: any CredentialLock
    private(set) var course: RenewalCourse
    let now: WallClock
    let uptime: UptimeClock
    let look: @Sendable (Profile) async -> [DriftChange]
    let published: @Sendable (Profile) async -> AuthorizationServerMetadata?
    let journal: (any RotationJournal)?
    var housekeeping: Housekeeping?
    let findOut: @Sendable (ProfileID) async throws -> Void

    /// - Parameters:
    ///   - endpoint: Its uptime is what a kept token is judged by, beside the wall clock (TK-5).
    ///   - sources: Reads what a workload or a person's token comes from.
    ///   - look: Reads anew what the profile's issuer publishes, and answers what changed since an operator last accepted
    ///     it; asked once where that may be why an endpoint refuses (AS-14).
    ///   - published: What the profile's issuer publishes, for the words of a refusal.
    ///   - nonces: Shared with whoever else proves possession in this process.
    ///   - journal: Where a rotation is written that a server has decided by taking only one of two credentials (RO-4).
    ///   - findOut: Finds out what became of a rotation's asking whose answer is not kept (``RotationService/findOut(_:)``);
    ///     asked where the server refuses the profile's own credential meanwhile.
    public init(
        profiles: any ProfileStore, keyrings: Keyrings, locks: any CredentialLock, endpoint: TokenEndpoint,
        sources: @escaping SecretSourceReader = { throw SecretSourceError.unreadable($0, reason: "not here") },
        nonces: DPoPNonces = DPoPNonces(), look: @escaping @Sendable (Profile) async -> [DriftChange] = { _ in [] },
        published: @escaping @Sendable (Profile) async -> AuthorizationServerMetadata? = { _ in nil },
        journal: (any RotationJournal)? = nil, findOut: @escaping @Sendable (ProfileID) async throws -> Void = { _ in },
        now: @escaping WallClock
    ) {
        self.look = look
        self.published = published
        self.journal = journal
        self.findOut = findOut
        self.profiles = profiles
        self.keyrings = keyrings
        self.locks = locks
        course = RenewalCourse(keyrings: keyrings, endpoint: endpoint, read: sources, nonces: nonces, now: now)
        self.now = now
        uptime = endpoint.uptime
    }

    /// The same, for a caller who wants his token before all is tidied up.
    public func leavingHousekeeping(to housekeeping: Housekeeping) -> TokenService {
        var service = self
        service.housekeeping = housekeeping
        return service
    }

    /// The same, telling of every request for a token.
    public func observed(by observe: @escaping @Sendable (Trace.Hop) -> Void) -> TokenService {
        var service = self
        service.course.observe = observe
        return service
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
        try await token(of: existing(id), need)
    }

    /// The same, for a profile that was read just now. What counts is read again under its lock.
    public func token(of found: ProfileRecord, _ need: Need = Need()) async throws -> Grant {
        let id = found.id
        var next = found
        while true {
            let record = next
            if let cached = try await cached(record, need) {
                await noteUse(record)
                return cached
            }
            // Opening the store takes as long as readying the network; together they take half as long.
            async let isPrepared: Void = course.prepare(for: record)
            try await letSomebodyOpen(record.profile.store)
            await isPrepared
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
            try Task.checkCancellation()
            let service = self
            // From the moment it is sent, an exchange is not cancelled: an issued token that is lost is a defect.
            let grant = try await Task {
                try await service.renewed(id, need, seen: record, under: key)
            }
            .value
            // A profile that changed while we waited for its lock is locked by another name now.
            guard let grant else {
                next = try await existing(id)
                continue
            }
            // It is kept by now; whoever was interrupted does not go on with it.
            try Task.checkCancellation()
            if !need.isAhead { await noteUse(record) }
            return grant
        }
    }

    /// A store may ask a person for its password: here, where that person can still give up and holds nobody up. What
    /// else is wrong with it shows where it is used.
    private func letSomebodyOpen(_ store: StoreName) async throws(KeyringError) {
        do throws(KeyringError) {
            try await keyrings[store].makeReady()
        } catch {
            switch error {
            case .promptDismissed, .cancelled, .wrongPassword: throw error
            default: return
            }
        }
    }

    private func existing(_ id: ProfileID) async throws -> ProfileRecord {
        guard let record = try await profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
        return record
    }

    // MARK: - By an exchange, under the lock

    /// - Returns: `nil` where the profile is not the one any more that the lock was taken for.
    private func renewed(
        _ id: ProfileID, _ need: Need, seen: ProfileRecord, under key: LockKey
    ) async throws -> Grant? {
        let record = try await existing(id)
        guard LockKey(record.profile) == key else { return nil }
        if let kept = try await renewedMeanwhile(record, need, seen: seen) { return kept }
        if let kept = try await failedJustNow(record, need) { return kept }
        // A pasted token is nobody's copy: it stays until another one is pasted.
        if let rejected = need.rejected, let token = record.token, record.profile.grant != .static,
            try await grant(record, token)?.token == rejected
        {
            try await profiles.dropToken(generation: token.generation, of: id)
        }
        do {
            return try await exchanged(record, need)
        } catch {
            let error = await detailed(error, record)
            try? await note(error, of: record)
            try? await dropRefresh(of: record, after: error, need)
            guard var kept = try? await stillValid(record, need) else { throw await explained(error, record) }
            kept.warning = Failure(error, about: record.profile)
            return kept
        }
    }

    /// While the old token lasts, a server that just refused is not asked again for ten seconds (LC-2, LC-3).
    private func failedJustNow(_ record: ProfileRecord, _ need: Need) async throws -> Grant? {
        guard let contact = record.contact, let failure = contact.failure, (0..<10).contains(now() - contact.at),
            var kept = try await stillValid(record, need)
        else { return nil }
        kept.warning = Failure(headline: failure.headline, hint: failure.hint, exitStatus: .server)
        return kept
    }

    /// What somebody else obtained while we waited for the lock.
    private func renewedMeanwhile(
        _ record: ProfileRecord, _ need: Need, seen: ProfileRecord
    ) async throws -> Grant? {
        guard let token = record.token, need.furtherScopes.allSatisfy(token.scopes.contains) else { return nil }
        // One that was only moved to another store has another generation as well, and is no newer.
        let isMoved = record.profile.store != seen.profile.store && token.issuedAt == seen.token?.issuedAt
        guard token.generation != seen.token?.generation && !isMoved || !need.isForced else { return nil }
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
        let keeper = TokenKeeper(profiles: profiles, keyrings: keyrings, now: now, housekeeping: housekeeping)
        // The disk's time passes during the exchange.
        async let reserved = keeper.reserve(for: profile)
        // Asking spends a refresh token: first a place is there for what takes its place (TK-10).
        if record.bonds.refresh != nil { _ = try await reserved.get() }
        let issued: Issued
        do {
            issued = try await self.issue(for: widened)
        } catch {
            await keeper.giveBack(await reserved)
            throw error
        }
        let (issue, prover) = (issued.issue, issued.prover)
        let skew = issue.clockSkew ?? record.bonds.clockSkew
        await note(skew: skew, of: record)
        var grant = Grant(
            token: issue.response.accessToken, record: issue.record(generation: 0, asked: widened.scopesOfNext),
            profile: profile, prover: prover?.ahead(by: skew), isFresh: true, warning: issued.warning,
            facts: issue.facts)
        do {
            grant.record = try await keeper.keep(issue, for: widened, at: await reserved, recovered: issued.recovered)
        } catch {
            // The token is real: hand it over from memory, and say that it was not kept.
            grant.warning = error.failure
            return grant
        }
        if !need.furtherScopes.isEmpty, need.furtherScopes.allSatisfy(grant.record.scopes.contains) {
            do { try await keep(scopes: need.furtherScopes, of: record.id) } catch { grant.warning = Failure(error) }
        }
        return grant
    }

    /// The profile's from now on. Nothing else of it changes: it may have been renamed during the exchange.
    private func keep(scopes: [String], of id: ProfileID) async throws {
        guard var profile = try await profiles.record(id)?.profile else { return }
        profile.requestedScopes = Scopes.union(profile.requestedScopes, scopes)
        try await profiles.update(profile)
    }

    /// At most twice a minute, and never a reason to withhold a token.
    private func noteUse(_ record: ProfileRecord) async {
        if let last = record.lastUsedAt, (0..<30).contains(now() - last) { return }
        guard let housekeeping else { return (try? await profiles.noteUse(at: now(), of: record.id)) ?? () }
        housekeeping.begin { [profiles, now] in try? await profiles.noteUse(at: now(), of: record.id) }
    }

    private func note(_ error: any Error, of record: ProfileRecord) async throws {
        // A refusal tells the server's time as well; without it a clock that was set right would stay wrong for us.
        if let skew = (error as? TokenEndpointError)?.context.clockSkew { await note(skew: skew, of: record) }
        // A store that is not ready says nothing about the server.
        guard !(error is CancellationError), !(error is KeyringError), error as? TransportError != .cancelled else {
            return
        }
        try await profiles.noteContact(
            ContactRecord(at: now(), failure: ContactFailure(error, about: record.profile)), of: record.id)
    }

    private func note(skew: Int, of record: ProfileRecord) async {
        // `Date` has whole seconds, and the answer was under way for a while.
        guard abs(skew - record.bonds.clockSkew) > 2 else { return }
        try? await profiles.noteClockSkew(skew, of: record.id)
    }
}

extension Scopes {
    /// Both, in order, each once (SC-4, SC-10).
    public static func union(_ first: [String], _ second: [String]) -> [String] {
        first + second.filter { !first.contains($0) }
    }
}
