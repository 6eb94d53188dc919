/// What keys do in the panes of one profile.
enum InspectAction: Equatable, Sendable {
    case open(InspectTab)
    /// To the pane beside; negative for the one before.
    case step(Int)
    case readToken, discover, acceptDrift
    case askTools, openForm, call
    /// To the next field of a form, or the one before.
    case field(Int)
    /// Back to the fields, with what was typed.
    case edit
    case closeForm
    case yes, no
    /// Cancels what the pane that is shown waits for.
    case giveUp
}
