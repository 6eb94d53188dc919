/// Forgets a profile: its tokens are revoked first where the server offers that, then its rows go, in one transaction, then
/// its items. What a locked store still holds stays listed and is removed by a later write to that store.
public struct LogoutService: Sendable {
    let profiles: any ProfileStore
    let keyrings: Keyrings
    let locks: any CredentialLock
    let revocation: Revocation?
    let now: WallClock

    /// - Parameter revocation: `nil` revokes nothing.
    public init(
        profiles: any ProfileStore, keyrings: Keyrings, locks: any CredentialLock, revocation: Revocation? = nil,
        now: @escaping WallClock
    ) {
        self.profiles = profiles
        self.keyrings = keyrings
        self.locks = locks
        self.revocation = revocation
        self.now = now
    }

    /// What a logout did.
    public struct Outcome: Sendable {
        public var revoked: [TokenManagement.TokenKind] = []
        /// Those of the revoked for which a page for people came back, which may mean nothing.
        public var pages: [TokenManagement.TokenKind] = []
        /// Tokens that may live on, and why.
        public var notRevoked: [(kind: TokenManagement.TokenKind, why: Failure)] = []
        /// Why secrets are left in the store, one failure for each.
        public var leftInStore: [Failure] = []
    }

    /// Cancelled while the server is asked, it forgets what is revoked already, and keeps the rest.
    ///
    /// - Parameter revokes: Whether to ask the server at all.
    public func logOut(
        _ record: ProfileRecord, revokes: Bool = true, observe: @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> Outcome {
        let leases = try await locks.acquire(record.id, in: profiles)
        defer { for lease in leases { lease.release() } }
        var outcome = Outcome()
        // A renewal may have ended while we waited.
        let newest = try await profiles.record(record.id) ?? record
        if revokes, let revocation {
            // Without its secrets nothing is revoked, and nothing of it is removed from there.
            try await requireStore(newest.profile)
            let result = await revocation.revoke(newest, observe: observe)
            (outcome.revoked, outcome.notRevoked, outcome.pages) = (result.revoked, result.left, result.pages)
            // Whoever gives up waiting for the server has not asked to forget what it still takes.
            if Task.isCancelled {
                await drop(outcome.revoked, of: newest)
                throw CancellationError()
            }
        }
        if let token = Self.lastingPastedToken(newest, at: now()) { outcome.notRevoked.append(token) }
        let left = try await Task { () async throws -> [Failure] in
            try await profiles.remove(record.id)
            let sweeper = Sweeper(profiles: profiles, keyrings: keyrings, now: now)
            return try await sweeper.sweepAll(of: record.id).map { Failure($0.error) }
        }.value
        outcome.leftInStore = left
        return outcome
    }

    /// What is dead at the server is not kept as good: the next one who wants a token would be given it. A revoked refresh
    /// token takes the access tokens of its grant along (RFC 7009 §2.1). Best effort, also for whoever is cancelled.
    private func drop(_ revoked: [TokenManagement.TokenKind], of record: ProfileRecord) async {
        let profiles = profiles
        await Task {
            if revoked.contains(.refreshToken), let refresh = record.bonds.refresh {
                try? await profiles.dropRefresh(generation: refresh.generation, of: record.id)
            }
            if !revoked.isEmpty, let token = record.token {
                try? await profiles.dropToken(generation: token.generation, of: record.id)
            }
        }.value
    }

    /// A pasted token was not issued to us, so it is not ours to revoke: whoever uses it elsewhere keeps it.
    private static func lastingPastedToken(
        _ record: ProfileRecord, at now: Timestamp
    ) -> (kind: TokenManagement.TokenKind, why: Failure)? {
        guard record.profile.grant == .static, let token = record.token, token.state(at: now) != .expired else {
            return nil
        }
        let why = "it was pasted in, and only whoever issued it can revoke it"
        return (.accessToken, Failure(headline: why))
    }

    private func requireStore(_ profile: Profile) async throws {
        let keyring = keyrings[profile.store]
        try await keyring.makeReady()
        let state = await keyring.state()
        guard state == .ready else { throw KeyringError.unavailable(profile.store, state) }
    }
}
