/// What a person needs when something fails: one line, the next step, and what a script sees.
public protocol UserFacingError: Error, Sendable {
    /// What happened, to which profile, at which host; one plain line, no full stop.
    var headline: String { get }
    /// The next command to run or the setting to try; may span lines.
    var hint: String? { get }
    var exitStatus: ExitStatus { get }
    /// What it rests on, where a server answered.
    var evidence: FailureEvidence? { get }
}

extension UserFacingError {
    public var evidence: FailureEvidence? { nil }
}

/// The request that failed, and how it was answered: for scripts, and for the line below the headline.
public struct FailureEvidence: Equatable, Sendable {
    public var method: String
    /// Without its query.
    public var url: String
    public var status: Int
    /// The protocol's own word, such as `invalid_client`.
    public var code: String?

    public init(method: String, url: String, status: Int, code: String? = nil) {
        self.method = method
        self.url = url
        self.status = status
        self.code = code
    }

    /// `POST https://as.example/token: HTTP 401, invalid_client`.
    public var line: String { "\(method) \(url): HTTP \(status)" + (code.map { ", \($0)" } ?? "") }
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
    public var evidence: FailureEvidence?

    public init(
        headline: String, hint: String? = nil, exitStatus: ExitStatus = .local, evidence: FailureEvidence? = nil
    ) {
        self.headline = headline
        self.hint = hint
        self.exitStatus = exitStatus
        self.evidence = evidence
    }

    /// The same with every text passed through `redact`.
    public func redacted(by redact: (String) -> String) -> Failure {
        var failure = Failure(
            headline: redact(headline), hint: hint.map(redact), exitStatus: exitStatus, evidence: evidence)
        failure.evidence?.url = redact(evidence?.url ?? "")
        failure.evidence?.code = evidence?.code.map(redact)
        return failure
    }

    /// Words for any error; one that has none of its own is named by its type, never dumped.
    public init(_ error: any Error) {
        switch error {
        case let failure as Failure:
            self = failure
        case let error as any UserFacingError:
            self.init(
                headline: error.headline, hint: error.hint, exitStatus: error.exitStatus, evidence: error.evidence)
        case is CancellationError:
            self.init(headline: "Interrupted", exitStatus: .interrupted)
        default:
            self.init(headline: "Unexpected failure (\(type(of: error)))", exitStatus: .local)
        }
    }
}
