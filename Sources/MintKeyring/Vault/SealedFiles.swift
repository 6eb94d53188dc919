import Glibc
import MintCore

/// The folder of sealed files, checked to be ours alone. One of a moment: it holds a descriptor.
struct SealedFiles: ~Copyable {
    private let folder: PrivateFolder

    /// The largest sealed file that is read or written: 64 KiB in base64url, with room for the header.
    static let largest = 96 * 1024
    /// Writers take turns by a lock on this file; it stays.
    static let lockName = ".lock"

    /// - Returns: `nil` where there is no folder.
    init?(at path: String, disk: DiskCalls) throws(VaultFailure) {
        guard let folder = try onDisk({ () throws(FileFailure) in try PrivateFolder(at: path, disk: disk) }) else {
            return nil
        }
        try self.init(checking: folder)
    }

    /// Makes the folder (0700) where it is missing.
    init(makingAt path: String, disk: DiskCalls) throws(VaultFailure) {
        let folder = try onDisk { () throws(FileFailure) in try PrivateFolder.make(at: path, disk: disk) }
        try self.init(checking: folder)
    }

    private init(checking folder: consuming PrivateFolder) throws(VaultFailure) {
        self.folder = folder
        let path = self.folder.path.plainLine()
        let status: stat
        do throws(FileFailure) {
            status = try self.folder.status()
        } catch {
            throw .file(error)
        }
        guard status.st_uid == geteuid() else {
            throw .notReady(.refused("the folder \(path) belongs to another user"))
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .notReady(.refused("the folder \(path) is open to others; chmod 700 it"))
        }
    }

    func path(of name: String) -> String { folder.path(of: name) }

    /// The sealed files, and how many others are on their way or were left by a killed writer; in order.
    func names() throws(VaultFailure) -> (sealed: [String], temporary: Int) {
        do throws(FileFailure) {
            let all = try folder.names()
            return (
                all.filter { $0.hasSuffix(".jwe") && !$0.hasPrefix(".") }.sorted(),
                all.count { PrivateFolder.isTemporary($0) }
            )
        } catch {
            throw .file(error)
        }
    }

    /// - Returns: `nil` where there is no such file.
    /// - Throws: ``VaultFailure/damaged(_:)`` for a link, a folder, and for what is too large to be ours.
    func contents(of name: String) throws(VaultFailure) -> [UInt8]? {
        let path = folder.path(of: name)
        do throws(FileFailure) {
            guard let file = try folder.open(name) else { return nil }
            guard try file.status(of: path).st_mode & S_IFMT == S_IFREG,
                let bytes = try file.contents(limit: Self.largest, path: path)
            else { throw FileFailure("open", path, code: ELOOP) }
            return bytes
        } catch {
            throw error.code == ELOOP ? .damaged(path) : .file(error)
        }
    }

    /// The key that a file names; `nil` for one that is gone, or that is no sealed file of ours.
    func keyID(of name: String) throws(VaultFailure) -> String? {
        do throws(VaultFailure) {
            return try contents(of: name).flatMap { VaultKey.named(by: $0) }
        } catch {
            guard case .damaged = error else { throw error }
            return nil
        }
    }

    func replace(_ name: String, with bytes: [UInt8]) throws(VaultFailure) {
        do throws(FileFailure) { try folder.replace(name, with: bytes) } catch { throw .file(error) }
    }

    /// Several at once; `nil` removes a file.
    ///
    /// - Returns: What went wrong with each, in their order.
    func change(_ changes: [PrivateFolder.Change]) -> [VaultFailure?] {
        folder.change(changes).map { $0.map { .file($0) } }
    }

    /// Only for who has the lock.
    func removeLeftovers() throws(VaultFailure) {
        do throws(FileFailure) { try folder.removeLeftovers() } catch { throw .file(error) }
    }

    func whileLocked<R>(
        patience: Duration, _ body: () async throws(VaultFailure) -> R
    ) async throws(VaultFailure) -> R {
        try await folder.whileLocked(Self.lockName, patience: patience, body)
    }
}

/// A file's trouble in the vault's terms.
func onDisk<R: ~Copyable>(_ body: () throws(FileFailure) -> R) throws(VaultFailure) -> R {
    do throws(FileFailure) {
        return try body()
    } catch {
        throw .file(error)
    }
}
