import MintCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What `stat(2)` says of a file, and our demand that it is private.
struct FileStatus: Equatable {
    var mode: mode_t
    var owner: uid_t
    /// In bytes.
    var size: Int
    var device: dev_t
    var number: ino_t

    /// Follows symbolic links; `nil` where there is nothing, or a link that leads nowhere.
    init?(at path: String) throws(StateError) {
        var status = stat()
        if stat(path, &status) != 0 {
            if errno == ENOENT { return nil }
            throw StateError(errno: errno, at: path)
        }
        self.init(status)
    }

    /// Looks at a symbolic link itself.
    init?(linkAt path: String) throws(StateError) {
        var status = stat()
        if lstat(path, &status) != 0 {
            if errno == ENOENT { return nil }
            throw StateError(errno: errno, at: path)
        }
        self.init(status)
    }

    init(descriptor: CInt, path: String) throws(StateError) {
        var status = stat()
        if fstat(descriptor, &status) != 0 { throw StateError(errno: errno, at: path) }
        self.init(status)
    }

    private init(_ status: stat) {
        (mode, owner, size) = (status.st_mode, status.st_uid, Int(status.st_size))
        (device, number) = (status.st_dev, status.st_ino)
    }

    var isFolder: Bool { mode & S_IFMT == S_IFDIR }
    var isRegular: Bool { mode & S_IFMT == S_IFREG }
    var isLink: Bool { mode & S_IFMT == S_IFLNK }

    func isSameFile(as other: FileStatus) -> Bool { device == other.device && number == other.number }

    func requireOwner(at path: String) throws(StateError) {
        guard owner != geteuid() else { return }
        throw .permissions(path: path, reason: "it belongs to user \(owner), and this is user \(geteuid())")
    }

    /// - Parameter wanted: What `chmod` is to be given, in the error: `700`.
    func requirePrivate(at path: String, mode wanted: String) throws(StateError) {
        try requireOwner(at: path)
        guard mode & 0o077 != 0 else { return }
        let octal = String(mode & 0o7777, radix: 8)
        throw .permissions(
            path: path, reason: "others may use it (mode \(octal)); run: chmod \(wanted) \(path.shellWord)")
    }
}
