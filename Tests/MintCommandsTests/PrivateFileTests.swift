import Foundation
import MintCore
import Testing

@testable import MintCommands

@Suite struct PrivateFileTests {
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "private-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func `a new file is its owner's alone; one that is there is not replaced unasked`() throws {
        try inFolder { folder in
            let path = folder + "/out.json"
            #expect(try PrivateFile.write([1, 2], to: path, overwrites: false))
            #expect(try !PrivateFile.write([3], to: path, overwrites: false))
            #expect(FileManager.default.contents(atPath: path) == Data([1, 2]))
            #expect(try PrivateFile.write([3], to: path, overwrites: true))
            #expect(FileManager.default.contents(atPath: path) == Data([3]))
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names == ["out.json"])
        }
    }

    @Test func `a link is not followed, a folder not replaced, and nothing is left behind`() throws {
        try inFolder { folder in
            let target = folder + "/target", link = folder + "/link"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
            #expect(try !PrivateFile.write([1], to: link, overwrites: false))
            #expect(!FileManager.default.fileExists(atPath: target))
            try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
            #expect(throws: Failure.self) { try PrivateFile.write([1], to: target, overwrites: true) }
            #expect(throws: Failure.self) { try PrivateFile.write([1], to: folder + "/no/such", overwrites: false) }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names.sorted() == ["link", "target"])
        }
    }

    @Test(
        arguments: [
            ("/a/b", "/a/b"), ("~/b", "/home/ops/b"), ("~", "/home/ops"), ("~root/b", nil), ("b", nil),
        ] as [(String, String?)])
    func `a path that is typed`(path: String, expected: String?) {
        let folder = FileManager.default.currentDirectoryPath
        #expect(PrivateFile.absolute(path, home: "/home/ops") == expected ?? "\(folder)/\(path)")
    }
}
