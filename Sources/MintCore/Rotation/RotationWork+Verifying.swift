extension RotationWork {
    /// A real token with the new credential, then a real look at the server with that token. The profile's own credential
    /// and token are what everybody else uses meanwhile.
    mutating func verify() async throws {
        guard let next = rotation.next else { return }
        let issue: TokenEndpoint.Issue, prover: DPoPProver?
        do {
            (issue, prover) = try await exchange(next, record.useOfNext ?? rotation.plan.use)
        } catch let error as TokenEndpointError where error.refusesTheClient {
            throw RotationError.notAccepted(
                profile.name, host: profile.tokenEndpoint.hostAndPort, code: error.code, overlap: rotation.plan.overlap)
        }
        let skew = issue.clockSkew ?? record.bonds.clockSkew
        if profile.grant.isPersons {
            try await prove(issue, prover?.ahead(by: skew))
            return try await write(.verified(nil))
        }
        try await prove(issue, prover?.ahead(by: skew))
        let place = try await reserve(.accessToken)
        try await store(issue.response.accessToken, at: place)
        try await write(.verified(issue.record(generation: place.generation, asked: record.scopesOfNext)))
    }

    /// One exchange with another credential than the profile's own.
    func exchange(
        _ credential: CredentialRecord, _ use: CredentialUse
    ) async throws -> (TokenEndpoint.Issue, DPoPProver?) {
        var other = record
        other.profile = profile.using(use)
        other.credential = credential
        return profile.grant.isPersons
            ? try await exchangeOfPerson(other) : try await service.tokens.course.issue(for: other)
    }

    /// What a refresh token gives is the profile's before anybody else can refresh: two at a time would end the chain (B10),
    /// and the one that was used may be dead now (TK-10).
    private func exchangeOfPerson(_ record: ProfileRecord) async throws -> (TokenEndpoint.Issue, DPoPProver?) {
        try await safekeeping.requireRoom(for: profile)
        let lease = try await service.locks.acquire(LockKey(profile))
        defer { lease.release() }
        guard let newest = try await service.profiles.record(record.id) else {
            throw StateError.noSuchProfile(record.id.rawValue)
        }
        var other = record
        other.bonds = newest.bonds
        let issued = try await service.tokens.issueByNewestRefresh(for: other) { record in
            let (issue, prover) = try await service.tokens.course.issue(for: record)
            return (issue, prover, nil)
        }
        let keeper = TokenKeeper(profiles: service.profiles, keyrings: service.keyrings, now: service.now)
        do {
            try await safekeeping.persistently {
                let place = await keeper.reserve(for: newest.profile)
                _ = try await keeper.keep(issued.issue, for: newest, at: place, recovered: issued.recovered)
            }
        } catch let error as TokenKeeper.NotKept {
            throw error.failure
        }
        return (issued.issue, issued.prover)
    }

    private func prove(_ issue: TokenEndpoint.Issue, _ prover: DPoPProver?) async throws {
        let access = AccessToken(issue.response.accessToken, prover: prover)
        do {
            let shown = try await service.proof.prove(access, of: profile, observe: observe)
            report(.remark("the new one obtained a token; \(shown)"))
        } catch let error where rotation.plan.isCompromise && !(error is RotationError) {
            // The old one is in wrong hands: a server that is away does not hold that up.
            report(.remark("the new one obtained a token; not shown to the server: \(Failure(error).headline)"))
        }
    }

    /// Points the profile to the new credential, under the locks of both: nobody is in the middle of an exchange.
    mutating func commit() async throws {
        guard let new = rotation.next, let old = record.credential else { return }
        let use = record.useOfNext ?? rotation.plan.use
        let leases = try await service.locks.acquireCredential(
            record.id, becoming: profile.using(use), in: service.profiles)
        defer { for lease in leases { lease.release() } }
        guard let newest = try await service.profiles.record(record.id), newest.credential == old else {
            throw RotationError.movedOn(profile.name)
        }
        let moment = service.now()
        let token = rotation.token.flatMap { $0.state(at: moment) == .expired ? nil : $0 }
        let oldToken = newest.token.flatMap { held in
            token == nil || held.state(at: moment) == .expired
                ? nil : Rotation.OldToken(generation: held.generation, expiresAt: held.expiresAt)
        }
        let before = record
        let event = Rotation.Event.committed(
            previous: old, use: CredentialUse(newest.profile), oldToken: oldToken)
        try await write(event) { entry in
            (entry.credential, entry.use, entry.token) = (new, use, token)
        }
        await sweep(before)
    }
}
