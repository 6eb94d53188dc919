import GRDB
import MintCore

/// Whose database this is and of which version: what its header says, read without touching a table.
struct Condition: Equatable {
    enum Verdict {
        case current, needsMigration
        /// Our tables, in a copy that left WAL mode: what `VACUUM INTO` or a restored backup makes.
        case needsWAL
    }

    var applicationID: Int
    var version: Int
    /// The migrator's own table does not count: it is made before the first migration's transaction.
    var isEmpty: Bool
    var journalMode: String

    init(applicationID: Int, version: Int, isEmpty: Bool, journalMode: String) {
        self.applicationID = applicationID
        self.version = version
        self.isEmpty = isEmpty
        self.journalMode = journalMode
    }

    init(_ db: Database) throws {
        applicationID = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        isEmpty =
            try Int.fetchOne(db, sql: "SELECT 1 FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations' LIMIT 1") == nil
        journalMode = try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? ""
    }

    func verdict(at path: String) throws(StateError) -> Verdict {
        if isEmpty && version == 0 && applicationID == 0 { return .needsMigration }
        guard applicationID == Schema.applicationID else {
            throw .damaged(path: path, reason: "it is not a database of Mintmark")
        }
        if version > Schema.version { throw .tooNew(path: path) }
        if version < Schema.version { return .needsMigration }
        return journalMode == "wal" ? .current : .needsWAL
    }
}
