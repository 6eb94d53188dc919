import GRDB
public import MintCore

extension SQLiteState {
    /// What `doctor` says of the database: SQLite's own quick check, which reads all of it, and a few counts.
    public func look() async throws(StateError) -> HostFacts.Database {
        let orphans = try await sessions().filter { $0.profile == nil }.map(\.name)
        let (path, isReadOnly) = (folder.databasePath, isReadOnly)
        return try await read { db in
            var facts = HostFacts.Database()
            (facts.path, facts.isThere, facts.isReadOnly) = (path, true, isReadOnly)
            facts.orphanedSessions = orphans
            facts.schemaVersion = try Int.fetchOne(db, sql: "PRAGMA user_version")
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            facts.bytes = pages * (try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
            let check = try String.fetchAll(db, sql: "PRAGMA quick_check(10)")
            facts.damage = check == ["ok"] ? [] : check
            facts.auditEvents = try Int.fetchOne(db, sql: "SELECT count(*) FROM audit_event")
            return facts
        }
    }
}
