extension TokenService {
    /// One exchange, with whichever credential the server takes while a rotation keeps two (RO-4).
    func issue(for record: ProfileRecord) async throws -> Issued {
        try await issueByNewestRefresh(for: record) { try await asked($0) }
    }

    /// One exchange, by the newest refresh token where the grant has one (TK-10).
    ///
    /// A refresh token that was written while its writer was killed before the commit is newer than the one that the
    /// profile names, and that one counts as used at the server: offering it first could end the whole chain.
    func issueByNewestRefresh(
        for record: ProfileRecord,
        _ ask: (ProfileRecord) async throws -> (issue: TokenEndpoint.Issue, prover: DPoPProver?, warning: Failure?)
    ) async throws -> Issued {
        if record.bonds.block == nil, let stray = try await strayRefresh(of: record) {
            var renewed = record
            renewed.bonds.refresh = stray
            do {
                let (issue, prover, warning) = try await ask(renewed)
                return Issued(issue: issue, prover: prover, recovered: stray, warning: warning)
            } catch let error as TokenEndpointError where error.code == "invalid_grant" {
                // Left over from something else, such as a login that was never finished.
            }
        }
        let (issue, prover, warning) = try await ask(record)
        return Issued(issue: issue, prover: prover, recovered: nil, warning: warning)
    }

    /// What an exchange gave.
    struct Issued {
        var issue: TokenEndpoint.Issue
        var prover: DPoPProver?
        /// The refresh token that was used although the profile did not name it.
        var recovered: RefreshRecord?
        /// What a rotation that is under way has to do with it.
        var warning: Failure?
    }

    private func strayRefresh(of record: ProfileRecord) async throws -> RefreshRecord? {
        guard record.profile.grant.isPersons, let named = record.bonds.refresh else { return nil }
        let strays = try await profiles.unnamedItems().filter { item in
            item.key.profile == record.id && item.key.kind == .refreshToken && item.store == record.profile.store
                && item.key.generation > named.generation
        }
        guard let newest = strays.max(by: { $0.key.generation < $1.key.generation }) else { return nil }
        do throws(KeyringError) {
            guard try await keyrings[newest.store].secret(at: newest.key, bound: record.profile.binding) != nil else {
                return nil
            }
        } catch {
            // Sealed for another issuer by a login that was never finished: nothing of this profile's.
            guard case .bindingMismatch = error else { throw error }
            return nil
        }
        return RefreshRecord(generation: newest.key.generation, issuedAt: newest.since)
    }

    /// A dead refresh token goes (TK-11), but not while the access token lasts: some servers refuse an early refresh only
    /// (B8), and the next one comes nearer to the end.
    func dropRefresh(of record: ProfileRecord, after error: any Error, _ need: Need) async throws {
        guard let refresh = record.bonds.refresh, (error as? TokenEndpointError)?.code == "invalid_grant" else {
            return
        }
        let isTokenGood = need.rejected == nil && record.token.map { lasts($0, 0) } ?? false
        guard !isTokenGood else { return }
        try await profiles.dropRefresh(generation: refresh.generation, of: record.id)
        await Sweeper(profiles: profiles, keyrings: keyrings, now: now).sweep(record.profile, superseded: [])
    }
}
