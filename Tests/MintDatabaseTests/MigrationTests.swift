import Foundation
import GRDB
import MintCore
import TestSupport
import Testing

@testable import MintDatabase

@Suite struct MigrationTests {
    @Test func `what a newer Mintmark wrote is left alone`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        try await change(folder, "PRAGMA user_version = \(Schema.version + 1)")
        let bytes = try folder.database
        #expect(throws: StateError.tooNew(path: folder.state.databasePath)) { try folder.open() }
        try #expect(folder.database == bytes)
    }

    @Test func `every migration counts, and the last one writes the version`() throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue)
        let condition = try queue.read { try Condition($0) }
        #expect(condition.version == Schema.version)
        #expect(condition.applicationID == Schema.applicationID)
        #expect(Schema.migrator.migrations.count == Schema.version)
    }

    @Test func `a creation that was killed before its first transaction goes on`() async throws {
        let folder = try TemporaryFolder()
        try folder.state.prepare()
        try folder.overwrite(Data())
        // What the migrator makes before it begins.
        try await change(folder, "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
        try #expect(await folder.open().records().isEmpty)
    }

    @Test func `a restored copy goes back to write-ahead logging and keeps its rows`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        try await change(folder, "VACUUM INTO '\(folder.path)/copy'")
        try folder.overwrite(Data(contentsOf: URL(fileURLWithPath: folder.path + "/copy")))
        let state = try folder.open()
        try #expect(await state.records().count == 2)
        try #expect(await state.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    }

    /// The connection that commits pointers survives the power, and runs nothing that a doctored schema brings.
    @Test(arguments: [
        ("synchronous", 2), ("foreign_keys", 1), ("trusted_schema", 0), ("cell_size_check", 1), ("temp_store", 2),
    ])
    func `each connection is set up`(pragma: String, value: Int) async throws {
        let state = try TemporaryFolder().open()
        try await state.noteUse(at: Practice.start, of: "p")  // goes down to NORMAL and comes back
        try #expect(await state.read { try Int.fetchOne($0, sql: "PRAGMA \(pragma)") } == value)
    }

    /// No secret, nor an excerpt or a hash of one (SS-2): a column that is added has to be looked at here.
    @Test func `the columns are these and no others`() async throws {
        let state = try TemporaryFolder().open()
        let columns = try await state.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT t.name || ': ' || group_concat(c.name, ' ') FROM pragma_table_list t, pragma_table_info(t.name) c
                    WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'grdb_migrations'
                    GROUP BY t.name ORDER BY t.name
                    """)
        }
        #expect(
            columns == [
                "audit_event: number at action profile profile_name user terminal client parent failure_code "
                    + "failure_headline failure_hint detail",
                "contact: profile at code headline hint",
                "credential: profile slot kind generation key_id created_at expires_at verified_at",
                "discovery: profile at snapshot trace drift",
                "generation: profile kind last",
                "issued_token: profile day count",
                "metadata_document: number url trust fetched_at fresh_until etag last_modified body",
                "profile: id name server resource issuer token_endpoint grant_type client_id client_authentication "
                    + "scopes settings store created_at last_used_at refresh_generation refresh_issued_at "
                    + "refresh_expires_at dpop_generation dpop_thumbprint dpop_created_at registered_at "
                    + "registration_metadata registration_uri registration_generation hold_since hold_issuer clock_skew "
                    + "hold_accepted tokens_issued",
                "rotation: profile number revision state started_at changed_at kind place answer token old_token details",
                "session: name server profile protocol_version created_at",
                "token_state: profile generation issued_at expires_at scopes token_type issued_boot issued_uptime",
                "unnamed_item: profile kind generation store since",
            ])
        try #expect(
            await state.read { db in
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 1")
            } == columns.count)
    }

    @Test func `words that no enumeration knows are refused by the tables themselves`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let queue = try DatabaseQueue(path: folder.state.databasePath)
        for sql in [
            "UPDATE profile SET store = 'plain'", "UPDATE profile SET grant_type = 'password'",
            "UPDATE profile SET client_authentication = ''", "UPDATE profile SET created_at = 'yesterday'",
            "UPDATE profile SET name = 'x'", "UPDATE credential SET slot = 'third'",
            "INSERT INTO rotation VALUES ('billing', 1, 1, 'lost', 0, 0, 'client-secret', 1, NULL, NULL, NULL, '{}')",
            "UPDATE token_state SET generation = 0", "UPDATE contact SET code = 'tls'",
            "INSERT INTO token_state VALUES ('nobody', 1, 0, NULL, '', 'Bearer', NULL, NULL)",
            "UPDATE token_state SET issued_boot = 'b'", "UPDATE token_state SET issued_uptime = 1",
            "UPDATE profile SET refresh_generation = 1", "UPDATE profile SET refresh_issued_at = 1",
            "UPDATE profile SET refresh_expires_at = 1", "UPDATE profile SET dpop_created_at = 1",
            "UPDATE profile SET dpop_generation = 0, dpop_thumbprint = '', dpop_created_at = 0",
            "UPDATE profile SET registered_at = 1", "UPDATE profile SET registration_uri = 'https://as.example'",
            "UPDATE profile SET registration_generation = 1", "UPDATE profile SET hold_issuer = ''",
            "UPDATE profile SET clock_skew = NULL", "INSERT INTO discovery VALUES ('nobody', 0, '', '', '')",
            "INSERT INTO issued_token VALUES ('nobody', 0, 1)",
            "INSERT INTO metadata_document VALUES (1, '', '', 0, 0, NULL, NULL, zeroblob(1048577))",
            "INSERT INTO audit_event (at, action, user, failure_code) VALUES (0, 'token', 'ada', 'tls')",
            "INSERT INTO audit_event (at, action, user, failure_hint) VALUES (0, 'token', 'ada', '')",
            "INSERT INTO audit_event (at, action) VALUES (0, 'token')",
        ] {
            await #expect(throws: DatabaseError.self, "\(sql)") { try await queue.write { try $0.execute(sql: sql) } }
        }
    }

    private func change(_ folder: TemporaryFolder, _ sql: String) async throws {
        let queue = try DatabaseQueue(path: folder.state.databasePath)
        try await queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }
}
