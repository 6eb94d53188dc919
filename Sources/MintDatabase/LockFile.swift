import MintCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// An open lock file: one open file description, so that two of them exclude each other within one process too.
///
/// The file is never deleted: a process could then lock the deleted file while the next one locks its successor.
struct LockFile: ~Copyable {
    private let path: String
    private let descriptor: CInt

    private init(path: String, descriptor: CInt) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { _ = close(descriptor) }

    /// Opens the file, 0600, making it where it is missing.
    private static func opened(at path: String) throws(StateError) -> LockFile {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            if errno == ELOOP { throw .permissions(path: path, reason: "it is a symbolic link") }
            throw StateError(errno: errno, at: path)
        }
        let file = LockFile(path: path, descriptor: descriptor)
        let status = try FileStatus(descriptor: descriptor, path: path)
        guard status.isRegular else { throw .failed(path: path, reason: "it is not a regular file") }
        try status.requirePrivate(at: path, mode: "600")
        return file
    }

    /// - Returns: The file, locked; `nil` when somebody else holds it.
    static func lockedNow(at path: String) throws(StateError) -> LockFile? {
        while true {
            let file = try opened(at: path)
            guard try file.lock(LOCK_EX | LOCK_NB) else { return nil }
            if try file.isStillInPlace() { return file }
        }
    }

    /// Blocks the calling thread for as long as somebody else holds the file.
    static func lockedWhenFree(at path: String) throws(StateError) -> LockFile {
        while true {
            let file = try opened(at: path)
            if try file.lock(LOCK_EX), try file.isStillInPlace() { return file }
        }
    }

    /// Unlocks at once, even where a child that was forked at this moment still has the descriptor.
    consuming func unlock() {
        _ = flock(descriptor, LOCK_UN)
    }

    private func lock(_ operation: CInt) throws(StateError) -> Bool {
        while flock(descriptor, operation) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return false
            default: throw StateError(errno: errno, at: path)
            }
        }
        return true
    }

    /// Whether the path still names what we locked: somebody may have cleared the folder by hand meanwhile.
    private func isStillInPlace() throws(StateError) -> Bool {
        guard let named = try FileStatus(linkAt: path) else { return false }
        return try FileStatus(descriptor: descriptor, path: path).isSameFile(as: named)
    }
}
