import MintCore
import MintScreen

/// What the clipboard was asked to take.
enum CopyMessage: Equatable, Sendable {
    /// What it was, `access token`, and whose; `refusal` is `nil` where it was sent. The attempt is that of what had to be
    /// fetched first.
    case sent(String, of: String, isSecret: Bool, Attempt?, ClipboardRefusal?)
    case failed(Attempt, Failure)
}

enum CopyEffect: Equatable, Sendable {
    /// What to copy, what it is, and whose.
    case text(String, String, of: String)
    /// The bytes go from the store to the terminal, and past the state.
    case fetched(CopyItem, ProfileID, of: String, Attempt)
    case clear
}

/// What keys do in the list of what can be copied.
enum CopyAction: Equatable, Sendable {
    case open, take, confirm, leave
}
