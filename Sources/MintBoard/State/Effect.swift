import MintCore

/// What the state asks for: data, so that a test can compare it.
enum Effect: Equatable, Sendable {
    /// Read the profiles; `force` delivers them even where they are what was delivered last.
    case load(Attempt, force: Bool)
    /// Read them for the first time: so many that want attention first at once, then all.
    case open(Attempt, rows: Int)
    case lookAtStores(Set<StoreName>)
    /// What can be done about a store.
    case lookAtDoor(StoreName, Attempt)
    case openStore(StoreName, Attempt, PasswordSource)
    /// Put the typed password aside; the next one should be the same.
    case keepEntry
    /// Whether a passphrase seals one of these stores.
    case askSeal(Set<StoreName>)
    /// Try the typed passphrase on the vault.
    case unseal(Attempt)
    /// Wipe whatever was typed.
    case dropEntry
    /// By hand, or ahead of expiry because nobody should have to.
    case renew(ProfileID, Attempt, isByHand: Bool)
    case probe(ProfileID, Attempt)
    case login(LoginEffect)
    /// For a pane of one profile.
    case inspect(InspectErrand)
    case batch(BatchErrand)
    /// Keep how the list is shown for the next run.
    case remember(ListMemory)
    case rotation(RotationEffect)
    case cancel(Attempt)
    case palette(PaletteEffect)
    case copy(CopyEffect)
    /// Stop this process until the shell continues it.
    case suspend
    /// Send the whole screen again.
    case redraw
}
