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
        /// Tokens that may live on, and why.
        public var notRevoked: [(kind: TokenManagement.TokenKind, why: Failure)] = []
        /// Why secrets are left in the store, one failure for each.
        public var leftInStore: [Failure] = []
    }

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
            (outcome.revoked, outcome.notRevoked) = await revocation.revoke(newest, observe: observe)
            // Whoever gives up waiting for the server has not asked to forget what it still takes.
            try Task.checkCancellation()
        }
        try await profiles.remove(record.id)
        outcome.leftInStore = try await Sweeper(profiles: profiles, keyrings: keyrings, now: now)
            .sweepAll(of: record.id).map { Failure($0.error) }
        return outcome
    }

    private func requireStore(_ profile: Profile) async throws {
        let keyring = keyrings[profile.store]
        try await keyring.makeReady()
        let state = await keyring.state()
        guard state == .ready else { throw KeyringError.unavailable(profile.store, state) }
    }
}
