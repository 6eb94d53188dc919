import Foundation
import TestSupport

/// A folder in which `Tests/Interop/with-keyring-state` makes a session with a Secret Service in a given state.
struct KeyringRoom: Sendable {
    let path: String

    static func with<R>(_ body: (KeyringRoom) async throws -> R) async throws -> R {
        let path = FileManager.default.temporaryDirectory.appending(path: "mk-\(UInt32.random(in: 0...UInt32.max))")
            .path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(KeyringRoom(path: path))
    }

    /// What runs the words behind it in that state.
    func command(_ state: String) -> String {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let script = tests.appending(path: "Interop/with-keyring-state").path
        return "MINTMARK=\(Program.path) \(script) \(state) \(path)"
    }
}
