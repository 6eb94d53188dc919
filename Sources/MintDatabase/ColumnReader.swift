import GRDB
import GRDBSQLite
import MintCore

/// A column that does not hold what we wrote there. Says which, never what.
struct UnreadableColumn: Error, Equatable {
    var name: String
}

/// Reads the columns of the row that a statement stands on.
///
/// GRDB's `Row` stops the program at a value of another type, and text at its first NUL; a damaged or doctored file must
/// be an error. It is also several times as fast, which a list of 10,000 profiles shows.
struct ColumnReader {
    private let statement: SQLiteStatement

    init(_ statement: Statement) { self.statement = statement.sqliteStatement }

    func text(_ index: CInt) throws(UnreadableColumn) -> String {
        guard let text = try optionalText(index) else { throw unreadable(index) }
        return text
    }

    func optionalText(_ index: CInt) throws(UnreadableColumn) -> String? {
        switch sqlite3_column_type(statement, index) {
        case SQLITE_NULL: return nil
        case SQLITE_TEXT:
            guard let start = sqlite3_column_text(statement, index) else { throw unreadable(index) }
            let count = Int(sqlite3_column_bytes(statement, index))
            return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
        default: throw unreadable(index)
        }
    }

    func integer(_ index: CInt) throws(UnreadableColumn) -> Int {
        guard let integer = try optionalInteger(index) else { throw unreadable(index) }
        return integer
    }

    func optionalInteger(_ index: CInt) throws(UnreadableColumn) -> Int? {
        switch sqlite3_column_type(statement, index) {
        case SQLITE_NULL: nil
        case SQLITE_INTEGER: Int(sqlite3_column_int64(statement, index))
        default: throw unreadable(index)
        }
    }

    func time(_ index: CInt) throws(UnreadableColumn) -> Timestamp {
        guard let time = try optionalTime(index) else { throw unreadable(index) }
        return time
    }

    /// Far from where arithmetic with two of them would overflow: what a server or a hand put beyond that must not hide the
    /// profile, let alone all others.
    func optionalTime(_ index: CInt) throws(UnreadableColumn) -> Timestamp? {
        guard let seconds = try optionalInteger(index) else { return nil }
        return Timestamp(min(max(seconds, -Self.farthest), Self.farthest))
    }

    private static var farthest: Int { 1 << 53 - 1 }

    func isNull(_ index: CInt) -> Bool { sqlite3_column_type(statement, index) == SQLITE_NULL }

    /// The bytes of a text, for as long as the statement stands on the row.
    func utf8(_ index: CInt) throws(UnreadableColumn) -> UnsafeRawBufferPointer {
        guard sqlite3_column_type(statement, index) == SQLITE_TEXT, let start = sqlite3_column_text(statement, index)
        else { throw unreadable(index) }
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, index)))
    }

    func bytes(_ index: CInt) throws(UnreadableColumn) -> [UInt8] {
        guard sqlite3_column_type(statement, index) == SQLITE_BLOB else { throw unreadable(index) }
        // An empty blob has no address.
        guard let start = sqlite3_column_blob(statement, index) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, index))))
    }

    func value<T: RawRepresentable<String>>(_ index: CInt, as type: T.Type = T.self) throws(UnreadableColumn) -> T {
        guard let value = T(rawValue: try text(index)) else { throw unreadable(index) }
        return value
    }

    func unreadable(_ index: CInt) -> UnreadableColumn {
        UnreadableColumn(name: sqlite3_column_name(statement, index).map { String(cString: $0) } ?? "\(index)")
    }
}

extension Database {
    /// Runs a prepared statement and reads each row as it passes.
    func each(
        _ sql: String, _ arguments: StatementArguments = [], _ read: (ColumnReader) throws -> Void
    ) throws {
        let statement = try cachedStatement(sql: sql)
        let reader = ColumnReader(statement)
        let cursor = try Row.fetchCursor(statement, arguments: arguments)
        while try cursor.next() != nil { try read(reader) }
    }

    /// The same, for what each row is turned into.
    func rows<T>(
        _ sql: String, _ arguments: StatementArguments = [], _ read: (ColumnReader) throws -> T
    ) throws -> [T] {
        var rows: [T] = []
        try each(sql, arguments) { rows.append(try read($0)) }
        return rows
    }

    /// Whether a prepared statement answers any row.
    func exists(_ sql: String, _ arguments: StatementArguments) throws -> Bool {
        try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments).next() != nil
    }

    /// Runs a prepared statement that answers nothing.
    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
