extension Action {
    /// Whether it changes something, here or at a server: a read-only board does not do it.
    var isChange: Bool {
        switch self {
        // A probe may ask for a token, and what it finds is kept.
        case .renew, .probe, .openStore, .submit, .login, .rotate: true
        case .inspect(let action): action.isChange
        // Marks and a file of facts change no profile.
        case .batch(.start(.export)): false
        case .batch(.start): true
        // A secret that is copied may be renewed for it, and the trail notes it.
        case .copy(let action): action == .confirm
        case .up, .down, .pageUp, .pageDown, .first, .last, .openInspect, .cancel, .editFilter, .clearFilter,
            .sortBefore, .sortAfter, .invert, .leaveStore, .pause, .reload, .redraw, .suspend, .help, .back, .quit,
            .mark, .batch, .messages, .command, .key:
            false
        // The palette looks at each line.
        case .palette: false
        }
    }
}

extension InspectAction {
    fileprivate var isChange: Bool {
        switch self {
        // To look at a server takes a token of it, and what is found is kept.
        case .discover, .acceptDrift, .askTools, .call, .yes: true
        case .open, .step, .readToken, .openForm, .field, .edit, .closeForm, .no, .giveUp: false
        }
    }
}
