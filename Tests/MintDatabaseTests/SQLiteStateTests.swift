import GRDB
import MintCore
import TestSupport
import Testing

@testable import MintDatabase

@Suite struct ProfileStoreTests {
    @Test func `the store in memory keeps the promises of the port`() async throws {
        try await checkProfileStore { now in InMemoryProfileStore { now } }
        try await checkSessionStore(InMemoryProfileStore())
        try await checkDiscoveryPromises(InMemoryProfileStore())
        await checkMetadataCachePromises(InMemoryMetadataCache())
        try await checkRotationJournal { now in InMemoryProfileStore { now } }
    }

    @Test func `SQLite keeps the promises of the port`() async throws {
        var folders: [TemporaryFolder] = []
        try await checkProfileStore { now in
            let folder = try TemporaryFolder()
            folders.append(folder)
            return try folder.open(at: now)
        }
        #expect(folders.count > 1)
        try await checkSessionStore(TemporaryFolder().open())
        try await checkDiscoveryPromises(TemporaryFolder().open())
        try await checkMetadataCachePromises(TemporaryFolder().open())
        try await checkRotationJournal { now in
            let folder = try TemporaryFolder()
            folders.append(folder)
            return try folder.open(at: now)
        }
    }
}

@Suite struct SQLiteStateTests {
    @Test func `what was committed is there after reopening, and a reservation that was cut off is still known`()
        async throws
    {
        let folder = try TemporaryFolder()
        let session = Session(
            name: "svc", server: Practice.url("https://mcp.example"), profile: nil, protocolVersion: "1",
            createdAt: Practice.start)
        var record: ProfileRecord
        do {
            let state = try folder.open()
            record = try await state.logIn(Practice.profile("billing"))
            try await state.save(session)
            _ = try await state.reserve(.accessToken, for: record.id, in: .vault, at: Practice.start + 1)
            // No close: as after kill -9, what counts is in the write-ahead log.
            let second = try folder.open()
            try #expect(await second.records() == [record])
        }
        let state = try folder.open()
        try #expect(await state.records() == [record])
        try #expect(await state.sessions() == [session])
        try #expect(await state.unnamedWords() == ["access-token 2 vault"])
        try #expect(await state.reserve(.accessToken, for: record.id, in: .vault, at: Practice.start).generation == 3)
    }

    @Test func `a write that fails half-way leaves nothing behind`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let state = try folder.open()
        let records = try await state.records()
        let items = try await state.unnamedItems()
        // The contact is the last row that a commit writes.
        try await state.read { db in
            try db.execute(
                sql: "CREATE TEMP TRIGGER cut BEFORE INSERT ON main.contact BEGIN SELECT RAISE(ABORT, 'cut'); END")
        }
        let id = records[0].id
        let key = KeyringKey(profile: id, kind: .accessToken, generation: 2)
        try #expect(await state.reserve(.accessToken, for: id, in: .vault, at: Practice.start) == key)
        await #expect(throws: StateError.self) {
            try await state.commitToken(Practice.token(2), for: id, contact: ContactRecord(at: Practice.start + 9))
        }
        await #expect(throws: StateError.self) {
            try await state.commitLogin(
                Practice.profile("renamed", id: id), credential: Practice.credential(1), token: Practice.token(2),
                contact: ContactRecord(at: Practice.start + 9))
        }
        state.close()
        let reopened = try folder.open()
        try #expect(await reopened.records() == records)
        try #expect(
            await reopened.unnamedItems() == items + [UnnamedItem(key: key, store: .vault, since: Practice.start)])
    }

    @Test func `a list is of one moment, though it is read from four tables`() async throws {
        let folder = try TemporaryFolder()
        let (state, other) = (try folder.open(), try DatabaseQueue(path: folder.state.databasePath))
        try await state.logIn(Practice.profile("billing"))
        let before = try await state.records()
        let change = """
            UPDATE profile SET name = 'renamed'; DELETE FROM token_state;
            UPDATE credential SET key_id = 'new'; UPDATE contact SET at = 1;
            """
        try await state.read { db in
            db.trace { event in
                if "\(event)".contains("FROM token_state") { _ = try? other.write { try $0.execute(sql: change) } }
            }
        }
        try #expect(await state.records() == before)
        let after = try #require(try await state.records().first)
        #expect(after.profile.name == "renamed" && after.token == nil && after.contact?.at == Timestamp(1))
    }

    @Test func `rows of other tables that are of no profile are passed over`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let records = try await folder.open().records()
        let queue = try DatabaseQueue(path: folder.state.databasePath)
        try await queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA foreign_keys = 0; INSERT INTO contact (profile, at) VALUES ('nobody', 1);
                    INSERT INTO credential SELECT profile, 'next', kind, 9, 'next', 1, 1, 1 FROM credential;
                    """)
        }
        try #expect(await folder.open().records() == records)
        for record in records { try #expect(await folder.open().record(record.id) == record) }
    }

    @Test func `a revision stays while nothing is written, and is another one after a write of either process`()
        async throws
    {
        let folder = try TemporaryFolder()
        let (mine, other) = (try folder.open(), try folder.open())
        let id = try await mine.logIn(Practice.profile("shared")).id
        let first = try #require(try await mine.revision())
        _ = try await mine.records()
        _ = try await other.records()
        #expect(try await mine.revision() == first)
        try await mine.noteUse(at: Practice.start, of: id)
        let second = try #require(try await mine.revision())
        #expect(second != first)
        try await other.noteUse(at: Practice.start + 60, of: id)
        let third = try #require(try await mine.revision())
        #expect(third != second && third != first)
        #expect(try await mine.revision() == third)
    }

    @Test func `two connections, eight tasks each, and nothing is lost`() async throws {
        let folder = try TemporaryFolder()
        let states = [try folder.open(), try folder.open()]
        let shared = try await states[0].logIn(Practice.profile("shared")).id
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<16 {
                group.addTask {
                    let state = states[number % 2]
                    try await state.logIn(Practice.profile("p-\(number)"))
                    for step in 0..<5 {
                        let key = try await state.reserve(.accessToken, for: shared, in: .vault, at: Practice.start)
                        try await state.commitToken(
                            Practice.token(key.generation), for: shared, contact: ContactRecord(at: Practice.start))
                        try await state.noteUse(at: Practice.start + step, of: shared)
                    }
                }
            }
            try await group.waitForAll()
        }
        for state in states {
            try #expect(await state.records().count == 17)
            // 81 generations were taken, one is named, eighty wait to be swept.
            let items = try await state.unnamedItems()
            let named = try await state.record(shared)?.token?.generation
            #expect(Set(items.map(\.key.generation)).union([named ?? 0]) == Set(1...81))
            #expect(items.count == 80)
        }
    }

    @Test func `many open a folder that is not there yet, at once`() async throws {
        let folder = try TemporaryFolder()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                group.addTask { try await folder.open().logIn(Practice.profile("p-\(number)")) }
            }
            try await group.waitForAll()
        }
        try #expect(await folder.open().records().count == 12)
    }

    @Test func `a database that is held for too long is busy, and can still be read`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let holder = try folder.open()
        let state = try folder.open(busyTimeout: .milliseconds(20))
        // A transaction that stays open needs a connection that allows it.
        var configuration = GRDB.Configuration()
        configuration.allowsUnsafeTransactions = true
        let queue = try DatabaseQueue(path: folder.state.databasePath, configuration: configuration)
        try await queue.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        await #expect(throws: StateError.busy(path: folder.state.databasePath)) {
            _ = try await state.reserve(.accessToken, for: "p", in: .vault, at: Practice.start)
        }
        try #expect(await state.records().count == 2)
        try await queue.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try #expect(await state.reserve(.accessToken, for: "p", in: .vault, at: Practice.start).generation == 1)
        try #expect(await holder.unnamedItems().count == 1)
    }

    @Test func `a full disk is said, and nothing stored is lost`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let state = try folder.open()
        let records = try await state.records()
        try await state.read { try $0.execute(sql: "PRAGMA max_page_count = 1") }  // SQLite keeps to the size it has
        let long = ContactFailure(code: "tls", headline: String(repeating: "x", count: 1_000_000), hint: nil)
        await #expect(throws: StateError.diskFull(path: folder.state.databasePath)) {
            try await state.noteContact(ContactRecord(at: Practice.start, failure: long), of: records[0].id)
        }
        try #expect(await state.records() == records)
        try await state.noteUse(at: Practice.start + 1, of: records[0].id)
    }

    @Test func `where not even the files beside it have room, all can be read, and a write says that the disk is full`()
        async throws
    {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let records = try await folder.open().records()
        let state = try SQLiteState.open(
            in: folder.state, clock: { Practice.start }, busyTimeout: .seconds(1), isReadOnly: true, isFull: true,
            patience: .seconds(3600))
        try #expect(await state.records() == records)
        await #expect(throws: StateError.diskFull(path: folder.state.databasePath)) {
            try await state.noteUse(at: Practice.start, of: records[0].id)
        }
    }

    @Test func `once there is room again, others' changes are seen and writes are taken`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let state = try SQLiteState.open(
            in: folder.state, clock: { Practice.start }, busyTimeout: .seconds(1), isReadOnly: true, isFull: true,
            patience: .zero)
        let before = try await state.revision()
        let other = try folder.open()
        let profile = try await other.logIn(Practice.profile("from elsewhere")).profile
        try #expect(await state.record(profile.id)?.profile == profile)
        try #expect(await state.revision() != before)
        try await state.noteUse(at: Practice.start + 5, of: profile.id)
        try #expect(await other.record(profile.id)?.lastUsedAt == Practice.start + 5)
    }

    @Test(arguments: [Int.max, Int.min, 1_760_000_000_000_000_000, 1 << 53])
    func `a moment beyond all years hides no profile`(seconds: Int) async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let state = try folder.open()
        let records = try await state.records()
        try await state.noteCredentialEnd(
            Timestamp(seconds), generation: records[0].credential?.generation ?? 0, of: records[0].id)
        let end = try await state.record(records[0].id)?.credential?.expiresAt
        #expect(end == Timestamp(seconds < 0 ? -9_007_199_254_740_991 : 9_007_199_254_740_991))
        try #expect(await state.records().count == records.count)
    }

    @Test func `a cancelled task still finishes its write`() async throws {
        let folder = try TemporaryFolder()
        let state = try folder.open()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await state.logIn(Practice.profile("billing"))
        }
        let record = try await task.value
        try #expect(await state.records() == [record])
    }

    @Test func `a closed database refuses, and does not crash`() async throws {
        let state = try TemporaryFolder().open()
        state.close()
        state.close()
        await #expect(throws: StateError.self) { _ = try await state.records() }
        await #expect(throws: StateError.self) { try await state.noteUse(at: Practice.start, of: "p") }
    }
}
