import MintCore

/// What the state asks for: data, so that a test can compare it.
enum Effect: Equatable, Sendable {
    /// Read the profiles; `force` delivers them even where they are what was delivered last.
    case load(Attempt, force: Bool)
    case lookAtStores(Set<StoreName>)
    /// By hand, or ahead of expiry because nobody should have to.
    case renew(ProfileID, Attempt, isByHand: Bool)
    case probe(ProfileID, Attempt)
    case cancel(Attempt)
    /// Stop this process until the shell continues it.
    case suspend
    /// Send the whole screen again.
    case redraw
}
