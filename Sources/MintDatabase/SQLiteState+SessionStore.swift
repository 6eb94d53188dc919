import GRDB
public import MintCore

extension SQLiteState: SessionStore {
    private static let select = "SELECT name, server, profile, protocol_version, created_at FROM session"

    public func sessions() async throws(StateError) -> [Session] {
        try await read { db in try db.rows(Self.select + " ORDER BY name", [], Self.session) }
    }

    public func session(named name: String) async throws(StateError) -> Session? {
        try await read { db in
            try db.rows(Self.select + " WHERE name = CAST(? AS TEXT)", [name.exact], Self.session).first
        }
    }

    /// - Throws: ``StateError/noSuchProfile(_:)`` where the profile was removed meanwhile.
    public func save(_ session: Session) async throws(StateError) {
        try await write(.folded) { db in
            if let profile = session.profile, try !db.hasProfile(profile) {
                throw StateError.noSuchProfile(profile.rawValue)
            }
            let sql = """
                INSERT OR REPLACE INTO session (name, server, profile, protocol_version, created_at)
                VALUES (CAST(? AS TEXT), ?, ?, CAST(? AS TEXT), ?)
                """
            try db.run(
                sql,
                [
                    session.name.exact, session.server.text, session.profile?.rawValue,
                    session.protocolVersion.exact, session.createdAt.rawValue,
                ])
        }
    }

    public func close(named name: String) async throws(StateError) -> Bool {
        try await write(.folded) { db in
            try db.run("DELETE FROM session WHERE name = CAST(? AS TEXT)", [name.exact])
            return db.changesCount > 0
        }
    }

    private static func session(_ row: ColumnReader) throws -> Session {
        guard let server = HTTPURL(try row.text(1)) else { throw row.unreadable(1) }
        return Session(
            name: try row.text(0), server: server, profile: try row.optionalText(2).map { ProfileID(rawValue: $0) },
            protocolVersion: try row.text(3), createdAt: try row.time(4))
    }
}
