import GRDB
public import MintCore

extension SQLiteState: ProfileStore {
    public func revision() async throws(StateError) -> StoreRevision? {
        let number = present.number
        return try await read { db in
            // https://sqlite.org/pragma.html#pragma_data_version
            guard let others = try Int.fetchOne(db, sql: "PRAGMA data_version") else { return nil }
            return StoreRevision(own: db.totalChangesCount, others: others, connection: number)
        }
    }

    public func records() async throws(StateError) -> [ProfileRecord] {
        try await read { db in try db.records() }
    }

    public func glance(_ count: Int, at now: Timestamp) async throws(StateError) -> ProfileGlance {
        try await read { db in try db.glance(count, at: now) }
    }

    public func record(_ id: ProfileID) async throws(StateError) -> ProfileRecord? {
        try await read { db in try db.record(where: "profile.id = ?", id.rawValue) }
    }

    public func record(named name: String) async throws(StateError) -> ProfileRecord? {
        try await read { db in try db.record(where: "profile.name = CAST(? AS TEXT)", name.exact) }
    }

    /// On the disk when it returns, even where the power fails next: the item is written after it, by a store with a
    /// disk of its own habits. A reservation that is lost while its item stays would leave a secret that no sweep
    /// finds, and would hand its number out again.
    public func reserve(
        _ kind: KeyringKey.Kind, for profile: ProfileID, in store: StoreName, at: Timestamp
    ) async throws(StateError) -> KeyringKey {
        try await write { db in
            let sql = """
                INSERT INTO generation (profile, kind, last) VALUES (?, ?, 1)
                ON CONFLICT (profile, kind) DO UPDATE SET last = last + 1 RETURNING last
                """
            let taken = try db.rows(sql, [profile.rawValue, kind.rawValue]) { try $0.integer(0) }
            guard let generation = taken.first else { throw self.refusal("no generation could be reserved") }
            let key = KeyringKey(profile: profile, kind: kind, generation: generation)
            try db.insertUnnamed(key, in: store, since: at)
            return key
        }
    }

    public func unnamedItems() async throws(StateError) -> [UnnamedItem] {
        try await read { db in try db.unnamedItems() }
    }

    public func unnamedItems(
        of profile: ProfileID?, orBefore moment: Timestamp
    ) async throws(StateError) -> [UnnamedItem] {
        try await read { db in
            try db.unnamedItems(where: "WHERE profile = ? OR since < ?", [profile?.rawValue, moment.rawValue])
        }
    }

    public func forget(_ keys: [KeyringKey]) async throws(StateError) {
        if keys.isEmpty { return }
        // Lost with the power, the items are listed again, and removing what is not there succeeds.
        try await write(.mayBeLost) { db in
            for key in keys { try db.deleteUnnamed(key) }
        }
    }

    public func noteContact(_ contact: ContactRecord, of profile: ProfileID) async throws(StateError) {
        let contact = redacted(contact)
        try await write(.mayBeLost) { db in
            if try db.hasProfile(profile) { try db.upsert(contact, of: profile) }
        }
    }

    public func noteClockSkew(_ seconds: Int, of profile: ProfileID) async throws(StateError) {
        try await write(.mayBeLost) { db in
            // Most measurements find what the last one found: then nothing is written.
            let sql = "UPDATE profile SET clock_skew = ?1 WHERE id = ?2 AND clock_skew <> ?1"
            try db.run(sql, [seconds, profile.rawValue])
        }
    }

    public func setHold(_ hold: ProfileBonds.Hold?, of profile: ProfileID) async throws(StateError) {
        try await write(.folded) { db in try db.update(hold, of: profile) }
    }

    public func issuedTokens(of profile: ProfileID) async throws(StateError) -> [IssuedTokens] {
        try await read { db in
            let sql = "SELECT day, count FROM issued_token WHERE profile = ? ORDER BY day DESC"
            return try db.rows(sql, [profile.rawValue]) { row in
                IssuedTokens(day: try row.integer(0), count: try row.integer(1))
            }
        }
    }

    public func issuedTotals() async throws(StateError) -> [ProfileID: Int] {
        let pairs = try await read { db in
            try db.rows("SELECT id, tokens_issued FROM profile", []) { row in
                (ProfileID(rawValue: try row.text(0)), try row.integer(1))
            }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    public func noteCredentialEnd(
        _ end: Timestamp?, generation: Int, of profile: ProfileID
    ) async throws(StateError) {
        try await write { db in
            let sql = "UPDATE credential SET expires_at = ? WHERE profile = ? AND slot = 'current' AND generation = ?"
            try db.run(sql, [end?.rawValue, profile.rawValue, generation])
        }
    }

    public func noteUse(at: Timestamp, of profile: ProfileID) async throws(StateError) {
        try await write(.mayBeLost) { db in
            try db.run("UPDATE profile SET last_used_at = ? WHERE id = ?", [at.rawValue, profile.rawValue])
        }
    }
}
