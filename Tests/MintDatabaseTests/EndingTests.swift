import Foundation
import MintCore
import TestSupport
import Testing

@testable import MintDatabase

/// Ending a process without folding the log in: only where nothing is in it that a copy of one file should hold.
@Suite struct EndingTests {
    /// What a killed process leaves, copied while the database is open.
    private func leftOpen(_ folder: TemporaryFolder) throws -> StateFolder {
        let copy = StateFolder(path: folder.path + "/copy-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: folder.state.path, toPath: copy.path)
        return copy
    }

    @Test func `a renewal may be left in the log, and the next process finds it there`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let state = try folder.open()
        #expect(state.mayEndOpen)
        let id = Practice.profile("billing").id
        let key = try await state.reserve(.accessToken, for: id, in: .vault, at: Practice.start)
        try await state.commitToken(
            Practice.token(key.generation), for: id, contact: ContactRecord(at: Practice.start))
        try await state.noteUse(at: Practice.start, of: id)
        #expect(state.mayEndOpen)
        let next = try SQLiteState.open(in: leftOpen(folder), clock: { Practice.start })
        let record = try await next.record(id)
        #expect(record?.token?.generation == key.generation && record?.lastUsedAt == Practice.start)
        #expect(try await next.unnamedWords() == ["access-token 1 vault"])
        // By somebody who may only read.
        let reader = try SQLiteState.open(
            in: leftOpen(folder), clock: { Practice.start }, busyTimeout: .seconds(1), isReadOnly: true)
        #expect(try await reader.record(id)?.token?.generation == key.generation)
        #expect(!reader.mayEndOpen)
    }

    @Test func `a change of a profile is folded into the one file`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let changes: [(SQLiteState) async throws -> Void] = [
            { try await $0.logIn(Practice.profile("third")) },
            { try await $0.update(Practice.profile("billing")) }, { try await $0.remove("id-of-third") },
            { try await $0.setHold(.init(issuer: "https://new.example", since: Practice.start), of: "id-of-billing") },
        ]
        for change in changes {
            let state = try folder.open()
            #expect(state.mayEndOpen)
            try await change(state)
            #expect(!state.mayEndOpen)
            state.close()
        }
    }

    @Test func `a log that has grown is folded in by whoever comes last`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let state = try folder.open()
        let id = Practice.profile("billing").id
        var count = 0
        while state.mayEndOpen {
            count += 1
            try #require(count < 1000)
            _ = try await state.reserve(.accessToken, for: id, in: .vault, at: Practice.start)
        }
        #expect(count > 5, "a few renewals fit into it")
        state.close()
        #expect(try folder.open().mayEndOpen)
    }
}
