import GRDB
import MintCore
import Synchronization

/// Profiles, sessions, discoveries and cached metadata in SQLite, over one connection. Any number of processes may have the folder open.
///
/// A write is not cancellable: once asked for, it is committed or has failed when the call returns. A committed pointer
/// is on the disk (WAL with `synchronous=FULL`); what was noted of a use or a contact may be lost with the power.
public final class SQLiteState: Sendable {
    private let connection: Mutex<Connection>
    let folder: StateFolder
    let clock: WallClock
    /// What others said passes this before it is written: the last line of defence against a secret in it.
    let redact: @Sendable (String) -> String
    /// Opens another one where the disk was full before.
    private let reopen: @Sendable () -> Connection?
    /// Calls that nobody has begun to write yet.
    let waiting = Mutex<[QueuedWrite]>([])
    /// Whether something was written that a copy of the main file alone should hold.
    let isWorthFolding = Atomic(false)

    init(
        _ connection: Connection, folder: StateFolder, clock: @escaping WallClock,
        reopen: @escaping @Sendable () -> Connection?, redact: @escaping @Sendable (String) -> String
    ) {
        self.connection = Mutex(connection)
        self.folder = folder
        self.clock = clock
        self.reopen = reopen
        self.redact = redact
    }

    /// The connection as it is to be used now. One that was opened on a full disk is not kept: it sees nothing that others
    /// write, and the next one may find room.
    var present: Connection {
        connection.withLock { connection in
            guard connection.isFull, ContinuousClock.now >= connection.goodUntil, var next = reopen() else {
                return connection
            }
            next.number = connection.number + 1
            connection = next
            return next
        }
    }

    /// Whether the folder can only be read; every write then throws ``StateError/readOnly(path:reason:)``, or
    /// ``StateError/diskFull(path:)`` where that is the reason.
    public var isReadOnly: Bool { present.isReadOnly }

    /// The longest log, in bytes, that a process leaves behind: the next one reads it in a fraction of a millisecond.
    static let smallLog = 256 * 1024

    /// Whether a process may end by `exit` without ``close()``: a log is as safe as the database that it belongs to, and
    /// folding it in makes whoever only wanted a token wait for the disk twice. Not after a change of a profile, nor where
    /// the log has grown.
    public var mayEndOpen: Bool {
        guard !connection.withLock(\.isReadOnly), !isWorthFolding.load(ordering: .relaxed) else { return false }
        guard let log = try? FileStatus(linkAt: folder.databasePath + "-wal") else { return true }
        return log.size < Self.smallLog
    }

    /// Folds what SQLite keeps beside the database into it, and closes it. Letting go of the last reference does it too;
    /// call it where a process ends by `exit`. Calls that come later throw.
    public func close() {
        // Fails only for statements still in use, which the queue rules out.
        try? connection.withLock { $0.queue }.close()
    }

    /// Runs on the database's own thread. One statement is one snapshot, so that a read needs no transaction.
    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(StateError) -> T {
        let result: Result<T, StateError> = await withCheckedContinuation { continuation in
            present.queue.asyncWriteWithoutTransaction { [folder] db in
                continuation.resume(returning: Self.result(folder) { try body(db) })
            }
        }
        return try result.get()
    }

    static func result<T>(_ folder: StateFolder, _ body: () throws -> T) -> Result<T, StateError> {
        do {
            return .success(try body())
        } catch {
            return .failure(StateError(error, at: folder.databasePath) { folder.isOnFullDisk })
        }
    }

    /// A refusal that is ours and not SQLite's; ends the transaction that it is thrown in.
    func refusal(_ reason: String) -> StateError {
        .failed(path: folder.databasePath, reason: reason)
    }
}
