public import MintCore

/// The three standard streams, and whether a person is behind them. Results go out, everything else goes to `err`.
public struct Console: Sendable {
    public var out: @Sendable (String) -> Void
    public var err: @Sendable (String) -> Void
    public var inputIsTerminal: Bool
    public var outputIsTerminal: Bool
    /// All of stdin, at most 1 MiB.
    public var readInput: @Sendable () throws -> [UInt8]
    /// Asks on the terminal; `nil` where the answer ended the input.
    public var ask: @Sendable (_ prompt: String) -> String?
    /// Asks without echo.
    public var askSecret: @Sendable (_ prompt: String) -> Secret?
    /// Whether nobody reads `out` any more; for what would else go on for ever.
    public var outputIsGone: @Sendable () -> Bool

    public init(
        out: @escaping @Sendable (String) -> Void, err: @escaping @Sendable (String) -> Void, inputIsTerminal: Bool,
        outputIsTerminal: Bool, readInput: @escaping @Sendable () throws -> [UInt8],
        ask: @escaping @Sendable (String) -> String?, askSecret: @escaping @Sendable (String) -> Secret?,
        outputIsGone: @escaping @Sendable () -> Bool = { false }
    ) {
        self.out = out
        self.err = err
        self.inputIsTerminal = inputIsTerminal
        self.outputIsTerminal = outputIsTerminal
        self.readInput = readInput
        self.ask = ask
        self.askSecret = askSecret
        self.outputIsGone = outputIsGone
    }

    func print(_ line: String) { out(line + "\n") }
    func note(_ line: String) { err(line + "\n") }
}
