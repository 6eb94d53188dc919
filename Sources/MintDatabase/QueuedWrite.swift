import GRDB
import MintCore

/// One call that waits to be written.
struct QueuedWrite: Sendable {
    var durability: SQLiteState.Durability
    /// Changes the rows. What it returns answers the call, and is for after the commit.
    var change: @Sendable (Database) throws -> @Sendable () -> Void
    /// Answers the call with an error; its rows are as they were.
    var fail: @Sendable (any Error) -> Void
}

extension Database {
    /// Runs writes in their order, in one transaction, so that they wait for the disk once. Each is whole or undone by
    /// itself, and is answered when what it did is committed.
    func runTogether(_ writes: [QueuedWrite]) {
        if writes.count <= 1 { return runAlone(writes[...]) }
        // A level that cannot be set leaves the stronger one.
        let durability: SQLiteState.Durability = writes.allSatisfy { $0.durability == .mayBeLost } ? .mayBeLost : .kept
        switch transaction(durability, of: writes) {
        case .committed(let answers):
            for answer in answers { answer() }
        case .failed(let error):
            for write in writes { write.fail(error) }
        case .undone:
            runAlone(writes[...])
        }
    }

    private enum Outcome {
        case committed([@Sendable () -> Void])
        /// For each of them: nothing could begin, or the disk did not take what all had done.
        case failed(any Error)
        /// By one of them, or because there was too much of it: alone, the others may go through.
        case undone
    }

    private func transaction(_ durability: SQLiteState.Durability, of writes: [QueuedWrite]) -> Outcome {
        var (wasUndone, isComplete) = (false, false)
        do {
            return try inTransaction(durability) {
                let answers = try writes.map { write in try part(write) { wasUndone = true } }
                isComplete = true
                return .committed(answers)
            }
        } catch {
            let isTooMuch = isComplete && (error as? DatabaseError)?.resultCode == .SQLITE_FULL
            return wasUndone || isTooMuch ? .undone : .failed(error)
        }
    }

    /// - Parameter undone: Called where SQLite answers an error by rolling all of the transaction back
    ///   (https://sqlite.org/lang_transaction.html, 3).
    /// - Throws: Only then; what the write itself throws becomes its answer.
    private func part(_ write: QueuedWrite, undone: () -> Void) throws -> @Sendable () -> Void {
        do {
            var answer: (@Sendable () -> Void)?
            try inSavepoint {
                answer = try write.change(self)
                return .commit
            }
            guard let answer else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
            return answer
        } catch {
            guard isInsideTransaction else {
                undone()
                throw error
            }
            return { write.fail(error) }
        }
    }

    /// Each in a transaction of its own. Where one cannot begin, the next would only wait as long for the same.
    private func runAlone(_ writes: ArraySlice<QueuedWrite>) {
        for (index, write) in zip(writes.indices, writes) {
            var hasBegun = false
            do {
                let answer = try inTransaction(write.durability) {
                    hasBegun = true
                    return try write.change(self)
                }
                answer()
            } catch {
                if !hasBegun { return writes[index...].forEach { $0.fail(error) } }
                write.fail(error)
            }
        }
    }

    /// Takes the write lock first, so that what the body reads stays true until the commit.
    private func inTransaction<T>(_ durability: SQLiteState.Durability, _ body: () throws -> T) throws -> T {
        if durability == .mayBeLost { try execute(sql: "PRAGMA synchronous = NORMAL") }
        defer { if durability == .mayBeLost { try? execute(sql: "PRAGMA synchronous = FULL") } }
        var result: T?
        try inTransaction(.immediate) {
            result = try body()
            return .commit
        }
        guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
        return result
    }
}
