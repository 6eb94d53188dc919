import GRDB
public import MintCore

extension SQLiteState {
    public func commitLogin(_ login: LoginRecord) async throws(StateError) {
        try await write(.folded) { db in
            let id = login.profile.id
            let named = try self.repoint(id, in: db) {
                try db.requireFreeName(login.profile)
                // What was found of another issuer says nothing about this one.
                try db.dropDiscovery(of: id, unlessBoundTo: login.profile.issuer)
                try db.upsert(login.profile)
                try db.dropRotation(of: id)
                try db.run("DELETE FROM credential WHERE profile = ?", [id.rawValue])
                if let credential = login.credential { try db.insert(credential, as: .current, of: id) }
                try db.upsert(login.token, of: id)
                if let contact = login.contact {
                    try db.upsert(self.redacted(contact), of: id)
                } else {
                    try db.run("DELETE FROM contact WHERE profile = ?", [id.rawValue])
                }
                var bonds = login.bonds
                bonds.hold = nil
                try db.update(bonds, of: id)
                if let discovery = login.discovery { try db.upsert(self.redacted(discovery), of: id) }
            }
            try self.count(login.token, of: id, ifAmong: named, in: db)
        }
    }

    public func commitToken(
        _ token: TokenRecord, refresh: RefreshRecord?, for profile: ProfileID, contact: ContactRecord
    ) async throws(StateError) {
        try await write { db in
            guard try db.hasProfile(profile) else { throw StateError.noSuchProfile(profile.rawValue) }
            let named = try self.repoint(profile, in: db) {
                try db.upsert(token, of: profile)
                if let refresh { try db.update(refresh, of: profile) }
                try db.upsert(self.redacted(contact), of: profile)
            }
            try self.count(token, of: profile, ifAmong: named, in: db)
        }
    }

    /// A token that was pasted in, or that is named already, was not issued now.
    func count(
        _ token: TokenRecord, of id: ProfileID, ifAmong named: Set<KeyringKey>, in db: Database
    ) throws {
        let key = KeyringKey(profile: id, kind: .accessToken, generation: token.generation)
        if named.contains(key) { try db.countToken(issuedAt: token.issuedAt, of: id) }
    }

    public func commitMove(_ move: StoreMove, of profile: ProfileID) async throws(StateError) {
        try await write(.folded) { db in
            guard try db.hasProfile(profile) else { throw StateError.noSuchProfile(profile.rawValue) }
            _ = try self.repoint(profile, in: db) {
                guard try Set(db.namedItems(of: profile).keys) == Set(move.generations.keys) else {
                    throw self.refusal("the items of the profile changed while they were moved")
                }
                for (key, generation) in move.generations { try db.point(key, to: generation) }
                // Whoever is at work on a rotation reads it anew.
                try db.run("UPDATE rotation SET revision = revision + 1 WHERE profile = ?", [profile.rawValue])
                try db.run("UPDATE profile SET store = ? WHERE id = ?", [move.store.rawValue, profile.rawValue])
            }
        }
    }

    public func dropToken(generation: Int, of profile: ProfileID) async throws(StateError) {
        try await write { db in
            _ = try self.repoint(profile, in: db) {
                let sql = "DELETE FROM token_state WHERE profile = ? AND generation = ?"
                try db.run(sql, [profile.rawValue, generation])
            }
        }
    }

    public func dropRefresh(generation: Int, of profile: ProfileID) async throws(StateError) {
        try await write { db in
            _ = try self.repoint(profile, in: db) {
                let sql = "SELECT 1 FROM profile WHERE id = ? AND refresh_generation = ?"
                guard try db.exists(sql, [profile.rawValue, generation]) else { return }
                try db.update(nil as RefreshRecord?, of: profile)
            }
        }
    }

    /// - Throws: ``StateError/noSuchProfile(_:)``, ``StateError/nameTaken(_:)``, and ``StateError/failed(path:reason:)``
    ///   where the store changed: the items of the profile are still in the old one.
    public func update(_ profile: Profile) async throws(StateError) {
        try await write(.folded) { db in
            guard try db.hasProfile(profile.id) else { throw StateError.noSuchProfile(profile.name) }
            _ = try self.repoint(profile.id, in: db) {
                try db.requireFreeName(profile)
                let now = try db.record(where: "profile.id = ?", profile.id.rawValue)?.profile
                guard let now, now.store == profile.store else { throw self.refusal("its items are in another store") }
                try db.upsert(now.taking(profile))
            }
        }
    }

    public func remove(_ id: ProfileID) async throws(StateError) {
        try await write(.folded) { db in
            _ = try self.repoint(id, in: db) {
                try db.run("DELETE FROM profile WHERE id = ?", [id.rawValue])
            }
        }
    }

    /// Changes rows that name items, and keeps the account of the items that no row names: what is named from now on
    /// leaves it, what is named no longer enters it.
    ///
    /// - Returns: What is named from now on and was not before.
    /// - Throws: Where a row names a generation that was never reserved in the profile's store, or whose item was
    ///   forgotten since. The transaction is then undone.
    func repoint(
        _ id: ProfileID, in db: Database, _ change: () throws -> Void
    ) throws -> Set<KeyringKey> {
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
        return Set(after.keys).subtracting(before.keys)
    }
}
