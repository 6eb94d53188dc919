import MintCore
import MintScreen

/// Everything that can happen to the board.
enum Message: Equatable, Sendable {
    case key(Key)
    case resized(Size)
    /// Once a second.
    case tick(Timestamp)
    case signal(TerminationSignal)
    case cancelled
    case loaded(Attempt, Catalog)
    /// The first rows; the load goes on.
    case glanced(Attempt, Catalog)
    /// A load found what is shown already.
    case unchanged(Attempt)
    case loadFailed(Attempt, Failure)
    case stores([StoreName: StoreState])
    case door(Attempt, StoreDoor)
    /// `nil` when the store is ready now.
    case storeOpened(Attempt, Failure?)
    /// So many characters of a password are typed now; which ones, no message says.
    case typed(Int)
    case seal(Bool)
    /// `nil` where the passphrase is the vault's.
    case unsealed(Attempt, Failure?)
    case login(LoginMessage)
    case rotation(RotationMessage)
    case renewed(Attempt, ProfileRecord)
    case renewalFailed(ProfileID, Attempt, Failure)
    case palette(PaletteMessage)
    case copy(CopyMessage)
    case climbed(Attempt, Rung)
    /// `nil` when the top was reached.
    case probeEnded(Attempt, Failure?)
    /// For a pane of one profile.
    case inspect(Attempt, InspectAnswer)
    case batch(BatchAnswer)
    /// How the list was left last.
    case memory(ListMemory)
    /// What a dialogue by lines asks for, and of which profile.
    case act(Action, ProfileID?)
}
