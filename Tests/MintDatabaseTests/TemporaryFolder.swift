import Foundation
import MintCore
import MintDatabase
import TestSupport

/// A folder of its own for one test, gone with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("mintmark-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Not made yet.
    var state: StateFolder { StateFolder(path: path + "/state") }

    func open(at now: Timestamp = Practice.start, busyTimeout: Duration = .seconds(60)) throws(StateError)
        -> SQLiteState
    {
        try SQLiteState.open(in: state, clock: { now }, busyTimeout: busyTimeout)
    }

    /// Makes a database with two profiles, and closes it, so that all of it is in the one file.
    func fill() async throws {
        let state = try open()
        try await state.logIn(Practice.profile("billing"))
        try await state.logIn(Practice.profile("支払い", store: .secretService))
        state.close()
    }

    var database: Data {
        get throws { try Data(contentsOf: URL(fileURLWithPath: state.databasePath)) }
    }

    func overwrite(_ data: Data) throws {
        try data.write(to: URL(fileURLWithPath: state.databasePath))
        try mode(0o600, of: state.databasePath)
    }

    func mode(_ mode: Int, of path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    func mode(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
