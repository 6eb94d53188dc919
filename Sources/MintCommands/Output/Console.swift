public import MintCore

/// The three standard streams, and whether a person is behind them. Results go out, everything else goes to `err`.
public struct Console: Sendable {
    public var out: @Sendable (String) -> Void
    /// The same stream, for the results that are secrets on purpose: nothing else passes unlooked at.
    public var handOut: @Sendable (String) -> Void
    public var err: @Sendable (String) -> Void
    public var inputIsTerminal: Bool
    public var outputIsTerminal: Bool
    /// All of stdin, at most 1 MiB.
    public var readInput: @Sendable () throws -> [UInt8]
    /// Asks on the terminal; `nil` where the answer ended the input.
    public var ask: @Sendable (_ prompt: String) -> String?
    /// Asks without echo.
    public var askSecret: @Sendable (_ prompt: String) -> Secret?
    /// Makes a secret known that was typed, read from a file, or given by a variable: it is taken out of whatever is
    /// printed from now on.
    public var learn: @Sendable (Secret) -> Void
    /// Whether nobody reads `out` any more; for what would else go on for ever.
    public var outputIsGone: @Sendable () -> Bool
    /// Takes every secret out that was learned so far; ``out`` and ``err`` have it done already.
    public var redact: @Sendable (String) -> String
    /// Whether a program reads `err`: what is said there then comes as one JSON object a line.
    public var speaksJSON = false

    public init(
        out: @escaping @Sendable (String) -> Void, handOut: @escaping @Sendable (String) -> Void,
        err: @escaping @Sendable (String) -> Void, inputIsTerminal: Bool,
        outputIsTerminal: Bool, readInput: @escaping @Sendable () throws -> [UInt8],
        ask: @escaping @Sendable (String) -> String?, askSecret: @escaping @Sendable (String) -> Secret?,
        learn: @escaping @Sendable (Secret) -> Void, outputIsGone: @escaping @Sendable () -> Bool = { false },
        redact: @escaping @Sendable (String) -> String = { $0 }
    ) {
        self.out = out
        self.handOut = handOut
        self.err = err
        self.inputIsTerminal = inputIsTerminal
        self.outputIsTerminal = outputIsTerminal
        self.readInput = readInput
        self.ask = ask
        self.askSecret = askSecret
        self.learn = learn
        self.outputIsGone = outputIsGone
        self.redact = redact
    }

    func print(_ line: String) { out(line + "\n") }
    /// Prints a result that is a secret.
    func hand(_ line: String) { handOut(line + "\n") }
    /// Says something beside the result; with `--json` as `{"note":…}`, or `{"warning":…}`.
    func note(_ line: String) {
        guard speaksJSON else { return err(line + "\n") }
        if let object = JSONOutput.note(line) { err(object.serialized() + "\n") }
    }

    /// Says what was asked of whom; with `--json` as `{"hop":{…}}`.
    func tell(_ hop: Trace.Hop) {
        err((speaksJSON ? JSONOutput.object(["hop": hop.json]).serialized() : "  \(hop.line)") + "\n")
    }
}
