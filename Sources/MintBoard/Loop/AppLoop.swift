import MintScreen

/// The sole owner of the state: applies what arrives, draws, hands out the effects.
@MainActor struct AppLoop {
    let terminal: any Terminal
    let inbox: Inbox
    let perform: (Effect) async -> Void

    /// Runs until the state has an ending, or until its task is cancelled. Messages that wait together share one frame.
    func run(_ initial: AppState) async -> AppState {
        var state = initial
        let opening = state.open()
        draw(state)
        await handOut(opening, state: &state)
        for await _ in inbox.arrivals {
            var effects: [Effect] = []
            for message in inbox.take() { effects += state.apply(message) }
            draw(state)
            await handOut(effects, state: &state)
            if state.ending != nil { return state }
        }
        _ = state.apply(.cancelled)
        return state
    }

    private func handOut(_ effects: [Effect], state: inout AppState) async {
        for effect in effects {
            switch effect {
            case .suspend:
                terminal.suspend()
                _ = state.apply(.resized(terminal.size))
                draw(state)
            case .redraw:
                terminal.invalidate()
                draw(state)
            case .load, .lookAtStores, .renew, .probe, .cancel: await perform(effect)
            }
        }
    }

    private func draw(_ state: AppState) {
        var frame = CellBuffer(size: terminal.size)
        let cursor = BoardScreen.render(state, into: &frame)
        terminal.present(frame, cursor: cursor)
    }
}
