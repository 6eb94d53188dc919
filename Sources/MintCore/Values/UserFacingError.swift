/// What a person needs when something fails: one line, the next step, and what a script sees.
public protocol UserFacingError: Error, Sendable {
    /// What happened, to which profile, at which host; one plain line, no full stop.
    var headline: String { get }
    /// The next command to run or the setting to try; may span lines.
    var hint: String? { get }
    var exitStatus: ExitStatus { get }
}

/// The exit codes of the command line (README, "Exit codes").
public enum ExitStatus: Int32, Sendable, Codable {
    case ok = 0
    /// Usage, or a local failure: disk, database.
    case local = 1
    /// The server said no; a JSON-RPC error; a tool's `isError`.
    case server = 2
    case network = 3
    case authentication = 4
    /// The store is in any state but `ready`, or the passphrase was wrong.
    case store = 5
    case attention = 8
    case interrupted = 130
}

/// An error that has become words: what crosses from the services to a screen or a stream.
public struct Failure: UserFacingError, Equatable {
    public var headline: String
    public var hint: String?
    public var exitStatus: ExitStatus

    public init(headline: String, hint: String? = nil, exitStatus: ExitStatus = .local) {
        self.headline = headline
        self.hint = hint
        self.exitStatus = exitStatus
    }

    /// The same with every text passed through `redact`.
    public func redacted(by redact: (String) -> String) -> Failure {
        Failure(headline: redact(headline), hint: hint.map(redact), exitStatus: exitStatus)
    }

    /// Words for any error; one that has none of its own is named by its type, never dumped.
    public init(_ error: any Error) {
        switch error {
        case let failure as Failure:
            self = failure
        case let error as any UserFacingError:
            self.init(headline: error.headline, hint: error.hint, exitStatus: error.exitStatus)
        case is CancellationError:
            self.init(headline: "Interrupted", exitStatus: .interrupted)
        default:
            self.init(headline: "Unexpected failure (\(type(of: error)))", exitStatus: .local)
        }
    }
}
