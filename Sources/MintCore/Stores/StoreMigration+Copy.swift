extension StoreMigration {
    /// What was written to the new store.
    struct Copies {
        var count = 0
        /// Copies of refresh tokens that no row names and that the next exchange needs.
        var strays: Set<KeyringKey> = []
    }

    /// Reads everything before anything is written: a profile of which an item is missing is left alone.
    func copy(_ record: ProfileRecord, _ strays: Set<KeyringKey>, to store: StoreName) async throws -> Copies {
        let profile = record.profile
        var secrets: [(key: KeyringKey, secret: Secret)] = []
        // Places of a rotation whose source has not answered yet are kept in the new store as well.
        var places: [KeyringKey] = []
        let tentative = record.tentativeItems
        for key in record.items {
            if tentative.contains(key),
                try await keyrings[profile.store].secret(at: key, bound: profile.binding) == nil
            {
                places.append(key)
            } else {
                secrets.append((key, try await secret(at: key, of: profile)))
            }
        }
        var further: [(key: KeyringKey, secret: Secret)] = []
        if let newest = strays.max(by: { $0.generation < $1.generation }) {
            if let secret = try await straySecret(at: newest, of: profile) { further.append((newest, secret)) }
        }
        var written: [KeyringKey] = []
        do {
            var move = StoreMove(to: store, generations: [:])
            for (key, secret) in secrets {
                let copy = try await write(secret, key.kind, of: profile, to: store, &written)
                move.generations[key] = copy.generation
            }
            for key in places {
                let place = try await profiles.reserve(key.kind, for: profile.id, in: store, at: now())
                written.append(place)
                move.generations[key] = place.generation
            }
            var copies = Copies(count: secrets.count)
            // After the one that is named, so that it stays the newer one.
            for (key, secret) in further {
                copies.strays.insert(try await write(secret, key.kind, of: profile, to: store, &written))
            }
            try await profiles.commitMove(move, of: profile.id)
            return copies
        } catch {
            for key in written where (try? await keyrings[store].remove(key)) != nil {
                try? await profiles.forget([key])
            }
            throw error
        }
    }

    func strays(of record: ProfileRecord) async throws(StateError) -> Set<KeyringKey> {
        try await profiles.strayRefreshes(of: record)
    }

    private func write(
        _ secret: Secret, _ kind: KeyringKey.Kind, of profile: Profile, to store: StoreName,
        _ written: inout [KeyringKey]
    ) async throws -> KeyringKey {
        let key = try await profiles.reserve(kind, for: profile.id, in: store, at: now())
        written.append(key)
        try await keyrings[store].store(secret, at: key, bound: profile.binding)
        return key
    }

    private func secret(at key: KeyringKey, of profile: Profile) async throws -> Secret {
        var reason: String?
        do throws(KeyringError) {
            if let secret = try await keyrings[profile.store].secret(at: key, bound: profile.binding) { return secret }
        } catch {
            switch error {
            case .damaged, .keyMissing, .bindingMismatch: reason = error.headline
            default: throw error
            }
        }
        throw StoreMigrationError.unreadable(profile.name, profile.store, key.kind, reason: reason)
    }

    /// - Returns: `nil` where it was never written, or for another issuer: nothing of this profile's.
    private func straySecret(at key: KeyringKey, of profile: Profile) async throws -> Secret? {
        do throws(KeyringError) {
            return try await keyrings[profile.store].secret(at: key, bound: profile.binding)
        } catch {
            switch error {
            case .damaged, .keyMissing, .bindingMismatch: return nil
            default: throw error
            }
        }
    }
}

extension ProfileStore {
    /// Refresh tokens that were written while their writer was killed before the commit: the newest of them is the one that
    /// the server takes (TK-10).
    func strayRefreshes(of record: ProfileRecord) async throws(StateError) -> Set<KeyringKey> {
        guard record.profile.grant.isPersons, let named = record.bonds.refresh else { return [] }
        let items = try await unnamedItems().filter { item in
            item.key.profile == record.id && item.key.kind == .refreshToken && item.store == record.profile.store
                && item.key.generation > named.generation
        }
        return Set(items.map(\.key))
    }
}
