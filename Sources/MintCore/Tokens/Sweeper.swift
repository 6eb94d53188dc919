/// Removes items that no row names: superseded generations at once, interrupted writes once they are old enough that no
/// running process can still be at work on them.
struct Sweeper: Sendable {
    let profiles: any ProfileStore
    let keyrings: Keyrings
    let now: WallClock

    /// Longer than any write can take: an exchange is bounded by its deadlines.
    static let patience = 900

    /// Best effort: what cannot be removed now stays listed for the next time.
    ///
    /// - Parameters:
    ///   - profile: Whose items; those of others in the same store are swept only when they are old.
    ///   - superseded: The items that were just replaced.
    func sweep(_ profile: Profile, superseded: [KeyringKey]) async {
        guard let items = try? await profiles.unnamedItems() else { return }
        var gone: [KeyringKey] = []
        for item in items where item.store == profile.store {
            guard superseded.contains(item.key) || now() - item.since > Self.patience else { continue }
            guard (try? await keyrings[item.store].remove(item.key)) != nil else { continue }
            gone.append(item.key)
        }
        if !gone.isEmpty { try? await profiles.forget(gone) }
    }

    /// Removes every unnamed item of a profile, young ones too: for a logout, or a re-login under the lock.
    ///
    /// - Returns: What could not be removed.
    func sweepAll(of profile: ProfileID) async throws -> [(item: UnnamedItem, error: KeyringError)] {
        var gone: [KeyringKey] = []
        var left: [(UnnamedItem, KeyringError)] = []
        for item in try await profiles.unnamedItems() where item.key.profile == profile {
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
