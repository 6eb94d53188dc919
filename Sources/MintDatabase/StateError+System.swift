import GRDB
import MintCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

extension StateError {
    /// What a failed system call on a path means.
    init(errno code: CInt, at path: String) {
        let reason = String(cString: strerror(code))
        switch code {
        case ENOSPC, EDQUOT: self = .diskFull(path: path)
        case EROFS, EACCES, EPERM: self = .readOnly(path: path, reason: reason)
        case ENOTDIR: self = .failed(path: path, reason: "a part of the path is not a folder")
        default: self = .failed(path: path, reason: reason)
        }
    }

    /// What an error of SQLite means. Keeps neither SQL nor values: the words come from the result code alone.
    ///
    /// - Parameter diskIsFull: Asked only where SQLite reports an I/O error without saying which.
    init(_ error: any Error, at path: String, diskIsFull: () -> Bool) {
        if let error = error as? StateError {
            self = error
            return
        }
        if let error = error as? UnreadableColumn {
            self = .damaged(path: path, reason: "a row does not read (column \(error.name))")
            return
        }
        guard let error = error as? DatabaseError else {
            // Nothing but our own decoding is left.
            self = .failed(path: path, reason: "unexpected \(type(of: error))")
            return
        }
        let words = Self.words(for: error.resultCode)
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: self = .damaged(path: path, reason: words)
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .readOnly(path: path, reason: words)
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_CORRUPTFS:
            self = .damaged(path: path, reason: "the file system reports damage")
        case .SQLITE_IOERR, .SQLITE_CANTOPEN:
            self = diskIsFull() ? .diskFull(path: path) : .failed(path: path, reason: words)
        // Our SQL is fixed, so that only the tables can be at fault.
        case .SQLITE_ERROR where error.message?.hasPrefix("no such") == true:
            self = .damaged(path: path, reason: "a table or a column is missing")
        default: self = .failed(path: path, reason: words)
        }
    }

    private static func words(for code: ResultCode) -> String {
        switch code {
        case .SQLITE_CORRUPT: "the database is malformed"
        case .SQLITE_NOTADB: "the file is not a database"
        case .SQLITE_CANTOPEN: "the database or a file beside it could not be opened"
        case .SQLITE_IOERR: "reading or writing failed (I/O error)"
        case .SQLITE_READONLY: "the file or its folder is read-only"
        case .SQLITE_PERM, .SQLITE_AUTH: "access was refused"
        case .SQLITE_CONSTRAINT: "the change breaks a rule of the database"
        case .SQLITE_NOMEM: "there is not enough memory"
        case .SQLITE_TOOBIG: "a value is too long to be stored"
        case .SQLITE_MISUSE: "the database was closed already"
        default: "the database failed (SQLite code \(code.rawValue))"
        }
    }
}

extension StateFolder {
    /// Whether its file system has no block left for us.
    var isOnFullDisk: Bool {
        var status = statvfs()
        return statvfs(path, &status) == 0 && status.f_bavail == 0
    }
}
