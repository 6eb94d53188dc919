import MintCore

/// What the palette asks of the outside. Each closure may be called from any thread, and several at once.
public struct PaletteServices: Sendable {
    public var vocabulary: @Sendable () async -> Vocabulary
    /// The lines of this and former sessions, the oldest first.
    public var history: @Sendable () async -> [String]
    /// Keeps a line, unless it may hold a secret.
    public var remember: @Sendable (String) async -> Void
    /// Runs the command line with these words inside of this process, where nobody can be asked; `say` hears what it
    /// prints, from any thread. Cancelling its task interrupts it.
    ///
    /// - Returns: The exit code.
    public var run: @Sendable ([String], _ say: @escaping @Sendable (CommandOutput.Piece) -> Void) async -> Int32

    public init(
        vocabulary: @escaping @Sendable () async -> Vocabulary, history: @escaping @Sendable () async -> [String],
        remember: @escaping @Sendable (String) async -> Void,
        run: @escaping @Sendable ([String], @escaping @Sendable (CommandOutput.Piece) -> Void) async -> Int32
    ) {
        self.vocabulary = vocabulary
        self.history = history
        self.remember = remember
        self.run = run
    }

    /// A palette that knows no verb.
    public static let none = PaletteServices(
        vocabulary: { Vocabulary(verbs: []) }, history: { [] }, remember: { _ in },
        run: { _, _ in ExitStatus.local.rawValue })
}
