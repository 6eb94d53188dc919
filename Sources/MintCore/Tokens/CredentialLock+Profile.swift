extension CredentialLock {
    /// Locks a profile as it is once the lock is held: it may change, and with it the lock's name, while we wait. Its
    /// rotation, if any, stands still as well.
    ///
    /// - Parameter next: What the profile is about to become; its lock is held as well.
    /// - Returns: Nothing else of this user uses the profile's credential until all of them are released.
    public func acquire(
        _ id: ProfileID, becoming next: Profile? = nil, in profiles: any ProfileStore
    ) async throws -> [any LockLease] {
        // Before the credential's, as a rotation does, so that two of us never wait for each other.
        let rotation = try await acquire(LockKey(rotationOf: id))
        return [rotation] + (try await acquireCredential(id, becoming: next, in: profiles))
    }

    /// The same for whoever holds the rotation's lock already.
    func acquireCredential(
        _ id: ProfileID, becoming next: Profile? = nil, in profiles: any ProfileStore
    ) async throws -> [any LockLease] {
        var current = try await profiles.record(id)?.profile
        while true {
            let keys = Set([current, next].compactMap { $0.map { LockKey($0) } })
            var leases: [any LockLease] = []
            // Always in the same order, so that two of us never wait for each other.
            for key in keys.sorted(by: { $0.digest < $1.digest }) { leases.append(try await acquire(key)) }
            current = try await profiles.record(id)?.profile
            guard let current, !keys.contains(LockKey(current)) else { return leases }
            for lease in leases { lease.release() }
        }
    }
}
