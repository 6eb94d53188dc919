import GRDB
public import MintCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

extension SQLiteState {
    /// Opens the database, making folder and tables where there are none, and converting what an older Mintmark wrote.
    /// A folder that can only be read is opened for reading, where SQLite can.
    ///
    /// - Parameters:
    ///   - clock: Says when an item was superseded (``UnnamedItem/since``).
    ///   - busyTimeout: How long another process may hold the database before ``StateError/busy(path:)``.
    ///   - redact: Takes secrets out of texts that others had a say in: failures, traces.
    /// - Throws: ``StateError/permissions(path:reason:)``, ``StateError/damaged(path:reason:)``,
    ///   ``StateError/tooNew(path:)``, ``StateError/diskFull(path:)``, ``StateError/readOnly(path:reason:)``.
    public static func open(
        in folder: StateFolder, clock: @escaping WallClock, busyTimeout: Duration = .seconds(5),
        redact: @escaping @Sendable (String) -> String = { $0 }
    ) throws(StateError) -> SQLiteState {
        try folder.prepare()
        try folder.prepareDatabase()
        let isReadOnly = !folder.isWritable
        do {
            return try open(in: folder, clock: clock, busyTimeout: busyTimeout, isReadOnly: isReadOnly, redact: redact)
        } catch .diskFull where !isReadOnly && folder.holdsEverythingInOneFile {
            // SQLite makes a file beside the database even to read it. What is there can be read without.
            return try open(
                in: folder, clock: clock, busyTimeout: busyTimeout, isReadOnly: true, isFull: true, redact: redact)
        }
    }

    /// - Parameter isReadOnly: What a look at the folder found; apart, since root may write whatever the modes say.
    static func open(
        in folder: StateFolder, clock: @escaping WallClock, busyTimeout: Duration, isReadOnly: Bool,
        isFull: Bool = false, patience: Duration = .seconds(1),
        redact: @escaping @Sendable (String) -> String = { $0 }
    ) throws(StateError) -> SQLiteState {
        let connection = try connection(folder, busyTimeout, isReadOnly: isReadOnly, isFull: isFull, patience)
        return SQLiteState(
            connection, folder: folder, clock: clock,
            reopen: {
                // Read as it is now, where there is still no room to write.
                (try? Self.connection(folder, busyTimeout, isReadOnly: false))
                    ?? (try? Self.connection(folder, busyTimeout, isReadOnly: true, isFull: true, patience))
            }, redact: redact)
    }

    /// - Parameter patience: How long one on a full disk is used.
    private static func connection(
        _ folder: StateFolder, _ busyTimeout: Duration, isReadOnly: Bool, isFull: Bool = false,
        _ patience: Duration = .zero
    ) throws(StateError) -> Connection {
        let queue = try result(folder) {
            if isReadOnly { return try openedReadOnly(folder, busyTimeout) }
            let configuration = configuration(busyTimeout)
            return try DatabaseQueue(path: folder.databasePath, configuration: configuration)
        }.get()
        let condition = try result(folder) { try queue.inDatabase { try Condition($0) } }.get()
        switch try condition.verdict(at: folder.databasePath) {
        case .current: break
        case .needsMigration where isReadOnly:
            let reason = "it is empty or was written by an older Mintmark, and cannot be converted here"
            throw .readOnly(path: folder.databasePath, reason: reason)
        case .needsMigration, .needsWAL:
            if !isReadOnly { try migrate(queue, in: folder, patience: busyTimeout) }
        }
        return Connection(
            queue: queue, isReadOnly: isReadOnly, isFull: isFull, goodUntil: ContinuousClock.now + patience)
    }

    private static func configuration(_ busyTimeout: Duration) -> GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.label = "mintmark.state"
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        configuration.prepareDatabase { db in
            // A database that somebody tampered with must not run functions from its schema.
            try db.execute(
                sql: """
                    PRAGMA synchronous = FULL;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA cache_size = -8192;
                    """)
        }
        return configuration
    }

    /// A WAL database wants to write files beside itself even to be read. Where it cannot, and no log waits beside it,
    /// the main file holds everything and nobody is writing: then it may be read as unchanging.
    private static func openedReadOnly(_ folder: StateFolder, _ busyTimeout: Duration) throws -> DatabaseQueue {
        var configuration = configuration(busyTimeout)
        configuration.readonly = true
        let path = folder.databasePath
        if folder.holdsEverythingInOneFile {
            return try DatabaseQueue(path: path.immutableURI, configuration: configuration)
        }
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as DatabaseError where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) {
            let reason = "changes wait in mintmark.sqlite-wal, which SQLite can read only where it can write beside it"
            throw StateError.readOnly(path: path, reason: reason)
        }
    }

    /// Makes or converts the tables. One process at a time: switching a database to WAL ignores the busy timeout.
    private static func migrate(
        _ queue: DatabaseQueue, in folder: StateFolder, patience: Duration
    ) throws(StateError) {
        try folder.prepareLocks()
        let path = folder.locksPath + "/migration.lock"
        let deadline = ContinuousClock.now + patience
        var held = try LockFile.lockedNow(at: path)
        while held == nil {
            guard ContinuousClock.now < deadline else { throw .busy(path: folder.databasePath) }
            usleep(2000)
            held = try LockFile.lockedNow(at: path)
        }
        let result = result(folder) {
            try queue.inDatabase { db in
                guard try Condition(db).verdict(at: folder.databasePath) != .current else { return }
                _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
            }
            try Schema.migrator.migrate(queue)
        }
        held.take()?.unlock()
        try result.get()
        folder.syncEntries()
    }
}

extension StateFolder {
    /// Whether no log of changes waits beside the database.
    fileprivate var holdsEverythingInOneFile: Bool {
        var log = stat()
        return stat(databasePath + "-wal", &log) != 0 || log.st_size == 0
    }

    /// Brings the name of a file that was just made to the disk. Not every file system can; then SQLite's own care is all.
    fileprivate func syncEntries() {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        _ = close(descriptor)
    }
}

extension String {
    /// This path as a URI that tells SQLite that the file does not change while it is open (https://sqlite.org/uri.html).
    fileprivate var immutableURI: String {
        let escaped = utf8.map { byte in
            let isPlain = byte > 0x20 && byte < 0x7F && !"%?#".utf8.contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return "file://" + escaped.joined() + "?immutable=1"
    }
}
