public import MintCore
public import MintScreen

/// Why the board was left.
public enum BoardEnding: Equatable, Sendable {
    /// A key asked for it.
    case quit
    case signal(TerminationSignal)
    /// The terminal went away.
    case terminalClosed
    /// The task that ran the board was cancelled.
    case cancelled

    public var exitStatus: ExitStatus {
        switch self {
        case .quit: .ok
        case .signal, .terminalClosed, .cancelled: .interrupted
        }
    }
}
