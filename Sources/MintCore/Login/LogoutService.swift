/// Forgets a profile: its rows first, in one transaction, then its items. What a locked store still holds stays listed and
/// is removed by a later write to that store.
public struct LogoutService: Sendable {
    let profiles: any ProfileStore
    let keyrings: Keyrings
    let locks: any CredentialLock
    let now: WallClock

    public init(profiles: any ProfileStore, keyrings: Keyrings, locks: any CredentialLock, now: @escaping WallClock) {
        self.profiles = profiles
        self.keyrings = keyrings
        self.locks = locks
        self.now = now
    }

    /// - Returns: Why secrets are left in the store, one failure for each; empty when all are gone.
    public func logOut(_ record: ProfileRecord) async throws -> [Failure] {
        let lease = try await locks.acquire(LockKey(record.profile))
        defer { lease.release() }
        try await profiles.remove(record.id)
        return try await Sweeper(profiles: profiles, keyrings: keyrings, now: now)
            .sweepAll(of: record.id).map { Failure($0.error) }
    }
}
