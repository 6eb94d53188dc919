import GRDB
import MintCore
import TestSupport
import Testing

@testable import MintDatabase

/// What the second release wrote, word for word; nothing here follows the schema when that moves on.
@Suite struct VersionTwoTests {
    @Test func `a database of the second version gets an empty trail, and loses nothing`() async throws {
        let folder = try TemporaryFolder()
        try await write(folder, VersionOneTests.tables + VersionOneTests.rows + Self.changes + Self.rows)
        let state = try folder.open()
        try #expect(await state.events(AuditQuery()).isEmpty)
        let records = try await state.records()
        #expect(records.map(\.profile.name) == ["billing", "支払い"])
        #expect(records[0].bonds.refresh?.generation == 1 && records[0].bonds.clockSkew == -40)
        try #expect(await state.issuedTokens(of: "a").map(\.count) == [7])
        try #expect(await state.issuedTotals()["a"] == 7)
        #expect(await state.document(at: "https://as.example/m", trust: "")?.body == [0x7B, 0x7D])
        let version = try await state.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
        #expect(version == Schema.version)

        try await #expect(schema(of: state) == schema(of: TemporaryFolder().open()))
        try await state.append(
            AuditEvent(at: Practice.start, action: .login, profile: "a", actor: AuditActor(user: "ada")))
        state.close()
        try #expect(await folder.open().events(AuditQuery()).map(\.number) == [1])
    }

    @Test func `a conversion that cannot be finished leaves the old version whole`() async throws {
        let folder = try TemporaryFolder()
        // An index's name that is taken: as if a later statement failed.
        let obstacle = "CREATE TABLE audit_event_name (x INTEGER) STRICT;"
        try await write(folder, VersionOneTests.tables + VersionOneTests.rows + Self.changes + obstacle)
        #expect(throws: StateError.self) { _ = try folder.open() }
        let queue = try DatabaseQueue(path: folder.state.databasePath)
        let found = try await queue.read { db in
            try (
                Int.fetchOne(db, sql: "PRAGMA user_version"), db.tableExists("audit_event"),
                Int.fetchOne(db, sql: "SELECT count(*) FROM profile")
            )
        }
        #expect(found == (2, false, 2))
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

    private static let rows = """
        UPDATE profile SET refresh_generation = 1, refresh_issued_at = 1795000000, clock_skew = -40 WHERE id = 'a';
        INSERT INTO generation VALUES ('a', 'refresh-token', 1);
        INSERT INTO issued_token VALUES ('a', 20775, 7);
        INSERT INTO metadata_document VALUES (1, 'https://as.example/m', '', 0, 0, NULL, NULL, x'7b7d');
        """

    static let changes = """
        INSERT INTO grdb_migrations VALUES ('v2');
        PRAGMA user_version = 2;

        ALTER TABLE profile ADD COLUMN refresh_generation INTEGER CHECK (refresh_generation > 0);
        ALTER TABLE profile ADD COLUMN refresh_issued_at INTEGER
            CHECK ((refresh_issued_at IS NULL) = (refresh_generation IS NULL));
        ALTER TABLE profile ADD COLUMN refresh_expires_at INTEGER
            CHECK (refresh_expires_at IS NULL OR refresh_generation IS NOT NULL);

        ALTER TABLE profile ADD COLUMN dpop_generation INTEGER CHECK (dpop_generation > 0);
        ALTER TABLE profile ADD COLUMN dpop_thumbprint TEXT
            CHECK ((dpop_thumbprint IS NULL) = (dpop_generation IS NULL));
        ALTER TABLE profile ADD COLUMN dpop_created_at INTEGER
            CHECK ((dpop_created_at IS NULL) = (dpop_generation IS NULL));

        ALTER TABLE profile ADD COLUMN registered_at INTEGER;
        ALTER TABLE profile ADD COLUMN registration_metadata TEXT
            CHECK ((registration_metadata IS NULL) = (registered_at IS NULL));
        ALTER TABLE profile ADD COLUMN registration_uri TEXT
            CHECK (registration_uri IS NULL OR registered_at IS NOT NULL);
        ALTER TABLE profile ADD COLUMN registration_generation INTEGER
            CHECK (registration_generation IS NULL OR registered_at IS NOT NULL AND registration_generation > 0);

        ALTER TABLE profile ADD COLUMN hold_since INTEGER;
        ALTER TABLE profile ADD COLUMN hold_issuer TEXT CHECK ((hold_issuer IS NULL) = (hold_since IS NULL));

        ALTER TABLE profile ADD COLUMN clock_skew INTEGER NOT NULL DEFAULT 0;

        -- The machine's uptime at issued_at, and the boot that it is of.
        ALTER TABLE token_state ADD COLUMN issued_boot TEXT;
        ALTER TABLE token_state ADD COLUMN issued_uptime INTEGER
            CHECK ((issued_uptime IS NULL) = (issued_boot IS NULL));

        -- Days since the epoch, UTC.
        CREATE TABLE issued_token (
            profile TEXT NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
            day INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count > 0),
            PRIMARY KEY (profile, day)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE discovery (
            profile TEXT NOT NULL PRIMARY KEY REFERENCES profile (id) ON DELETE CASCADE,
            at INTEGER NOT NULL,
            snapshot TEXT NOT NULL,
            trace TEXT NOT NULL,
            drift TEXT NOT NULL
        ) STRICT;

        -- The number tells which was kept last, whatever the clock did. The body comes last, so that the rest reads without it.
        CREATE TABLE metadata_document (
            number INTEGER PRIMARY KEY,
            url TEXT NOT NULL,
            trust TEXT NOT NULL,
            fetched_at INTEGER NOT NULL,
            fresh_until INTEGER NOT NULL,
            etag TEXT,
            last_modified TEXT,
            body BLOB NOT NULL CHECK (length(body) <= 1048576),
            UNIQUE (url, trust)
        ) STRICT;

        """
}
