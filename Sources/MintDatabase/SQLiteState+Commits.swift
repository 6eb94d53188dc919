import GRDB
public import MintCore

extension SQLiteState {
    public func commitLogin(
        _ profile: Profile, credential: CredentialRecord, token: TokenRecord, contact: ContactRecord
    ) async throws(StateError) {
        try await write { db in
            try self.repoint(profile.id, in: db) {
                try db.requireFreeName(profile)
                try db.upsert(profile)
                try db.run("DELETE FROM credential WHERE profile = ?", [profile.id.rawValue])
                try db.insert(credential, of: profile.id)
                try db.upsert(token, of: profile.id)
                try db.upsert(contact, of: profile.id)
            }
        }
    }

    public func commitToken(
        _ token: TokenRecord, for profile: ProfileID, contact: ContactRecord
    ) async throws(StateError) {
        try await write { db in
            guard try db.hasProfile(profile) else { throw StateError.noSuchProfile(profile.rawValue) }
            try self.repoint(profile, in: db) {
                try db.upsert(token, of: profile)
                try db.upsert(contact, of: profile)
            }
        }
    }

    public func dropToken(generation: Int, of profile: ProfileID) async throws(StateError) {
        try await write { db in
            try self.repoint(profile, in: db) {
                let sql = "DELETE FROM token_state WHERE profile = ? AND generation = ?"
                try db.run(sql, [profile.rawValue, generation])
            }
        }
    }

    /// - Throws: ``StateError/noSuchProfile(_:)``, ``StateError/nameTaken(_:)``, and ``StateError/failed(path:reason:)``
    ///   where the store changed: the items of the profile are still in the old one.
    public func update(_ profile: Profile) async throws(StateError) {
        try await write { db in
            guard try db.hasProfile(profile.id) else { throw StateError.noSuchProfile(profile.name) }
            try self.repoint(profile.id, in: db) {
                try db.requireFreeName(profile)
                var decoder = ProfileRowDecoder()
                let sql = ProfileRowDecoder.select + " WHERE profile.id = ?"
                let now = try db.rows(sql, [profile.id.rawValue]) { try decoder.record($0) }.first?.profile
                guard let now, now.store == profile.store else { throw self.refusal("its items are in another store") }
                try db.upsert(now.taking(profile))
            }
        }
    }

    public func remove(_ id: ProfileID) async throws(StateError) {
        try await write { db in
            try self.repoint(id, in: db) {
                try db.run("DELETE FROM profile WHERE id = ?", [id.rawValue])
            }
        }
    }

    /// Changes rows that name items, and keeps the account of the items that no row names: what is named from now on
    /// leaves it, what is named no longer enters it.
    ///
    /// - Throws: Where a row names a generation that was never reserved in the profile's store, or whose item was
    ///   forgotten since. The transaction is then undone.
    private func repoint(_ id: ProfileID, in db: Database, _ change: () throws -> Void) throws {
        let before = try db.namedItems(of: id)
        try change()
        let after = try db.namedItems(of: id)
        for (key, store) in after where before[key] != store {
            let words = "generation \(key.generation) of the \(key.kind.words)"
            if before[key] != nil { throw refusal("\(words) is in another store") }
            guard try db.unnamedStore(of: key) == store else {
                throw refusal("\(words) was not reserved in the \(store.words)")
            }
            try db.deleteUnnamed(key)
        }
        for (key, store) in before where after[key] == nil {
            try db.insertUnnamed(key, in: store, since: clock())
        }
    }
}
