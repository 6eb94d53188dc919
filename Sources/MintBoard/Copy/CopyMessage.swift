import MintCore
import MintScreen

/// What the clipboard was asked to take.
enum CopyMessage: Equatable, Sendable {
    /// `refusal` is `nil` where it was sent; the attempt is that of what had to be fetched first.
    case sent(CopyItem, of: String, Attempt?, ClipboardRefusal?)
    case failed(Attempt, Failure)
}

enum CopyEffect: Equatable, Sendable {
    case text(String, CopyItem, of: String)
    /// The bytes go from the store to the terminal, and past the state.
    case fetched(CopyItem, ProfileID, of: String, Attempt)
    case clear
}

/// What keys do in the list of what can be copied.
enum CopyAction: Equatable, Sendable {
    case open, take, confirm, leave
}
