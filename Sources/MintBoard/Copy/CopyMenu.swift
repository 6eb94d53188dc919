import MintCore

/// The list of what can be copied of one profile.
struct CopyMenu: Equatable, Sendable {
    let profile: ProfileID
    var selection = 0
    var stage = Stage.choosing
    var failure: Failure?

    enum Stage: Equatable, Sendable {
        case choosing
        /// A secret was chosen: asked once more.
        case confirming(CopyItem)
        case fetching(CopyItem, Attempt, since: Timestamp)
    }

    static let items = CopyItem.allCases
}

/// A secret in the clipboard.
struct ClipboardHold: Equatable, Sendable {
    var clearsAt: Timestamp
    /// Seconds that a secret stays.
    static let span = 60
}
