import Foundation
import MintCore
import Testing

@testable import MintDatabase

@Suite struct PreferenceFilesTests {
    private func inFolder(_ body: (String, PreferenceFiles) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "preferences-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder, PreferenceFiles(folder: StateFolder(path: folder)))
    }

    @Test func `what was kept last is read, from a file that is its owner's alone`() async throws {
        try await inFolder { folder, files in
            #expect(await files.preference(named: "board-list") == nil)
            await files.keep("one", named: "board-list")
            await files.keep("zwei ü", named: "board-list")
            #expect(await files.preference(named: "board-list") == "zwei ü")
            let path = folder + "/board-list.json"
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names == ["board-list.json"])
        }
    }

    @Test func `a name is no path, and what is no text of ours is nothing`() async throws {
        try await inFolder { folder, files in
            for name in ["", "../x", "a/b", "A", "a.b"] {
                await files.keep("x", named: name)
                #expect(await files.preference(named: name) == nil)
            }
            await files.keep(String(repeating: "x", count: 70_000), named: "big")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names.isEmpty)
            try Data([0xFF, 0xFE]).write(to: URL(filePath: folder + "/broken.json"))
            #expect(await files.preference(named: "broken") == nil)
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/link.json", withDestinationPath: folder + "/broken.json")
            #expect(await files.preference(named: "link") == nil)
            #expect(mkfifo(folder + "/pipe.json", 0o600) == 0)
            #expect(await files.preference(named: "pipe") == nil)
        }
    }

    @Test func `a folder that is gone loses nothing but the preference`() async {
        let files = PreferenceFiles(folder: StateFolder(path: "/no/such/folder"))
        await files.keep("x", named: "board-list")
        #expect(await files.preference(named: "board-list") == nil)
    }
}
