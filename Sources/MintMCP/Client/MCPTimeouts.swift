/// How long an exchange may take (W-6).
public struct MCPTimeouts: Equatable, Sendable {
    /// The longest silence before and within an answer.
    public var silence: Duration = .seconds(30)
    /// The same while a tool works.
    public var callSilence: Duration = .seconds(120)
    /// The most that one operation takes with all its requests, whatever progress is reported.
    public var total: Duration = .seconds(600)
    /// For messages that end something: a cancellation, the end of a session.
    public var farewell: Duration = .seconds(2)

    public init() {}
}
