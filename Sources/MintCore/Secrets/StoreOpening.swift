/// What takes a store out of its state from inside this terminal.
public enum StoreOpening: Equatable, Sendable {
    /// It is ready, or nothing that we can do helps; the text of ``StoreState/wayForward(in:)`` does.
    case none
    /// Its password opens it.
    case unlock
    /// It is not there yet; a new password makes it.
    case create
    /// The provider asks in a window of its own, on the display that it knows of.
    case prompt
    /// Only the named provider's own program does it; the second text says how.
    case elsewhere(provider: String, hint: String)
}

/// What became of the question for a passphrase.
public enum PassphraseAnswer: Sendable {
    case given(Secret)
    /// Nobody can be asked, or nobody answers.
    case refused
    /// Somebody broke it off.
    case interrupted
    /// Somebody is there, in the midst of something else: it may be asked again.
    case notNow
}

/// Whoever sits at the terminal while a store makes itself ready.
public struct StoreAttendant: Sendable {
    /// Asks for the passphrase of the vault, without echo.
    public var passphrase: @Sendable (_ attempt: Int) async -> PassphraseAnswer
    /// Whether a window of the keyring's own may be raised and waited for when somebody asks for a store to be made ready.
    public var allowsPrompts: @Sendable () -> Bool
    /// Whether a read or a write may raise one as well, where it finds the store locked: not in the midst of a board.
    public var allowsPromptsInPassing: @Sendable () -> Bool
    /// Told when the wait for such a window begins (`true`) and ends.
    public var isWaiting: @Sendable (StoreName, Bool) -> Void

    public init(
        passphrase: @escaping @Sendable (_ attempt: Int) async -> PassphraseAnswer,
        allowsPrompts: @escaping @Sendable () -> Bool, allowsPromptsInPassing: (@Sendable () -> Bool)? = nil,
        isWaiting: @escaping @Sendable (StoreName, Bool) -> Void
    ) {
        self.passphrase = passphrase
        self.allowsPrompts = allowsPrompts
        self.allowsPromptsInPassing = allowsPromptsInPassing ?? allowsPrompts
        self.isWaiting = isWaiting
    }

    /// A process that nobody attends: a job, a service.
    public static let nobody = StoreAttendant(
        passphrase: { _ in .refused }, allowsPrompts: { false }, isWaiting: { _, _ in })
}
