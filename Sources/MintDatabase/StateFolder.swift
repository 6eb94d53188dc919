public import MintCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The folder that holds what is not secret: `mintmark.sqlite` and `locks/`.
///
/// One place whatever the environment, so that cron and a login shell meet at the same locks (B5).
public struct StateFolder: Equatable, Sendable {
    public let path: String

    /// - Parameter path: Absolute; need not exist yet.
    public init(path: String) { self.path = path }

    public var databasePath: String { path + "/mintmark.sqlite" }
    public var locksPath: String { path + "/locks" }

    /// Makes the folder, with missing parents, 0700; checks one that exists. Changes no mode that it finds.
    ///
    /// - Throws: ``StateError/permissions(path:reason:)`` where others may enter it or another user owns it,
    ///   ``StateError/readOnly(path:reason:)`` and ``StateError/diskFull(path:)`` where it cannot be made.
    public func prepare() throws(StateError) {
        try Self.prepare(path)
    }

    /// The same for `locks/`, which only a writer needs.
    func prepareLocks() throws(StateError) {
        try prepare()
        try Self.prepare(locksPath)
    }

    /// Makes an empty database file, 0600, where there is none; checks one that exists.
    func prepareDatabase() throws(StateError) {
        let path = databasePath
        // mknod and not open: closing a descriptor would drop every POSIX lock that another SQLite connection of
        // this process holds on the file (https://sqlite.org/howtocorrupt.html, 2.2).
        if try FileStatus(linkAt: path) == nil, mknod(path, S_IFREG | 0o600, 0) != 0, errno != EEXIST {
            throw StateError(errno: errno, at: path)
        }
        guard let status = try FileStatus(linkAt: path) else {
            throw .failed(path: path, reason: "the file vanished while it was being opened")
        }
        guard status.isRegular else { throw .damaged(path: path, reason: "it is not a regular file") }
        try status.requirePrivate(at: path, mode: "600")
        guard status.mode & 0o400 != 0 else {
            throw .failed(path: path, reason: "its mode lets nobody read it; run: chmod 600 \(path.shellWord)")
        }
        // SQLite takes a file shorter than its smallest page for an empty one and would write over it.
        guard status.size == 0 || status.size >= 512 else {
            throw .damaged(path: path, reason: "the file is not a database")
        }
    }

    /// Whether this process may write the database and the files that SQLite puts beside it.
    var isWritable: Bool {
        faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0
            && faccessat(AT_FDCWD, databasePath, R_OK | W_OK, AT_EACCESS) == 0
    }

    private static func prepare(_ path: String) throws(StateError) {
        if try FileStatus(at: path) == nil { try make(path) }
        guard let status = try FileStatus(at: path), let link = try FileStatus(linkAt: path) else {
            throw .failed(path: path, reason: "the folder vanished while it was being opened")
        }
        guard status.isFolder else { throw .failed(path: path, reason: "it is not a folder") }
        // A link may lead to another folder of ours; one that somebody else planted may not.
        if link.isLink { try link.requireOwner(at: path) }
        try status.requirePrivate(at: path, mode: "700")
    }

    private static func make(_ path: String) throws(StateError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw StateError(errno: errno, at: path)
        }
        try make(String(path[..<slash]))
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw StateError(errno: errno, at: path) }
    }
}
