extension Action {
    /// Whether it changes something, here or at a server: a read-only board does not do it.
    var isChange: Bool {
        switch self {
        // A probe may ask for a token, and what it finds is kept.
        case .renew, .probe, .openStore, .submit: true
        case .up, .down, .pageUp, .pageDown, .first, .last, .inspect, .cancel, .editFilter, .clearFilter, .sortBefore,
            .sortAfter, .invert, .leaveStore, .pause, .reload, .redraw, .suspend, .help, .back, .quit:
            false
        }
    }
}
