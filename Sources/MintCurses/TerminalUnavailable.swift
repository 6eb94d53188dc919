/// Why no screen can be drawn here. Words for people; the command line gives it an exit status.
public enum TerminalUnavailable: Error, Equatable {
    /// Standard input or output is a file or a pipe.
    case notATerminal
    /// `TERM` is empty or not set.
    case noName
    /// `TERM` names what the terminfo database of this host does not have.
    case unknown(name: String)
    /// A terminal that cannot place its cursor, such as `dumb`.
    case tooSimple(name: String)
    /// The operating system refused something; the text says what.
    case failed(reason: String)
}

extension TerminalUnavailable {
    /// What happened, in one line.
    public var headline: String {
        switch self {
        case .notATerminal: "The board needs a terminal for input and output"
        case .noName: "TERM is not set, so nothing is known about this terminal"
        case .unknown(let name): "TERM is \(name), which this host's terminfo database does not know"
        case .tooSimple(let name): "A terminal of type TERM=\(name) cannot place its cursor, so no board can be drawn"
        case .failed(let reason): "The terminal cannot be used: \(reason)"
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .notATerminal: "`mintmark list` prints the same facts, and `mintmark list --json` for scripts."
        case .noName: "Try: TERM=xterm-256color mintmark board"
        case .unknown:
            """
            Try: TERM=xterm-256color mintmark board
            Or install the description: apt-get install ncurses-term, or from your own machine
            infocmp -x | ssh HOST -- tic -x -
            """
        case .tooSimple: "`mintmark list` prints the same facts. In a full terminal: TERM=xterm-256color mintmark board"
        case .failed: "`mintmark list` prints the same facts."
        }
    }
}
