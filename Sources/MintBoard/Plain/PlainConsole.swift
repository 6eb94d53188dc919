public import MintCore

/// Where a dialogue by lines is held: a terminal without a cursor, a screen reader, or a pipe.
public protocol PlainConsole: Sendable {
    /// - Parameter line: Without its end; nothing in it moves a cursor.
    func say(_ line: String)
    func ask(_ prompt: String) async -> PlainInput<String>
    /// The same without echo, where there is one. A key in PEM comes whole, with all its lines, unless ":cancel" is one; an
    /// empty line ends it as well.
    ///
    /// - Parameter mayBeKey: Whether that holds for a JWK, too.
    func askSecret(_ prompt: String, mayBeKey: Bool) async -> PlainInput<Secret>
}

/// What became of a question.
public enum PlainInput<Value: Sendable>: Sendable {
    /// One line without its end.
    case line(Value)
    case end
    /// Somebody pressed ctrl-c in place of an answer.
    case interrupted

    public func map<Other>(_ change: (Value) -> Other) -> PlainInput<Other> {
        switch self {
        case .line(let value): .line(change(value))
        case .end: .end
        case .interrupted: .interrupted
        }
    }
}
