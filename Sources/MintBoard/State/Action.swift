import MintScreen

/// What a key does. Every key that does something is in one table, ``AppState/bindings``.
enum Action: Equatable, Sendable {
    case up, down, pageUp, pageDown, first, last
    case openInspect, renew, probe, cancel
    case editFilter, clearFilter
    case sortBefore, sortAfter, invert
    case openStore, submit, leaveStore
    case pause, reload, redraw, suspend
    case palette, command(CommandAction), copy(CopyAction)
    case help, back, quit
    case login(LoginKind)
    /// Opens the rotation of the profile at hand; on its way back where that is wanted.
    case rotate(wantsBack: Bool)
    /// As if this key were pressed.
    case key(Key)
    case inspect(InspectAction), mark(MarkAction), batch(BatchAction), messages(MessageLogAction)
}
