/// Removes items that no row names: superseded generations at once, interrupted writes once they are old enough that no
/// running process can still be at work on them.
struct Sweeper: Sendable {
    let profiles: any ProfileStore
    let keyrings: Keyrings
    let now: WallClock

    /// Longer than any write can take: an exchange is bounded by its deadlines.
    static let patience = 900

    /// Best effort: what cannot be removed now stays listed for the next time. Under the profile's lock.
    ///
    /// - Parameters:
    ///   - profile: Whose items; those of others in the same store are swept only when they are old. Its refresh tokens go at
    ///     once: the one that is named was just issued, or there is none that works.
    ///   - superseded: The items of this profile that were just replaced.
    func sweep(_ profile: Profile, superseded: [KeyringKey]) async {
        let old = now() + -Self.patience
        guard let items = try? await profiles.unnamedItems(of: profile.id, orBefore: old) else { return }
        var gone: [KeyringKey] = []
        for item in items where item.store == profile.store {
            let isReplaced =
                superseded.contains(item.key) || (item.key.profile == profile.id && item.key.kind == .refreshToken)
            if !isReplaced {
                guard item.since < old, await !isNewestRefresh(item) else { continue }
            }
            guard (try? await keyrings[item.store].remove(item.key)) != nil else { continue }
            gone.append(item.key)
        }
        if !gone.isEmpty { try? await profiles.forget(gone) }
    }

    /// Removes what was left in a store so long ago that nobody is at work on it: that needs no lock. Best effort.
    func sweepOld(in store: StoreName) async {
        let items = (try? await profiles.unnamedItems(of: nil, orBefore: now() + -Self.patience)) ?? []
        var gone: [KeyringKey] = []
        for item in items where item.store == store {
            guard await !isNewestRefresh(item), (try? await keyrings[store].remove(item.key)) != nil else { continue }
            gone.append(item.key)
        }
        if !gone.isEmpty { try? await profiles.forget(gone) }
    }

    /// Removes items that were just superseded, at once and together; best effort.
    func remove(_ keys: [KeyringKey], from store: StoreName) async {
        let keyring = keyrings[store]
        let gone = await withTaskGroup(of: KeyringKey?.self) { group in
            for key in keys { group.addTask { (try? await keyring.remove(key)) == nil ? nil : key } }
            return await group.reduce(into: [KeyringKey]()) { gone, key in if let key { gone.append(key) } }
        }
        if !gone.isEmpty { try? await profiles.forget(gone) }
    }

    /// Whether it is a refresh token that was written after the one that its profile names: the next exchange needs it.
    private func isNewestRefresh(_ item: UnnamedItem) async -> Bool {
        guard item.key.kind == .refreshToken, let record = try? await profiles.record(item.key.profile),
            let named = record.bonds.refresh
        else { return false }
        return item.key.generation > named.generation
    }

    /// Removes every unnamed item of a profile, young ones too: for a logout, or under the lock for a re-login or a move.
    ///
    /// - Returns: What could not be removed.
    func sweepAll(
        of profile: ProfileID, keeping kept: Set<KeyringKey> = []
    ) async throws -> [(item: UnnamedItem, error: KeyringError)] {
        var gone: [KeyringKey] = []
        var left: [(UnnamedItem, KeyringError)] = []
        for item in try await profiles.unnamedItems() where item.key.profile == profile && !kept.contains(item.key) {
            do throws(KeyringError) {
                try await keyrings[item.store].remove(item.key)
                gone.append(item.key)
            } catch {
                left.append((item, error))
            }
        }
        if !gone.isEmpty { try await profiles.forget(gone) }
        return left
    }
}
