import MintCore

/// A command line that runs or ran inside of the board, with what it printed.
struct CommandRun: Equatable, Sendable {
    /// As a shell would have it, without the program's name.
    let line: String
    let words: [String]
    /// `nil` once it has ended.
    var attempt: Attempt?
    var since: Timestamp
    var output = CommandOutput()
    var outcome: Outcome?
    /// The first line shown; columns of wide lines that are out of view to the left.
    var top = 0, left = 0

    enum Outcome: Equatable, Sendable {
        case exited(Int32)
        case cancelled
    }
}
