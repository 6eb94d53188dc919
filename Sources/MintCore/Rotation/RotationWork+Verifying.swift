extension RotationWork {
    /// A real token with the new credential, then a real look at the server with that token. The profile's own credential
    /// and token are what everybody else uses meanwhile.
    mutating func verify() async throws {
        guard let next = rotation.next else { return }
        let issue: TokenEndpoint.Issue, prover: DPoPProver?
        do {
            (issue, prover) = try await exchange(next, rotation.plan.use)
        } catch let error as TokenEndpointError where error.refusesTheClient {
            throw RotationError.notAccepted(
                profile.name, host: profile.tokenEndpoint.hostAndPort, code: error.code, overlap: rotation.plan.overlap)
        }
        let skew = issue.clockSkew ?? record.bonds.clockSkew
        if profile.grant.isPersons {
            // What a refresh token gives is the profile's at once: the one that was used may be dead now (TK-10).
            try await keepAsOwn(issue)
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
        if profile.grant.isPersons {
            // Two refreshes at a time would end the chain (B10).
            let lease = try await service.locks.acquire(LockKey(profile))
            defer { lease.release() }
            other.bonds = try await service.profiles.record(record.id)?.bonds ?? record.bonds
            return try await service.tokens.course.issue(for: other)
        }
        return try await service.tokens.course.issue(for: other)
    }

    func keepAsOwn(_ issue: TokenEndpoint.Issue) async throws {
        let keeper = TokenKeeper(profiles: service.profiles, keyrings: service.keyrings, now: service.now)
        do {
            _ = try await keeper.keep(issue, for: record, at: await keeper.reserve(for: profile))
        } catch {
            throw error.failure
        }
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
        var use = rotation.plan.use
        // It may have been set otherwise meanwhile, among the ways that a secret is sent.
        if rotation.plan.kind == old.kind { use.authentication = profile.clientAuthentication }
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
