public import MintCore

/// A store as its dialog shows it: what is the matter, and what can be done about it from here.
public struct StoreDoor: Equatable, Sendable {
    public var state: StoreState
    public var opening: StoreOpening
    /// The commands that help on this host.
    public var wayForward: String

    public init(state: StoreState, opening: StoreOpening, wayForward: String) {
        self.state = state
        self.opening = opening
        self.wayForward = wayForward
    }
}

/// Taking a store from its state to `ready`. Of a password that is being typed it knows the length only: the bytes are
/// with the loop (``SecretEntry``).
struct StoreDialog: Equatable, Sendable {
    enum Work: Equatable, Sendable {
        /// Finding out what can be done.
        case looking
        case opening
    }

    let store: StoreName
    /// `nil` until it was looked at.
    var door: StoreDoor?
    var work: Work?
    /// Names the work under way.
    var attempt: Attempt?
    var since: Timestamp
    /// Characters typed so far.
    var typed = 0
    /// A new password was typed once, and is being typed again.
    var isRepeating = false
    var failure: Failure?
    var top = 0

    /// Whether a password is being asked for.
    var wantsPassword: Bool { work == nil && (door?.opening == .unlock || door?.opening == .create) }
}

/// Where the password comes from that opens a store.
enum PasswordSource: Equatable, Sendable {
    /// The service asks for it by itself.
    case window
    /// What was typed.
    case typed
    /// What was typed twice; nothing is opened where the two differ.
    case typedTwice
}
