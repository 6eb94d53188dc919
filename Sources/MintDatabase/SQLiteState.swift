import GRDB
import MintCore
import Synchronization

/// Profiles, sessions, discoveries and cached metadata in SQLite, over one connection. Any number of processes may have the folder open.
///
/// A write is not cancellable: once asked for, it is committed or has failed when the call returns. A committed pointer
/// is on the disk (WAL with `synchronous=FULL`); what was noted of a use or a contact may be lost with the power.
public final class SQLiteState: Sendable {
    let queue: DatabaseQueue
    let folder: StateFolder
    let clock: WallClock
    /// What others said passes this before it is written: the last line of defence against a secret in it.
    let redact: @Sendable (String) -> String
    /// Whether the folder could only be read when this was opened; every write then throws ``StateError/readOnly(path:reason:)``.
    public let isReadOnly: Bool
    /// Calls that nobody has begun to write yet.
    let waiting = Mutex<[QueuedWrite]>([])

    init(
        queue: DatabaseQueue, folder: StateFolder, clock: @escaping WallClock, isReadOnly: Bool,
        redact: @escaping @Sendable (String) -> String
    ) {
        self.queue = queue
        self.folder = folder
        self.clock = clock
        self.redact = redact
        self.isReadOnly = isReadOnly
    }

    /// Folds what SQLite keeps beside the database into it, and closes it. Letting go of the last reference does it too;
    /// call it where a process ends by `exit`. Calls that come later throw.
    public func close() {
        try? queue.close()  // fails only for statements still in use, which the queue rules out
    }

    /// Runs on the database's own thread. One statement is one snapshot, so that a read needs no transaction.
    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(StateError) -> T {
        let result: Result<T, StateError> = await withCheckedContinuation { continuation in
            queue.asyncWriteWithoutTransaction { [folder] db in
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
