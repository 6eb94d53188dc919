import Dispatch
import Foundation
import GRDB
import MintCore
import Synchronization
import TestSupport
import Testing

@testable import MintDatabase

/// Calls that wait for the disk wait together, and otherwise do not know of each other.
@Suite struct SharedWriteTests {
    /// Counts the statements that begin and end transactions, and can refuse commits.
    private final class Watch: TransactionObserver, Sendable {
        let begun = Mutex(0), committed = Mutex(0)
        let willCommit: @Sendable () throws -> Void
        let didRollback: @Sendable () -> Void

        init(
            willCommit: @escaping @Sendable () throws -> Void = {}, didRollback: @escaping @Sendable () -> Void = {}
        ) { (self.willCommit, self.didRollback) = (willCommit, didRollback) }

        func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
        func databaseDidChange(with event: DatabaseEvent) {}
        func databaseWillCommit() throws { try willCommit() }
        func databaseDidCommit(_ db: Database) { committed.withLock { $0 += 1 } }
        func databaseDidRollback(_ db: Database) { didRollback() }

        var counts: [Int] { [begun.withLock { $0 }, committed.withLock { $0 }] }

        func attach(to state: SQLiteState) async throws {
            state.present.queue.add(transactionObserver: self, extent: .databaseLifetime)
            try await state.read { db in
                db.trace { event in
                    if "\(event)".hasPrefix("BEGIN") { self.begun.withLock { $0 += 1 } }
                }
            }
        }
    }

    /// Lets calls pile up behind a read that does not end, and then ends it.
    ///
    /// - Returns: What each call said, in the order in which they were made.
    private func together(
        _ count: Int, in state: SQLiteState, _ call: @escaping @Sendable (Int) async throws -> Void
    ) async -> [Result<Void, any Error>] {
        let gate = DispatchSemaphore(value: 0)
        // Blocks the database's own thread, none of those that tasks run on.
        state.present.queue.asyncWriteWithoutTransaction { _ in gate.wait() }
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<count {
            tasks.append(Task { try await call(number) })
            while state.waiting.withLock({ $0.count }) <= number { await Task.yield() }
        }
        gate.signal()
        var results: [Result<Void, any Error>] = []
        for task in tasks { results.append(await task.result) }
        return results
    }

    private func errors(_ results: [Result<Void, any Error>]) -> [StateError?] {
        results.map { result in
            if case .failure(let error) = result {
                return error as? StateError ?? .failed(path: "", reason: "\(error)")
            }
            return nil
        }
    }

    private func reserve(_ state: SQLiteState, _ number: Int) async throws {
        _ = try await state.reserve(.accessToken, for: "p", in: .vault, at: Practice.start + number)
    }

    @Test func `two hundred that wait are written in one transaction, in their order`() async throws {
        let folder = try TemporaryFolder()
        let (state, watch) = (try folder.open(), Watch())
        try await watch.attach(to: state)
        let results = await together(200, in: state) { try await reserve(state, $0) }
        #expect(errors(results).allSatisfy { $0 == nil })
        #expect(watch.counts == [1, 1])
        let items = try await state.unnamedItems()
        #expect(items.map(\.key.generation) == Array(1...200))
        #expect(items.map(\.since) == (0..<200).map { Practice.start + $0 })
        // No close: another connection sees what was said to be written.
        try #expect(await folder.open().unnamedItems() == items)
    }

    @Test func `more than may share take turns, and all are written`() async throws {
        let (state, watch) = (try TemporaryFolder().open(), Watch())
        try await watch.attach(to: state)
        let results = await together(SQLiteState.sharingLimit * 2 + 1, in: state) { try await reserve(state, $0) }
        #expect(errors(results).allSatisfy { $0 == nil })
        #expect(watch.counts == [3, 3])
        try #expect(await state.unnamedItems().count == SQLiteState.sharingLimit * 2 + 1)
        #expect(state.waiting.withLock { $0.isEmpty })
    }

    @Test func `one that fails in the middle is undone alone, and hears its own error`() async throws {
        let (state, watch) = (try TemporaryFolder().open(), Watch())
        let profile = try await state.logIn(Practice.profile("billing"))
        try await watch.attach(to: state)
        let results = await together(9, in: state) { number in
            switch number {
            case 3:
                try await state.commitToken(
                    Practice.token(77), for: profile.id, contact: ContactRecord(at: Practice.start + 3))
            case 5:
                try await state.commitToken(
                    Practice.token(1), for: "nobody", contact: ContactRecord(at: Practice.start))
            case 7: try await state.noteUse(at: Practice.start + 7, of: profile.id)
            default: try await reserve(state, number)
            }
        }
        let errors = errors(results)
        #expect(errors.indices.filter { errors[$0] != nil } == [3, 5])
        #expect(errors[5] == .noSuchProfile("nobody"))
        guard case .failed(_, let reason) = errors[3] else {
            Issue.record("\(String(describing: errors[3]))")
            return
        }
        #expect(reason.hasPrefix("generation 77 of the access token"))
        #expect(watch.counts == [1, 1])
        var expected = profile
        expected.lastUsedAt = Practice.start + 7
        try #expect(await state.records() == [expected])
        try #expect(await state.unnamedItems().map(\.key.generation) == Array(1...6))
    }

    /// Some errors make SQLite undo the whole transaction, what others had done in it too.
    @Test func `one that takes all of the transaction with it takes nobody's work`() async throws {
        let (state, watch) = (try TemporaryFolder().open(), Watch())
        let profile = try await state.logIn(Practice.profile("billing"))
        try await state.read { db in
            try db.execute(
                sql: """
                    CREATE TEMP TRIGGER cut BEFORE INSERT ON main.contact WHEN NEW.code = 'cut'
                    BEGIN SELECT RAISE(ROLLBACK, 'cut'); END
                    """)
        }
        try await watch.attach(to: state)
        let failure = ContactFailure(code: "cut", headline: "Cut", hint: nil)
        let results = await together(6, in: state) { number in
            if number != 3 { return try await reserve(state, number) }
            try await state.noteContact(ContactRecord(at: Practice.start, failure: failure), of: profile.id)
        }
        let errors = errors(results)
        #expect(errors.indices.filter { errors[$0] != nil } == [3])
        #expect(watch.counts == [7, 5])
        try #expect(await state.records() == [profile])
        try #expect(await state.unnamedItems().map(\.since) == [0, 1, 2, 4, 5].map { Practice.start + $0 })
        try #expect(await state.unnamedItems().map(\.key.generation) == [1, 2, 3, 4, 5], "a call is counted once")
    }

    @Test func `nobody is answered before the commit`() async throws {
        let watch = Watch { throw DatabaseError(resultCode: .SQLITE_IOERR) }
        let folder = try TemporaryFolder()
        let state = try folder.open()
        try await watch.attach(to: state)
        let expected = StateError.failed(
            path: folder.state.databasePath, reason: "reading or writing failed (I/O error)")
        let results = await together(5, in: state) { try await reserve(state, $0) }
        #expect(errors(results) == Array(repeating: expected, count: 5))
        #expect(watch.counts == [1, 0])
        await #expect(throws: expected) { try await reserve(state, 0) }
        try #expect(await folder.open().unnamedItems().isEmpty)
    }

    @Test func `what is too much for the disk together is tried alone`() async throws {
        let folder = try TemporaryFolder()
        let attempts = Mutex(0)
        // The disk takes the first of those that come alone, and no other.
        let watch = Watch {
            let attempt = attempts.withLock { attempts in
                attempts += 1
                return attempts
            }
            if attempt != 2 { throw DatabaseError(resultCode: .SQLITE_FULL) }
        }
        let state = try folder.open()
        try await watch.attach(to: state)
        let results = await together(4, in: state) { try await reserve(state, $0) }
        let full = StateError.diskFull(path: folder.state.databasePath)
        #expect(errors(results) == [nil, full, full, full])
        try #expect(await folder.open().unnamedItems().map(\.since) == [Practice.start])
    }

    @Test func `a full disk fails those that it has no room for`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let state = try folder.open()
        let records = try await state.records()
        try await state.read { try $0.execute(sql: "PRAGMA max_page_count = 1") }
        let long = ContactFailure(code: "tls", headline: String(repeating: "x", count: 1_000_000), hint: nil)
        let results = await together(5, in: state) { number in
            if number % 2 == 0 {
                return try await state.noteUse(at: Practice.start + number, of: records[number / 2 % 2].id)
            }
            try await state.noteContact(ContactRecord(at: Practice.start, failure: long), of: records[0].id)
        }
        let full = StateError.diskFull(path: folder.state.databasePath)
        #expect(errors(results) == [nil, full, nil, full, nil])
        let now = try await folder.open().records()
        #expect(now.map(\.lastUsedAt) == [Practice.start + 4, Practice.start + 2])
        #expect(now.map(\.contact) == records.map(\.contact))
    }

    @Test func `all who wait while another process holds the database are told, after one attempt`() async throws {
        let folder = try TemporaryFolder()
        let (state, watch) = (try folder.open(busyTimeout: .milliseconds(20)), Watch())
        try await watch.attach(to: state)
        let holder = try lock(folder)
        let results = await together(50, in: state) { try await reserve(state, $0) }
        #expect(errors(results) == Array(repeating: .busy(path: folder.state.databasePath), count: 50))
        #expect(watch.counts == [1, 0])
        try await holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try await reserve(state, 0)
    }

    @Test func `those who come alone after an undone transaction do not queue up for a busy database either`()
        async throws
    {
        let folder = try TemporaryFolder()
        let state = try folder.open(busyTimeout: .milliseconds(20))
        let holder = Mutex<DatabaseQueue?>(nil)
        let watch = Watch(
            willCommit: { throw DatabaseError(resultCode: .SQLITE_FULL) },
            didRollback: { holder.withLock { $0 = try? lock(folder) } })
        try await watch.attach(to: state)
        let results = await together(4, in: state) { try await reserve(state, $0) }
        #expect(errors(results) == Array(repeating: .busy(path: folder.state.databasePath), count: 4))
        #expect(watch.counts == [2, 0])
    }

    @Test func `a cancelled call among others is written like them`() async throws {
        let state = try TemporaryFolder().open()
        let results = await together(3, in: state) { number in
            if number == 1 { withUnsafeCurrentTask { $0?.cancel() } }
            try await reserve(state, number)
        }
        #expect(errors(results) == [nil, nil, nil])
        try #expect(await state.unnamedItems().count == 3)
    }

    @Test func `every call is answered while the database is being closed, and truly`() async throws {
        let folder = try TemporaryFolder()
        let state = try folder.open()
        let written = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                group.addTask { (try? await reserve(state, number)) != nil }
                guard number == 20 else { continue }
                group.addTask {
                    // A thread of its own: closing waits for the calls, and must have ended before the last word here.
                    await withCheckedContinuation { done in
                        Thread.detachNewThread {
                            state.close()
                            done.resume()
                        }
                    }
                    return false
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        await #expect(throws: StateError.self) { try await reserve(state, 0) }
        try #expect(await folder.open().unnamedItems().count == written)
    }

    /// The commit of a note alone may be lost with the power; beside a pointer it is as safe as that.
    @Test func `the level of safety is the highest that anybody asked for`() async throws {
        let state = try TemporaryFolder().open()
        let levels = Mutex<[Int]>([])
        let note = { @Sendable (durability: SQLiteState.Durability) in
            try await state.write(durability) { db in
                let level = try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1
                levels.withLock { $0.append(level) }
            }
        }
        _ = await together(2, in: state) { _ in try await note(.mayBeLost) }
        _ = await together(3, in: state) { try await note($0 == 1 ? .kept : .mayBeLost) }
        try await note(.mayBeLost)
        try await note(.kept)
        #expect(levels.withLock { $0 } == [1, 1, 2, 2, 2, 1, 2])
    }

    private func lock(_ folder: TemporaryFolder) throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.allowsUnsafeTransactions = true
        let queue = try DatabaseQueue(path: folder.state.databasePath, configuration: configuration)
        try queue.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        return queue
    }
}
