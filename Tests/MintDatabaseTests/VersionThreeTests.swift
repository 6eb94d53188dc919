import GRDB
import MintCore
import TestSupport
import Testing

@testable import MintDatabase

/// What the third release wrote, word for word; nothing here follows the schema when that moves on.
@Suite struct VersionThreeTests {
    @Test func `a database of the third version gets an empty rotation journal, and loses nothing`() async throws {
        let folder = try TemporaryFolder()
        try await write(folder, VersionOneTests.tables + VersionOneTests.rows + VersionTwoTests.changes + Self.changes)
        let state = try folder.open()
        let records = try await state.records()
        #expect(records.map(\.profile.name) == ["billing", "支払い"])
        #expect(records.allSatisfy { $0.rotation == nil })
        let version = try await state.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
        #expect(version == Schema.version)
        try await #expect(schema(of: state) == schema(of: TemporaryFolder().open()))

        let record = try #require(records.first)
        let place = try await state.reserve(.clientSecret, for: record.id, in: record.profile.store, at: Practice.start)
        let plan = Rotation.Plan(source: .pasted, kind: .clientSecret, use: CredentialUse(record.profile))
        let rotation = Rotation(plan, place: place.generation, at: Practice.start)
        try #expect(await state.write(RotationEntry(rotation, replaces: nil), of: record.id))
        state.close()
        try #expect(await folder.open().record(record.id)?.rotation == rotation)
    }

    @Test func `a conversion that cannot be finished leaves the old version whole`() async throws {
        let folder = try TemporaryFolder()
        let obstacle = "CREATE TABLE rotation (x INTEGER) STRICT;"
        try await write(
            folder, VersionOneTests.tables + VersionOneTests.rows + VersionTwoTests.changes + Self.changes + obstacle)
        #expect(throws: StateError.self) { _ = try folder.open() }
        let queue = try DatabaseQueue(path: folder.state.databasePath)
        let found = try await queue.read { db in
            try (
                Int.fetchOne(db, sql: "PRAGMA user_version"), Int.fetchOne(db, sql: "SELECT count(*) FROM profile")
            )
        }
        #expect(found == (3, 2))
    }

    private func schema(of state: SQLiteState) async throws -> [String] {
        try await state.read { db in
            try String.fetchAll(db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
        }
    }

    private func write(_ folder: TemporaryFolder, _ sql: String) async throws {
        try folder.state.prepare()
        let queue = try DatabaseQueue(path: folder.state.databasePath)
        try await queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
        try folder.mode(0o600, of: folder.state.databasePath)
    }

    static let changes = """
        INSERT INTO grdb_migrations VALUES ('v3');
        PRAGMA user_version = 3;

        -- Whether an operator goes on with the old issuer all the same.
        ALTER TABLE profile ADD COLUMN hold_accepted INTEGER NOT NULL DEFAULT 0;

        CREATE TABLE audit_event (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            action TEXT NOT NULL,
            profile TEXT,
            profile_name TEXT,
            user TEXT NOT NULL,
            terminal TEXT,
            client TEXT,
            parent TEXT,
            failure_code TEXT,
            failure_headline TEXT,
            failure_hint TEXT,
            detail TEXT,
            CHECK ((failure_code IS NULL) = (failure_headline IS NULL)
                AND (failure_code IS NOT NULL OR failure_hint IS NULL))
        ) STRICT;

        CREATE INDEX audit_event_at ON audit_event (at);
        CREATE INDEX audit_event_profile ON audit_event (profile, action, at);
        CREATE INDEX audit_event_name ON audit_event (profile_name);

        CREATE TRIGGER audit_event_unchanged BEFORE UPDATE ON audit_event BEGIN
            SELECT RAISE(ABORT, 'the audit trail is not changed');
        END;

        CREATE TRIGGER audit_event_unreplaced BEFORE INSERT ON audit_event
        WHEN EXISTS (SELECT 1 FROM audit_event WHERE number = NEW.number) BEGIN
            SELECT RAISE(ABORT, 'the audit trail is not changed');
        END;

        CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event
        WHEN OLD.at >= unixepoch() - 7776000 BEGIN
            SELECT RAISE(ABORT, 'the audit trail is kept for 90 days');
        END;
        """
}
