import Foundation
import GRDB
import MintCore
import Testing

@testable import MintDatabase

@Suite struct StateErrorTests {
    @Test(arguments: [
        (ENOSPC, StateError.diskFull(path: "/p")), (EDQUOT, .diskFull(path: "/p")),
        (EROFS, .readOnly(path: "/p", reason: "Read-only file system")),
        (EACCES, .readOnly(path: "/p", reason: "Permission denied")),
        (ENOTDIR, .failed(path: "/p", reason: "a part of the path is not a folder")),
        (EMFILE, .failed(path: "/p", reason: "Too many open files")),
    ])
    func `a failed system call becomes words`(code: CInt, expected: StateError) {
        #expect(StateError(errno: code, at: "/p") == expected)
    }

    @Test(arguments: [
        (ResultCode.SQLITE_BUSY_SNAPSHOT, false, StateError.busy(path: "/p")),
        (.SQLITE_LOCKED, false, .busy(path: "/p")),
        (.SQLITE_FULL, false, .diskFull(path: "/p")), (.SQLITE_IOERR_SHMSIZE, true, .diskFull(path: "/p")),
        (.SQLITE_CANTOPEN, true, .diskFull(path: "/p")),
        (.SQLITE_IOERR_READ, false, .failed(path: "/p", reason: "reading or writing failed (I/O error)")),
        (.SQLITE_NOTADB, false, .damaged(path: "/p", reason: "the file is not a database")),
        (.SQLITE_CORRUPT_INDEX, false, .damaged(path: "/p", reason: "the database is malformed")),
        (.SQLITE_IOERR_CORRUPTFS, true, .damaged(path: "/p", reason: "the file system reports damage")),
        (.SQLITE_READONLY_DIRECTORY, false, .readOnly(path: "/p", reason: "the file or its folder is read-only")),
        (.SQLITE_CONSTRAINT_CHECK, false, .failed(path: "/p", reason: "the change breaks a rule of the database")),
    ])
    func `an error of SQLite becomes the state it tells of`(code: ResultCode, isFull: Bool, expected: StateError) {
        #expect(StateError(DatabaseError(resultCode: code), at: "/p") { isFull } == expected)
    }

    @Test(arguments: 1...30)
    func `no error carries SQL, a message or a value`(code: Int) {
        let error = DatabaseError(
            resultCode: ResultCode(rawValue: CInt(code)), message: "canary", sql: "canary", arguments: ["canary"],
            publicStatementArguments: true)
        let told = StateError(error, at: "/p") { false }
        #expect(!"\(told) \(told.headline) \(told.hint ?? "")".contains("canary"))
        #expect(!told.headline.contains("\n") && !told.headline.hasSuffix("."))
    }

    @Test func `what is not an error of SQLite is named by its type`() {
        struct Odd: Error { var value = "canary" }
        let told = StateError(Odd(), at: "/p") { false }
        #expect(told == .failed(path: "/p", reason: "unexpected Odd"))
        #expect(StateError(StateError.nameTaken("a"), at: "/p") { false } == .nameTaken("a"))
    }
}
