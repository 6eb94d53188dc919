import Foundation
import GRDB
import MintCore
import TestSupport
import Testing

@testable import MintDatabase

/// What a file can look like after an accident; each is told, none is written to, none crashes.
@Suite struct DamageTests {
    enum Accident: String, CaseIterable {
        case text, randomBytes, headerThenRandom, oneByte, cutInHeader, cutToHalf, zeroedPages
    }

    private func damaged(_ data: Data, by accident: Accident) -> Data {
        var generator = SystemRandomNumberGenerator()
        let noise = Data((0..<8192).map { _ in UInt8.random(in: 0...255, using: &generator) })
        return switch accident {
        case .text: Data("[profile]\nname = billing\n".utf8)
        case .randomBytes: Data([0]) + noise
        case .headerThenRandom: data.prefix(16) + noise
        case .oneByte: Data([0x53])
        case .cutInHeader: data.prefix(60)
        case .cutToHalf: data.prefix(data.count / 2)
        case .zeroedPages: data.prefix(4096) + Data(count: data.count - 4096)
        }
    }

    @Test(arguments: Accident.allCases)
    func `a damaged file is said to be damaged, and stays as it is`(accident: Accident) async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let bytes = try damaged(folder.database, by: accident)
        try folder.overwrite(bytes)
        let error = await #expect(throws: StateError.self) { _ = try await folder.open().records() }
        guard case .damaged(folder.state.databasePath, let reason) = error else {
            Issue.record("\(accident): \(String(describing: error))")
            return
        }
        #expect(!reason.isEmpty && !reason.contains("SELECT"))
        try #expect(folder.database == bytes)
    }

    @Test func `an empty file is a new database, since SQLite makes them so`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        try folder.overwrite(Data())
        try #expect(await folder.open().records().isEmpty)
    }

    @Test func `rubbish in the write-ahead log is not taken for changes`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let rubbish = Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try rubbish.write(to: URL(fileURLWithPath: folder.state.databasePath + "-wal"))
        try #expect(await folder.open().records().count == 2)
    }

    /// Values that our own constraints would not let in: the file was changed by hand or by a failing disk.
    @Test(arguments: [
        "UPDATE profile SET server = 'no url'", "UPDATE profile SET token_endpoint = ''",
        "UPDATE profile SET settings = '{'", "UPDATE profile SET settings = '{\"keep_warm\":\"canary\"}'",
        "UPDATE profile SET scopes = '[1'", "PRAGMA ignore_check_constraints = 1; UPDATE profile SET store = 'canary'",
        "PRAGMA ignore_check_constraints = 1; UPDATE profile SET grant_type = 'canary'",
        "PRAGMA ignore_check_constraints = 1; UPDATE credential SET kind = 'canary'",
        "PRAGMA ignore_check_constraints = 1; UPDATE profile SET refresh_generation = 1",
        "PRAGMA ignore_check_constraints = 1; UPDATE profile SET dpop_generation = 1",
        "PRAGMA ignore_check_constraints = 1; UPDATE profile SET hold_since = 1",
        "UPDATE profile SET registered_at = 1, registration_metadata = '{}', registration_uri = 'canary'",
        "UPDATE profile SET settings = '{\"assertion_source\":{\"canary\":1}}'",
        "PRAGMA foreign_keys = 0; DROP TABLE contact", "ALTER TABLE token_state RENAME COLUMN scopes TO canary",
    ])
    func `a row that does not read is damage, and names no value`(sql: String) async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let queue = try DatabaseQueue(path: folder.state.databasePath)
        try await queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
        let error = await #expect(throws: StateError.self) { _ = try await folder.open().records() }
        guard case .damaged(_, let reason) = error else {
            Issue.record("\(sql): \(String(describing: error))")
            return
        }
        #expect(!reason.contains("canary") && !reason.contains("no url"))
    }

    @Test func `another program's database is refused and not written to`() async throws {
        let folder = try TemporaryFolder()
        try folder.state.prepare()
        let queue = try DatabaseQueue(path: folder.state.databasePath)
        try await queue.write { try $0.execute(sql: "CREATE TABLE bookmarks (url TEXT); PRAGMA user_version = 1") }
        try queue.close()
        try folder.mode(0o600, of: folder.state.databasePath)
        let bytes = try folder.database
        let words = "it is not a database of Mintmark"
        #expect(throws: StateError.damaged(path: folder.state.databasePath, reason: words)) { try folder.open() }
        try #expect(folder.database == bytes)
    }
}
