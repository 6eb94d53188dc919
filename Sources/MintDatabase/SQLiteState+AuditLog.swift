import GRDB
public import MintCore

extension SQLiteState: AuditLog {
    /// An event that changes something is on the disk when it returns; another one may be lost with the power.
    public func append(_ event: AuditEvent, gap: Int?) async throws(StateError) {
        if let gap {
            // By far the most calls end here, without a transaction.
            let isRepeated = try await read { db in try db.hasEvent(like: event, within: gap) }
            if isRepeated { return }
        }
        try await write(event.action.isChange ? .kept : .mayBeLost) { db in
            if let gap, try db.hasEvent(like: event, within: gap) { return }
            try db.insert(event)
            try db.dropOldEvents()
        }
    }

    public func events(_ query: AuditQuery) async throws(StateError) -> [AuditEvent] {
        let selection = AuditSelection(query)
        return try await read { db in
            try db.rows(selection.sql, selection.arguments, Self.event).reversed()
        }
    }

    private static func event(_ row: ColumnReader) throws -> AuditEvent {
        let code = try row.optionalText(9), headline = try row.optionalText(10), hint = try row.optionalText(11)
        return AuditEvent(
            number: try row.integer(0), at: try row.time(1), action: AuditEvent.Action(rawValue: try row.text(2)),
            profile: try row.optionalText(3).map { ProfileID(rawValue: $0) }, profileName: try row.optionalText(4),
            actor: AuditActor(
                user: try row.text(5), terminal: try row.optionalText(6), client: try row.optionalText(7),
                parent: try row.optionalText(8)),
            failure: code.map { ContactFailure(code: $0, headline: headline ?? "", hint: hint) },
            detail: try row.optionalText(12))
    }
}

extension Database {
    /// Seconds that an event is kept, as the trigger in ``Schema/v3`` has it.
    private static let retention = 7_776_000
    /// Old events that one call removes at most; the next one goes on.
    private static let pruningLimit = 1000

    fileprivate func hasEvent(like event: AuditEvent, within gap: Int) throws -> Bool {
        let sql = """
            SELECT 1 FROM audit_event
            WHERE profile IS ? AND action = ? AND at > ? AND at <= ? AND failure_code IS CAST(? AS TEXT)
                AND user = CAST(? AS TEXT) AND terminal IS CAST(? AS TEXT) AND client IS CAST(? AS TEXT)
                AND parent IS CAST(? AS TEXT)
            LIMIT 1
            """
        let actor = event.actor
        return try exists(
            sql,
            [
                event.profile?.rawValue, event.action.rawValue, event.at.rawValue - gap, event.at.rawValue,
                (event.failure?.code).exact,
                actor.user.exact, actor.terminal.exact, actor.client.exact, actor.parent.exact,
            ])
    }

    fileprivate func insert(_ event: AuditEvent) throws {
        let sql = """
            INSERT INTO audit_event (at, action, profile, profile_name, user, terminal, client, parent, failure_code,
                failure_headline, failure_hint, detail)
            VALUES (?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT),
                CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT))
            """
        let actor = event.actor, failure = event.failure
        try run(
            sql,
            [
                event.at.rawValue, event.action.rawValue, event.profile?.rawValue, event.profileName.exact,
                actor.user.exact, actor.terminal.exact, actor.client.exact, actor.parent.exact,
                (failure?.code).exact, (failure?.headline).exact, (failure?.hint).exact, event.detail.exact,
            ])
    }

    /// About once a day: only where the oldest event is a day beyond its time. By the database's own clock, as the
    /// trigger that would refuse it otherwise.
    fileprivate func dropOldEvents() throws {
        let isDue = "SELECT 1 FROM audit_event WHERE at < unixepoch() - ? LIMIT 1"
        guard try exists(isDue, [Self.retention + 86_400]) else { return }
        let sql = """
            DELETE FROM audit_event WHERE number IN (
                SELECT number FROM audit_event WHERE at < unixepoch() - ? ORDER BY at LIMIT ?)
            """
        try run(sql, [Self.retention, Self.pruningLimit])
    }
}
