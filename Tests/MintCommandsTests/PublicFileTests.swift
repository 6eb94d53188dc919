import Foundation
import MintCore
import Testing

@testable import MintCommands

@Suite struct PublicFileTests {
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "public-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder + "/www", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func mode(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test(arguments: [(0o600, 0o600), (0o640, 0o640), (0o777, 0o644), (0o664, 0o644)])
    func `a link stays a link, and what it leads to keeps its mode, writable for its owner alone`(
        old: Int, new: Int
    ) throws {
        try inFolder { folder in
            let target = folder + "/www/jwks.json", link = folder + "/jwks.json"
            try Data([1]).write(to: URL(filePath: target))
            try FileManager.default.setAttributes([.posixPermissions: old], ofItemAtPath: target)
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "www/jwks.json")
            try PublicFile.write([2], to: link, keepsMode: true)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "www/jwks.json")
            #expect(FileManager.default.contents(atPath: target) == Data([2]))
            #expect(try mode(of: target) == new)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["jwks.json", "www"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/www") == ["jwks.json"])
        }
    }

    @Test func `a link that leads nowhere yet is filled, and one that leads to itself is refused`() throws {
        try inFolder { folder in
            let target = folder + "/www/jwks.json", link = folder + "/jwks.json"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
            try PublicFile.write([2], to: link, keepsMode: true)
            #expect(FileManager.default.contents(atPath: target) == Data([2]))
            #expect(try mode(of: target) == 0o644)
            let ring = folder + "/ring"
            try FileManager.default.createSymbolicLink(atPath: ring, withDestinationPath: "ring")
            #expect(throws: Failure.self) { try PublicFile.write([2], to: ring) }
        }
    }
}
