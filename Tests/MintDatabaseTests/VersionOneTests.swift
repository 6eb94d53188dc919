import GRDB
import MintCore
import TestSupport
import Testing

@testable import MintDatabase

/// What the first release wrote, word for word; nothing here follows the schema when that moves on.
@Suite struct VersionOneTests {
    @Test func `a database of the first version is converted, and loses nothing`() async throws {
        let folder = try TemporaryFolder()
        try await write(folder, Self.tables + Self.rows)
        let state = try folder.open()
        try #expect(await state.records() == expected)
        try #expect(await state.unnamedWords() == ["access-token 2 vault", "refresh-token 1 secret-service"])
        try #expect(await state.sessions().map(\.profile) == ["a", nil])
        try #expect(await state.reserve(.accessToken, for: "a", in: .vault, at: Practice.start).generation == 3)
        try #expect(await state.issuedTokens(of: "a").isEmpty)
        try #expect(await state.discovery(of: "a") == nil)
        let version = try await state.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
        #expect(version == Schema.version)

        // The tables are those that a new database has, and take what the new ones take.
        try await #expect(schema(of: state) == schema(of: TemporaryFolder().open()))
        try await state.commitLogin(state.fullLogin(expected[0].profile))
        state.close()
        try #expect(await folder.open().record("a")?.bonds.dpopKey?.generation == 1)
    }

    @Test func `an empty database of the first version is converted, too`() async throws {
        let folder = try TemporaryFolder()
        try await write(folder, Self.tables)
        try #expect(await folder.open().records().isEmpty)
    }

    @Test func `many convert it at once, and one of them does`() async throws {
        let folder = try TemporaryFolder()
        try await write(folder, Self.tables + Self.rows)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { try await folder.open().records().count }
            }
            for try await count in group { #expect(count == 2) }
        }
    }

    @Test func `a conversion that cannot be finished leaves the old version whole`() async throws {
        let folder = try TemporaryFolder()
        // A column that is in the way: as if the last statement failed.
        try await write(folder, Self.tables + Self.rows + "ALTER TABLE profile ADD COLUMN clock_skew TEXT;")
        #expect(throws: StateError.self) { _ = try folder.open() }
        let queue = try DatabaseQueue(path: folder.state.databasePath)
        let found = try await queue.read { db in
            try (
                Int.fetchOne(db, sql: "PRAGMA user_version"),
                Int.fetchOne(db, sql: "SELECT count(*) FROM pragma_table_info('profile')"),
                Int.fetchOne(db, sql: "SELECT count(*) FROM profile")
            )
        }
        #expect(found == (1, 15, 2))
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

    private let expected: [ProfileRecord] = {
        var first = Practice.profile("billing", id: "a")
        first.server = Practice.url("https://mcp.example/MCP")
        first.settings.keepWarm = .never
        var second = Practice.profile("支払い", id: "b", store: .secretService)
        second.server = Practice.url("https://mcp.example")
        (second.issuer, second.requestedScopes) = (nil, [])
        (second.clientAuthentication, second.createdAt) = (.privateKeyJWT, Practice.start + 1)
        let failure = ContactFailure(code: "timeout", headline: "No answer", hint: nil)
        return [
            ProfileRecord(
                profile: first, credential: Practice.credential(1), token: Practice.token(1),
                contact: ContactRecord(at: Practice.start), lastUsedAt: Practice.start + 5),
            ProfileRecord(
                profile: second,
                credential: CredentialRecord(
                    kind: .privateKey, generation: 4, keyID: "kid", createdAt: Practice.start,
                    expiresAt: Practice.start + 9),
                contact: ContactRecord(at: Practice.start, failure: failure)),
        ]
    }()

    static let rows = """
        INSERT INTO profile VALUES
            ('a', 'billing', 'https://mcp.example/MCP', 'https://mcp.example', 'https://as.example',
                'https://as.example/token', 'client-credentials', 'client', 'client_secret_basic',
                'tools:read tools:call', '{"keep_warm":"never"}', 'vault', 1795000000, 1795000005),
            ('b', '支払い', 'https://mcp.example', 'https://mcp.example', NULL, 'https://as.example/token',
                'client-credentials', 'client', 'private_key_jwt', '', '{}', 'secret-service', 1795000001, NULL);
        INSERT INTO credential VALUES
            ('a', 'current', 'client-secret', 1, NULL, 1795000000, NULL, 1795000000),
            ('b', 'current', 'private-key', 4, 'kid', 1795000000, 1795000009, NULL);
        INSERT INTO token_state VALUES ('a', 1, 1795000000, 1795003600, 'tools:read', 'Bearer');
        INSERT INTO contact VALUES
            ('a', 1795000000, NULL, NULL, NULL), ('b', 1795000000, 'timeout', 'No answer', NULL);
        INSERT INTO generation VALUES
            ('a', 'client-secret', 1), ('a', 'access-token', 2), ('b', 'private-key', 4), ('c', 'refresh-token', 1);
        INSERT INTO unnamed_item VALUES
            ('a', 'access-token', 2, 'vault', 1795000000), ('c', 'refresh-token', 1, 'secret-service', 1795000000);
        INSERT INTO session VALUES
            ('one', 'https://mcp.example', 'a', '2026-07-28', 1795000000),
            ('two', 'https://mcp.example', NULL, '2025-11-25', 1795000000);
        """

    static let tables = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO grdb_migrations VALUES ('v1');
        PRAGMA application_id = 0x4D696E74;
        PRAGMA user_version = 1;

        CREATE TABLE profile (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            server TEXT NOT NULL,
            resource TEXT NOT NULL,
            issuer TEXT,
            token_endpoint TEXT NOT NULL,
            grant_type TEXT NOT NULL CHECK (grant_type IN (
                'client-credentials', 'device-code', 'authorization-code', 'jwt-bearer', 'enterprise', 'static')),
            client_id TEXT NOT NULL,
            client_authentication TEXT NOT NULL CHECK (client_authentication IN (
                'client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none')),
            scopes TEXT NOT NULL,
            settings TEXT NOT NULL,
            store TEXT NOT NULL CHECK (store IN ('secret-service', 'vault')),
            created_at INTEGER NOT NULL,
            last_used_at INTEGER
        ) STRICT;

        CREATE TABLE token_state (
            profile TEXT NOT NULL PRIMARY KEY REFERENCES profile (id) ON DELETE CASCADE,
            generation INTEGER NOT NULL CHECK (generation > 0),
            issued_at INTEGER NOT NULL,
            expires_at INTEGER,
            scopes TEXT NOT NULL,
            token_type TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE credential (
            profile TEXT NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
            slot TEXT NOT NULL CHECK (slot IN ('current', 'next', 'previous')),
            kind TEXT NOT NULL CHECK (kind IN (
                'client-secret', 'private-key', 'access-token', 'refresh-token', 'registration-token', 'dpop-key',
                'static-token')),
            generation INTEGER NOT NULL CHECK (generation > 0),
            key_id TEXT,
            created_at INTEGER NOT NULL,
            expires_at INTEGER,
            verified_at INTEGER,
            PRIMARY KEY (profile, slot)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE contact (
            profile TEXT NOT NULL PRIMARY KEY REFERENCES profile (id) ON DELETE CASCADE,
            at INTEGER NOT NULL,
            code TEXT,
            headline TEXT,
            hint TEXT,
            CHECK ((code IS NULL) = (headline IS NULL) AND (code IS NOT NULL OR hint IS NULL))
        ) STRICT, WITHOUT ROWID;

        -- Outlives the profile: a generation number is never used twice.
        CREATE TABLE generation (
            profile TEXT NOT NULL,
            kind TEXT NOT NULL,
            last INTEGER NOT NULL CHECK (last > 0),
            PRIMARY KEY (profile, kind)
        ) STRICT, WITHOUT ROWID;

        -- Outlives the profile: its items are still in the store.
        CREATE TABLE unnamed_item (
            profile TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN (
                'client-secret', 'private-key', 'access-token', 'refresh-token', 'registration-token', 'dpop-key',
                'static-token')),
            generation INTEGER NOT NULL CHECK (generation > 0),
            store TEXT NOT NULL CHECK (store IN ('secret-service', 'vault')),
            since INTEGER NOT NULL,
            PRIMARY KEY (profile, kind, generation)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE session (
            name TEXT NOT NULL PRIMARY KEY,
            server TEXT NOT NULL,
            profile TEXT REFERENCES profile (id) ON DELETE SET NULL,
            protocol_version TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE INDEX session_profile ON session (profile);

        """
}
