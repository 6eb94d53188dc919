import GRDB
import MintCore
import Synchronization

extension SQLiteState {
    /// What a write leaves behind when the power fails right after it.
    enum Durability {
        case kept
        /// Kept, and in the main file once this process has ended: a copy of that file alone should hold it.
        case folded
        case mayBeLost
    }

    /// How many calls share one transaction at most: other processes want their turn, too.
    static let sharingLimit = 256

    /// All of the body or nothing of it; on the disk when the call returns. The body may run twice, its first run undone.
    ///
    /// Calls that come while another one is being written wait, and are then written together, in their order: two
    /// hundred renewals at once wait for the disk a few times, not four hundred times. One alone waits for nobody.
    func write<T: Sendable>(
        _ durability: Durability = .kept, _ body: @escaping @Sendable (Database) throws -> T
    ) async throws(StateError) -> T {
        let connection = present
        if connection.isFull { throw .diskFull(path: folder.databasePath) }
        if connection.isReadOnly {
            throw .readOnly(path: folder.databasePath, reason: "the file or its folder is read-only")
        }
        if durability == .folded { isWorthFolding.store(true, ordering: .relaxed) }
        let result: Result<T, StateError> = await withCheckedContinuation { continuation in
            let change = { @Sendable (db: Database) throws -> @Sendable () -> Void in
                let value = try body(db)
                return { continuation.resume(returning: .success(value)) }
            }
            enqueue(
                QueuedWrite(durability: durability, change: change) { [folder] error in
                    continuation.resume(returning: Self.result(folder) { throw error })
                })
        }
        return try result.get()
    }

    private func enqueue(_ write: QueuedWrite) {
        let isFirst = waiting.withLock { waiting in
            waiting.append(write)
            return waiting.count == 1
        }
        if isFirst { scheduleWrites() }
    }

    /// Once for each time that calls begin to wait, or are left waiting.
    private func scheduleWrites() {
        present.queue.asyncWriteWithoutTransaction { [self] db in
            let (writes, areMore) = waiting.withLock { waiting in
                let writes = Array(waiting.prefix(Self.sharingLimit))
                waiting.removeFirst(writes.count)
                return (writes, !waiting.isEmpty)
            }
            if areMore { scheduleWrites() }
            db.runTogether(writes)
        }
    }
}
