/// Writes what a token endpoint issued: reserve → write and read back → commit; then the generations before are removed.
struct TokenKeeper: Sendable {
    let profiles: any ProfileStore
    let keyrings: Keyrings
    let now: WallClock
    /// Where nobody should wait for the removal of what was superseded.
    var housekeeping: Housekeeping?

    /// What is issued but not kept.
    struct NotKept: Error {
        var reason: any Error
        /// Whether a refresh token is gone for good. One that was written is found again by the next exchange.
        var losesRefresh: Bool

        var failure: Failure {
            var failure = Failure(reason)
            failure.headline = "The new token could not be kept: \(failure.headline)"
            if losesRefresh { failure.hint = "Its refresh token is lost with it: log in again once the store works." }
            return failure
        }
    }

    /// A place for the access token that is being asked for; a failure counts once there is a token to be kept.
    func reserve(for profile: Profile) async -> Result<KeyringKey, StateError> {
        do throws(StateError) {
            return .success(try await profiles.reserve(.accessToken, for: profile.id, in: profile.store, at: now()))
        } catch {
            return .failure(error)
        }
    }

    /// No token came. A place that cannot be given back is swept later.
    func giveBack(_ reserved: Result<KeyringKey, StateError>) async {
        if case .success(let key) = reserved { try? await profiles.forget([key]) }
    }

    /// The refresh token first: an access token can be had again, a rotated refresh token cannot (TK-10).
    ///
    /// - Parameters:
    ///   - reserved: The access token's place.
    ///   - recovered: The refresh token that was used, where the profile did not name it.
    func keep(
        _ issue: TokenEndpoint.Issue, for record: ProfileRecord, at reserved: Result<KeyringKey, StateError>,
        recovered: RefreshRecord? = nil
    ) async throws(NotKept) -> TokenRecord {
        var losesRefresh = issue.response.refreshToken != nil
        do {
            let profile = record.profile
            let refresh = try await keepRefresh(issue, for: profile) ?? recovered
            losesRefresh = false
            let key = try reserved.get()
            try await keyrings[profile.store].store(issue.response.accessToken, at: key, bound: profile.binding)
            let token = issue.record(generation: key.generation, asked: record.scopesOfNext)
            try await profiles.commitToken(
                token, refresh: refresh, for: profile.id, contact: ContactRecord(at: now()))
            await sweep(record)
            return token
        } catch {
            throw NotKept(reason: error, losesRefresh: losesRefresh)
        }
    }

    private func sweep(_ record: ProfileRecord) async {
        let sweeper = Sweeper(profiles: profiles, keyrings: keyrings, now: now)
        let superseded = record.token.map {
            KeyringKey(profile: record.id, kind: .accessToken, generation: $0.generation)
        }
        // A person's former refresh token goes at once, under the lock.
        guard let housekeeping, let superseded, !record.profile.grant.isPersons else {
            return await sweeper.sweep(record.profile, superseded: superseded.map { [$0] } ?? [])
        }
        housekeeping.remove(superseded, from: record.profile.store, with: sweeper)
    }

    /// - Returns: `nil` where none came: the old one stays (TK-10).
    private func keepRefresh(_ issue: TokenEndpoint.Issue, for profile: Profile) async throws -> RefreshRecord? {
        guard let token = issue.response.refreshToken else { return nil }
        let key = try await profiles.reserve(.refreshToken, for: profile.id, in: profile.store, at: now())
        try await keyrings[profile.store].store(token, at: key, bound: profile.binding)
        return RefreshRecord(
            generation: key.generation, issuedAt: issue.sentAt,
            expiresAt: issue.response.refreshExpiresIn.map { issue.sentAt + $0 })
    }
}

extension ProfileRecord {
    /// What a token has where the answer names no scopes: a refresh keeps those of the token before (RFC 6749 §6), every
    /// other grant asks for the profile's.
    var scopesOfNext: [String] {
        profile.grant.isPersons ? token?.scopes ?? profile.requestedScopes : profile.requestedScopes
    }
}
