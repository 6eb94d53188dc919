/// Writes what a token endpoint issued: reserve → write → read back → commit; then the generations before are removed.
struct TokenKeeper: Sendable {
    let profiles: any ProfileStore
    let keyrings: Keyrings
    let now: WallClock

    /// The refresh token first: an access token can be had again, a rotated refresh token cannot (TK-10).
    func keep(_ issue: TokenEndpoint.Issue, for record: ProfileRecord) async throws -> TokenRecord {
        let profile = record.profile
        let refresh = try await keepRefresh(issue, for: profile)
        let key = try await profiles.reserve(.accessToken, for: profile.id, in: profile.store, at: now())
        try await keyrings.keep(issue.response.accessToken, at: key, in: profile.store, bound: profile.binding)
        let token = issue.record(generation: key.generation, asked: profile.requestedScopes)
        try await profiles.commitToken(token, refresh: refresh, for: profile.id, contact: ContactRecord(at: now()))
        var superseded: [KeyringKey] = []
        if let old = record.token {
            superseded.append(KeyringKey(profile: record.id, kind: .accessToken, generation: old.generation))
        }
        if let old = record.bonds.refresh, refresh != nil {
            superseded.append(KeyringKey(profile: record.id, kind: .refreshToken, generation: old.generation))
        }
        await Sweeper(profiles: profiles, keyrings: keyrings, now: now).sweep(profile, superseded: superseded)
        return token
    }

    /// - Returns: `nil` where none came: the old one stays (TK-10).
    func keepRefresh(_ issue: TokenEndpoint.Issue, for profile: Profile) async throws -> RefreshRecord? {
        guard let token = issue.response.refreshToken else { return nil }
        let key = try await profiles.reserve(.refreshToken, for: profile.id, in: profile.store, at: now())
        try await keyrings.keep(token, at: key, in: profile.store, bound: profile.binding)
        return RefreshRecord(
            generation: key.generation, issuedAt: issue.sentAt,
            expiresAt: issue.response.refreshExpiresIn.map { issue.sentAt + $0 })
    }
}
