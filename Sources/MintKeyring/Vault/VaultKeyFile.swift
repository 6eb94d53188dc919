import Glibc
import MintCore

/// The file that the data key lies in: a JWK, 0600, outside of the data folder.
///
/// It protects copies and backups of the data, not against root or against other programs of the same user.
struct VaultKeyFile: Sendable {
    let path: String

    private var folderPath: String { PrivateFolder.parent(of: path) }
    private var name: String { path.split(separator: "/").last.map { String($0) } ?? path }
    /// The most that a key file may hold, in bytes.
    private static var largest: Int { 4096 }

    /// - Returns: The key, or `nil` where there is no file.
    /// - Throws: ``VaultFailure/notReady(_:)`` with the reason: a link, another owner, a mode wider than 0600, no key.
    func load() throws(VaultFailure) -> VaultKey? {
        guard let folder = try reading({ () throws(FileFailure) in try PrivateFolder(at: folderPath) }),
            let file = try reading({ () throws(FileFailure) in try folder.open(name) })
        else { return nil }
        let folderStatus = try reading { () throws(FileFailure) in try folder.status() }
        let status = try reading { () throws(FileFailure) in try file.status(of: path) }
        if let trouble = Self.trouble(withFolder: folderStatus) ?? Self.trouble(withFile: status) {
            throw unavailable(trouble)
        }
        let contents = try reading { () throws(FileFailure) in try file.contents(limit: Self.largest, path: path) }
        guard var contents else { throw unavailable("is too large to be a vault key") }
        defer { contents.wipe() }
        guard let key = VaultKey(jwk: contents) else { throw unavailable("is not a vault key (a JWK with 256 bits)") }
        return key
    }

    /// Makes the file with a new key. Of several processes at once one succeeds; the others read what that one made.
    ///
    /// - Returns: The key that lies in the file now, and whether it is a new one.
    func make() throws(VaultFailure) -> (key: VaultKey, isNew: Bool) {
        let key = VaultKey()
        var jwk = key.jwk
        defer { jwk.wipe() }
        let isNew = try reading { () throws(FileFailure) in
            try PrivateFolder.make(at: folderPath).create(name, with: jwk)
        }
        if isNew { return (key, true) }
        guard let theirs = try load() else { throw unavailable("was removed while it was made") }
        return (theirs, false)
    }

    /// Whether ``make()`` would be let; throws the system's reason where not.
    func checkMakeable() throws(VaultFailure) {
        try reading { () throws(FileFailure) in try PrivateFolder.checkMakeable(at: folderPath) }
    }

    func unavailable(_ trouble: String) -> VaultFailure {
        .notReady(.keyUnavailable("the key file \(path.plainLine()) \(trouble)"))
    }

    private func reading<R: ~Copyable>(_ body: () throws(FileFailure) -> R) throws(VaultFailure) -> R {
        do throws(FileFailure) {
            return try body()
        } catch {
            throw .notReady(.keyUnavailable("the key file is not usable: \(error.reason)"))
        }
    }
}

extension VaultKeyFile {
    private static func trouble(withFile status: stat) -> String? {
        let mode = status.st_mode & 0o7777
        if status.st_mode & S_IFMT != S_IFREG { return "is not a regular file" }
        if status.st_uid != geteuid() { return "belongs to another user" }
        if mode & 0o077 != 0 { return "is readable by others (\(octal(mode))); chmod 600 it" }
        if mode & ~0o600 != 0 { return "has the mode \(octal(mode)); chmod 600 it" }
        return nil
    }

    /// Who can write to the folder can put another key there.
    private static func trouble(withFolder status: stat) -> String? {
        let mode = status.st_mode & 0o7777
        if status.st_uid != geteuid(), status.st_uid != 0 { return "lies in another user's folder" }
        if mode & 0o022 != 0, mode & 0o1000 == 0 { return "lies in a folder that others can write to (\(octal(mode)))" }
        return nil
    }

    private static func octal(_ mode: mode_t) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(4 - digits.count, 0)) + digits
    }
}
