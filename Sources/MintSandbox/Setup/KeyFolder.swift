internal import FoundationEssentials
internal import Glibc

/// The folder that holds the practice clients' private keys.
struct KeyFolder: Sendable {
    let path: String

    /// Makes the folder 0700 where it is missing; refuses one that is not ours alone.
    init(at path: String) throws(SandboxError) {
        self.path = path
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .keyFolderUnusable(path: path, reason: "it cannot be made")
        }
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw .keyFolderUnusable(path: path, reason: "it is not a folder")
        }
        guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            throw .keyFolderUnusable(path: path, reason: "it must be yours with mode 0700")
        }
    }

    /// Writes a file of mode 0600 in one step: a reader sees the old key or the new one. Returns its path.
    func write(_ text: String, named name: String) throws(SandboxError) -> String {
        let target = path + "/" + name
        let temporary = target + ".new"
        _ = unlink(temporary)
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("create \(name)") }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard written > 0 else {
                if written < 0, errno == EINTR { continue }
                let failure = failure("write \(name)")
                _ = close(file)
                _ = unlink(temporary)
                throw failure
            }
            rest = rest.dropFirst(written)
        }
        guard close(file) == 0, rename(temporary, target) == 0 else { throw failure("write \(name)") }
        return target
    }

    private func failure(_ what: String) -> SandboxError {
        .keyFolderUnusable(path: path, reason: "cannot \(what): \(String(cString: strerror(errno)))")
    }
}
