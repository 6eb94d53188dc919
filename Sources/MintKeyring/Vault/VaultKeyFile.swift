import Glibc
import MintCore

/// A file that the data keys lie in, outside of the data folder: the operator's key file, or what systemd hands to a
/// service as a credential.
///
/// A key file without a passphrase protects copies and backups of the data, not against root or against other programs of
/// the same user.
struct VaultKeyFile: Sendable {
    let path: String
    /// Read only, and checked for the owner and mode that systemd gives it.
    var isCredential = false

    /// What lies in the file.
    enum Content: Sendable, Equatable {
        case plain(VaultKeySet)
        case sealed(PassphraseEnvelope)
        /// Neither; the text says what is the matter, as the end of a sentence.
        case unreadable(String)
    }

    private var folderPath: String { PrivateFolder.parent(of: path) }
    private var name: String { path.split(separator: "/").last.map { String($0) } ?? path }
    /// The most that a key file may hold, in bytes.
    static var largest: Int { 8192 }

    /// For a sentence.
    var words: String { (isCredential ? "the systemd credential " : "the key file ") + path.plainLine() }

    /// - Returns: `nil` where there is no file.
    /// - Throws: ``VaultFailure/notReady(_:)`` with the reason: a link, another owner, a mode wider than 0600.
    func load() throws(VaultFailure) -> Content? {
        guard let folder = try reading({ () throws(FileFailure) in try PrivateFolder(at: folderPath) }),
            let file = try reading({ () throws(FileFailure) in try folder.open(name) })
        else { return nil }
        let folderStatus = try reading { () throws(FileFailure) in try folder.status() }
        let status = try reading { () throws(FileFailure) in try file.status(of: path) }
        if let trouble = trouble(withFolder: folderStatus) ?? trouble(withFile: status) { throw unavailable(trouble) }
        let contents = try reading { () throws(FileFailure) in try file.contents(limit: Self.largest, path: path) }
        guard var contents else { throw unavailable("is too large to be a vault key") }
        defer { contents.wipe() }
        return Self.read(contents)
    }

    static func read(_ bytes: [UInt8]) -> Content {
        if let set = VaultKeySet(json: bytes) { return .plain(set) }
        do throws(PassphraseEnvelope.Trouble) {
            return .sealed(try PassphraseEnvelope(file: bytes))
        } catch {
            switch error {
            case .rounds(let rounds):
                let range = PassphraseEnvelope.rounds
                return .unreadable(
                    "is damaged: it asks for \(rounds) rounds, not \(range.lowerBound) to \(range.upperBound)")
            case .shape where bytes.starts(with: "eyJ".utf8):
                return .unreadable("is damaged: it starts as a JWE that a passphrase opens, and is none")
            case .shape:
                return .unreadable(
                    "is not a vault key (a JWK with 256 bits, a set of them, or one sealed by a passphrase)")
            }
        }
    }

    /// Runs `body` while no other process changes this file, from whichever vault: several may share it. Who also takes
    /// the writers' lock of a vault takes that one first.
    func whileLocked<R>(
        patience: Duration, disk: DiskCalls, _ body: () async throws(VaultFailure) -> R
    ) async throws(VaultFailure) -> R {
        let folder = try reading { () throws(FileFailure) in try PrivateFolder.make(at: folderPath, disk: disk) }
        return try await folder.whileLocked(".\(name).lock", patience: patience, body)
    }

    /// Makes the file where there is none. Of several processes at once one succeeds. Only for who has the file's lock.
    ///
    /// - Returns: Whether it was us.
    func create(_ content: Content, disk: DiskCalls) throws(VaultFailure) -> Bool {
        var bytes = content.bytes
        defer { bytes.wipe() }
        return try reading { () throws(FileFailure) in
            try PrivateFolder.make(at: folderPath, disk: disk).create(name, with: bytes)
        }
    }

    /// Puts new content in the place of the old, which stays until the new is on the disk and was read back. Only for who
    /// has the file's lock.
    func replace(with content: Content, disk: DiskCalls) throws(VaultFailure) {
        var bytes = content.bytes
        defer { bytes.wipe() }
        try onDisk { () throws(FileFailure) in
            guard let folder = try PrivateFolder(at: folderPath, disk: disk) else {
                throw FileFailure("write", path, code: ENOENT)
            }
            try folder.removeLeftovers(of: name)
            try folder.replace(name, with: bytes)
        }
    }

    /// Whether ``create(_:disk:)`` would be let; throws the system's reason where not.
    func checkMakeable() throws(VaultFailure) {
        try reading { () throws(FileFailure) in try PrivateFolder.checkMakeable(at: folderPath) }
    }

    func unavailable(_ trouble: String) -> VaultFailure {
        .notReady(.keyUnavailable("\(words) \(trouble)"))
    }

    private func reading<R: ~Copyable>(_ body: () throws(FileFailure) -> R) throws(VaultFailure) -> R {
        do throws(FileFailure) {
            return try body()
        } catch {
            let name = isCredential ? "the systemd credential" : "the key file"
            throw .notReady(.keyUnavailable("\(name) is not usable: \(error.reason)"))
        }
    }
}

extension VaultKeyFile.Content {
    /// As it is written: one line.
    fileprivate var bytes: [UInt8] {
        switch self {
        case .plain(let set): Array((set.json + "\n").utf8)
        case .sealed(let envelope): Array((envelope.serialized + "\n").utf8)
        case .unreadable: []  // never made to be written
        }
    }
}

extension VaultKeyFile {
    private func trouble(withFile status: stat) -> String? {
        let mode = status.st_mode & 0o7777
        if status.st_mode & S_IFMT != S_IFREG { return "is not a regular file" }
        // systemd leaves a credential to root and lets the service's user read it by an access list, whose mask `stat` shows
        // as the group's permission.
        let isSystemd = isCredential && status.st_uid == 0 && status.st_gid == 0
        if status.st_uid != geteuid(), !isSystemd { return "belongs to another user" }
        if mode & (isSystemd ? 0o037 : 0o077) != 0 {
            return "is readable by others (\(Self.octal(mode))); chmod 600 it"
        }
        if mode & ~(isSystemd ? 0o640 : 0o600) != 0 { return "has the mode \(Self.octal(mode)); chmod 600 it" }
        return nil
    }

    /// Who can write to the folder can put another key there.
    private func trouble(withFolder status: stat) -> String? {
        let mode = status.st_mode & 0o7777
        if status.st_uid != geteuid(), status.st_uid != 0 { return "lies in another user's folder" }
        if mode & 0o022 != 0, mode & 0o1000 == 0 {
            return "lies in a folder that others can write to (\(Self.octal(mode)))"
        }
        return nil
    }

    private static func octal(_ mode: mode_t) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(4 - digits.count, 0)) + digits
    }
}
