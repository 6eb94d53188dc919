import GRDB
import MintCore
import TestSupport
import Testing

@testable import MintDatabase

@Suite struct AuditLogTests {
    private static let actor = AuditActor(user: "ada", parent: "bash")

    @Test func `in memory`() async throws { try await checkAuditLog(InMemoryAuditLog()) }

    @Test func `in SQLite`() async throws {
        let state = try TemporaryFolder().open()
        try await checkAuditLog(state, from: now(state))
    }

    @Test func `it is kept with the rest, and outlives its profile`() async throws {
        let folder = try TemporaryFolder()
        var state = try folder.open()
        let profile = Practice.profile("billing")
        try await state.logIn(profile)
        try await state.append(event(.login, at: now(state), profile.id))
        try await state.remove(profile.id)
        state.close()
        state = try folder.open()
        try #expect(await state.events(AuditQuery()).map(\.profile) == [profile.id])
        try await state.append(event(.logout, at: now(state), profile.id))
        try #expect(await state.events(AuditQuery()).map(\.number) == [1, 2])
    }

    @Test(arguments: [
        "UPDATE audit_event SET user = 'bob'", "UPDATE audit_event SET at = 0",
        "UPDATE OR REPLACE audit_event SET number = 2",
        "DELETE FROM audit_event", "DELETE FROM audit_event WHERE number = 1",
        "INSERT OR REPLACE INTO audit_event (number, at, action, user) VALUES (1, 0, 'token', 'bob')",
        "REPLACE INTO audit_event (number, at, action, user) VALUES (2, 0, 'token', 'bob')",
        """
        INSERT INTO audit_event (number, at, action, user) VALUES (1, 0, 'token', 'bob')
            ON CONFLICT (number) DO UPDATE SET user = 'bob'
        """,
    ])
    func `what is in it is neither changed nor removed`(sql: String) async throws {
        let folder = try TemporaryFolder()
        let state = try folder.open()
        for _ in 0..<2 { try await state.append(event(.login, at: now(state))) }
        let before = try await state.events(AuditQuery())
        // As another program would: with a connection of its own.
        let queue = try DatabaseQueue(path: folder.state.databasePath)
        let error = await #expect(throws: DatabaseError.self) { try await queue.write { try $0.execute(sql: sql) } }
        #expect(error?.message?.hasPrefix("the audit trail is") == true)
        try #expect(await state.events(AuditQuery()) == before)
    }

    @Test func `after ninety days, and not before, an event may go`() async throws {
        let state = try TemporaryFolder().open()
        let moment = try await now(state)
        // A margin for the seconds that the test itself takes.
        for age in [89 * 86_400, 90 * 86_400 - 60, 90 * 86_400 + 60] {
            try await state.append(event(.login, at: moment + -age))
        }
        for number in [1, 2] {
            let sql = "DELETE FROM audit_event WHERE number = \(number)"
            await #expect(throws: StateError.self) { try await state.write { try $0.execute(sql: sql) } }
        }
        try await state.write { try $0.execute(sql: "DELETE FROM audit_event WHERE number = 3") }
        try #expect(await state.events(AuditQuery()).map(\.number) == [1, 2])
    }

    @Test func `old events go about once a day, a thousand at a time`() async throws {
        let state = try TemporaryFolder().open()
        let moment = try await now(state)
        let day = 86_400
        // Not due: the oldest is no day beyond its time.
        try await state.append(event(.login, at: moment + -(90 * day + 60)))
        try await state.append(event(.login, at: moment))
        try #expect(await state.events(AuditQuery()).count == 2)
        // As they lie after a long absence.
        let sql = "INSERT INTO audit_event (at, action, user) VALUES (?, 'token', 'ada')"
        try await state.write { db in
            for _ in 0..<1500 { try db.run(sql, [(moment + -100 * day).rawValue]) }
        }
        try await state.append(event(.login, at: moment))
        try #expect(await state.events(AuditQuery()).count == 503)
        try await state.append(event(.login, at: moment))
        try #expect(await state.events(AuditQuery()).map(\.number) == [2, 1503, 1504])
        // A number is never used twice.
        try await state.append(event(.login, at: moment + -200 * day))
        try #expect(await state.events(AuditQuery()).map(\.number) == [2, 1503, 1504])
        try await state.append(event(.login, at: moment))
        try #expect(await state.events(AuditQuery()).last?.number == 1506)
    }

    /// The trigger goes by the database's clock: one of ours that is far ahead cannot empty the trail.
    @Test func `a clock that is set wrong removes nothing`() async throws {
        let folder = try TemporaryFolder()
        let state = try folder.open(at: Timestamp(4_000_000_000))
        try await state.append(event(.login, at: now(state)))
        try await state.append(event(.login, at: Timestamp(4_000_000_000)))
        try #expect(await state.events(AuditQuery()).count == 2)
    }

    @Test func `a folder that can only be read says so, and shows what is there`() async throws {
        let folder = try TemporaryFolder()
        let writer = try folder.open()
        try await writer.append(event(.login, at: now(writer)))
        writer.close()
        let reader = try SQLiteState.open(
            in: folder.state, clock: { Practice.start }, busyTimeout: .seconds(5), isReadOnly: true)
        try #expect(await reader.events(AuditQuery()).count == 1)
        await #expect(throws: StateError.self) { try await reader.append(event(.token, at: Practice.start)) }
        // What repeats is found without writing.
        let known = try await reader.events(AuditQuery())[0]
        try await reader.append(known, gap: 60)
    }

    @Test func `a row that does not read is an error, not a crash`() async throws {
        let folder = try TemporaryFolder()
        let state = try folder.open()
        try await state.append(event(.login, at: now(state)))
        try await state.write { db in
            try db.execute(
                sql: """
                    DROP TRIGGER audit_event_unchanged; PRAGMA writable_schema = ON;
                    UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = 'audit_event';
                    PRAGMA writable_schema = RESET;
                    """)
            try db.execute(sql: "UPDATE audit_event SET user = x'00ff'")
        }
        let path = folder.state.databasePath
        await #expect(throws: StateError.damaged(path: path, reason: "a row does not read (column user)")) {
            _ = try await state.events(AuditQuery())
        }
    }

    private func now(_ state: SQLiteState) async throws -> Timestamp {
        Timestamp(try await state.read { try Int.fetchOne($0, sql: "SELECT unixepoch()") ?? 0 })
    }

    private func event(_ action: AuditEvent.Action, at: Timestamp, _ profile: ProfileID? = nil) -> AuditEvent {
        AuditEvent(at: at, action: action, profile: profile, profileName: profile?.rawValue, actor: Self.actor)
    }
}
