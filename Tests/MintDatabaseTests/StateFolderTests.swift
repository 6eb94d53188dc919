import Foundation
import MintCore
import TestSupport
import Testing

@testable import MintDatabase

@Suite struct StateFolderTests {
    @Test func `folders are made 0700 and files 0600, with missing parents`() async throws {
        let temporary = try TemporaryFolder()
        let folder = StateFolder(path: temporary.path + "/a/b c/支/mintmark")
        let state = try SQLiteState.open(in: folder, clock: { Practice.start })
        try await state.logIn(Practice.profile("billing"))
        for path in ["/a", "/a/b c", "/a/b c/支", "/a/b c/支/mintmark", "/a/b c/支/mintmark/locks"] {
            try #expect(temporary.mode(of: temporary.path + path) == 0o700, "\(path)")
        }
        for suffix in ["", "-wal", "-shm"] {
            try #expect(temporary.mode(of: folder.databasePath + suffix) == 0o600, "\(suffix)")
        }
    }

    @Test(arguments: [0o755, 0o770, 0o701, 0o710, 0o777])
    func `a folder that others may enter is refused, and left as it is`(mode: Int) throws {
        let folder = try TemporaryFolder()
        try folder.state.prepare()
        try folder.mode(mode, of: folder.state.path)
        let words = "others may use it (mode \(String(mode, radix: 8))); run: chmod 700 \(folder.state.path)"
        #expect(throws: StateError.permissions(path: folder.state.path, reason: words)) { try folder.open() }
        try #expect(folder.mode(of: folder.state.path) == mode)
        #expect(!FileManager.default.fileExists(atPath: folder.state.databasePath))
    }

    @Test(arguments: [0o644, 0o660, 0o604])
    func `a database that others may read is refused`(mode: Int) async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        try folder.mode(mode, of: folder.state.databasePath)
        let error = #expect(throws: StateError.self) { try folder.open() }
        #expect(error?.headline.hasSuffix("run: chmod 600 \(folder.state.databasePath)") == true)
    }

    @Test(arguments: [0o000, 0o200])
    func `a database that nobody may read says how to mend it`(mode: Int) async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        try folder.mode(mode, of: folder.state.databasePath)
        let error = #expect(throws: StateError.self) { try folder.open() }
        #expect(error?.headline.hasSuffix("run: chmod 600 \(folder.state.databasePath)") == true)
    }

    @Test func `what belongs to another user is refused`() throws {
        let folder = try TemporaryFolder()
        try folder.state.prepare()
        // Root may give its folder away; anybody else finds /etc in other hands.
        let isRoot = geteuid() == 0
        if isRoot { try FileManager.default.setAttributes([.ownerAccountID: 12_345], ofItemAtPath: folder.state.path) }
        let foreign = isRoot ? folder.state : StateFolder(path: "/etc")
        let words = "it belongs to user \(isRoot ? 12_345 : 0), and this is user \(geteuid())"
        #expect(throws: StateError.permissions(path: foreign.path, reason: words)) { try foreign.prepare() }
    }

    @Test func `a file in the place of a folder is said`() throws {
        let folder = try TemporaryFolder()
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder.state.path))
        #expect(throws: StateError.failed(path: folder.state.path, reason: "it is not a folder")) { try folder.open() }
        let below = StateFolder(path: folder.state.path + "/deeper/still")
        let error = #expect(throws: StateError.self) { try below.prepare() }
        #expect(error?.headline.contains("a part of the path is not a folder") == true)
    }

    @Test func `a place where nothing can be made is read-only`() throws {
        // sysfs lets nobody make a folder, not even root.
        let error = #expect(throws: StateError.self) { try StateFolder(path: "/sys/mintmark").prepare() }
        guard case .readOnly(path: "/sys/mintmark", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a link to a folder of ours is followed, one that leads nowhere is said`() async throws {
        let folder = try TemporaryFolder()
        let link = StateFolder(path: folder.path + "/link")
        try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: folder.state.path)
        #expect(throws: StateError.self) { try link.prepare() }
        try await folder.fill()
        try #expect(await SQLiteState.open(in: link, clock: { Practice.start }).records().count == 2)
    }

    @Test func `a link or a folder in the place of the database is refused`() async throws {
        let folder = try TemporaryFolder()
        try await folder.fill()
        try FileManager.default.moveItem(atPath: folder.state.databasePath, toPath: folder.path + "/elsewhere")
        let expected = StateError.damaged(path: folder.state.databasePath, reason: "it is not a regular file")
        try FileManager.default.createSymbolicLink(
            atPath: folder.state.databasePath, withDestinationPath: folder.path + "/elsewhere")
        #expect(throws: expected) { try folder.open() }
        try FileManager.default.removeItem(atPath: folder.state.databasePath)
        try FileManager.default.createDirectory(atPath: folder.state.databasePath, withIntermediateDirectories: false)
        #expect(throws: expected) { try folder.open() }
    }

    @Test(arguments: [
        ("/home/a/b-1.2_c", "/home/a/b-1.2_c"), ("/a b", "'/a b'"), ("/a'b", #"'/a'\''b'"#), ("", "''"),
        ("$(x)", "'$(x)'"),
        ("~", "'~'"), ("支", "'支'"),
    ])
    func `a command to paste quotes what a shell would read`(path: String, quoted: String) {
        #expect(path.shellWord == quoted)
    }
}
