import Foundation
import MintCore
import TestSupport
import Testing

@testable import MintDatabase

/// Root may write whatever the modes say, so that what a look at the folder finds is handed in.
@Suite struct ReadOnlyTests {
    private func openReadOnly(_ folder: TemporaryFolder) throws(StateError) -> SQLiteState {
        try SQLiteState.open(in: folder.state, clock: { Practice.start }, busyTimeout: .seconds(1), isReadOnly: true)
    }

    @Test func `a folder that cannot be written can be listed, without a file beside the database`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let before = try FileManager.default.contentsOfDirectory(atPath: folder.state.path).sorted()
        let state = try openReadOnly(folder)
        #expect(state.isReadOnly)
        try #expect(await state.records().map(\.profile.name) == ["billing", "支払い"])
        try #expect(FileManager.default.contentsOfDirectory(atPath: folder.state.path).sorted() == before)
    }

    @Test func `every write is refused before it begins`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        let state = try openReadOnly(folder)
        let expected = StateError.readOnly(
            path: folder.state.databasePath, reason: "the file or its folder is read-only")
        await #expect(throws: expected) { try await state.noteUse(at: Practice.start, of: "p") }
        await #expect(throws: expected) { try await state.remove("p") }
        await #expect(throws: expected) {
            _ = try await state.reserve(.accessToken, for: "p", in: .vault, at: Practice.start)
        }
    }

    @Test func `changes that wait in the log are seen, too`() async throws {
        let folder = try TemporaryFolder()
        let writer = try folder.open()
        try await writer.logIn(Practice.profile("billing"))
        try #expect(await openReadOnly(folder).records().count == 1)
        try await writer.logIn(Practice.profile("other"))
        try #expect(await writer.records().count == 2)
    }

    @Test func `a path full of what a URI would read is still the path`() async throws {
        let folder = try TemporaryFolder()
        let state = StateFolder(path: folder.path + "/a ?mode=memory#b%20'支")
        let writer = try SQLiteState.open(in: state, clock: { Practice.start })
        try await writer.logIn(Practice.profile("billing"))
        writer.close()
        let reader = try SQLiteState.open(
            in: state, clock: { Practice.start }, busyTimeout: .seconds(1), isReadOnly: true)
        try #expect(await reader.records().count == 1)
    }

    @Test func `what would have to be made or converted first is said`() throws {
        let folder = try TemporaryFolder()
        try folder.state.prepare()
        try folder.overwrite(Data())
        let error = #expect(throws: StateError.self) { try openReadOnly(folder) }
        guard case .readOnly(folder.state.databasePath, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
