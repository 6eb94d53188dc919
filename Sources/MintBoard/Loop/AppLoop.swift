import MintCore
import MintScreen

/// The sole owner of the state, and of a password while it is typed: applies what arrives, draws, hands out the effects.
@MainActor struct AppLoop {
    let terminal: any Terminal
    let inbox: Inbox
    private let entry = SecretEntry()
    private let show: ((AppState) -> Void)?
    private let perform: (Effect, Secret?) async -> Void

    /// - Parameters:
    ///   - show: Is given each state in place of the terminal; `nil` draws the board there.
    ///   - perform: Given the password with the effect that needs one.
    init(
        terminal: any Terminal, inbox: Inbox, show: ((AppState) -> Void)? = nil,
        perform: @escaping (Effect, Secret?) async -> Void
    ) {
        self.terminal = terminal
        self.inbox = inbox
        self.show = show
        self.perform = perform
    }

    /// Runs until the state has an ending, or until its task is cancelled. Messages that wait together share one frame.
    func run(_ initial: AppState) async -> AppState {
        var state = initial
        defer { entry.drop() }
        let opening = state.open()
        draw(state)
        await handOut(opening.map { ($0, nil) }, state: &state)
        for await _ in inbox.arrivals {
            var errands: [Errand] = []
            for message in inbox.take() { errands += take(message, &state) }
            draw(state)
            await handOut(errands, state: &state)
            if state.ending != nil { return state }
        }
        _ = state.apply(.cancelled)
        return state
    }

    private typealias Errand = (effect: Effect, password: Secret?)

    /// Keys of a password go to the entry; the state hears how many there are.
    private func take(_ message: Message, _ state: inout AppState) -> [Errand] {
        var message = message
        if state.takesPassword, case .key(let key) = message,
            entry.apply(key, keepsLines: state.wizardTakesSecret)
        {
            message = .typed(entry.count)
        }
        // At once, and not with the others after the frame: what is typed next belongs to the next password.
        return state.apply(message).flatMap { withPassword($0, &state) }
    }

    private func withPassword(_ effect: Effect, _ state: inout AppState) -> [Errand] {
        switch effect {
        case .keepEntry:
            entry.keep()
            return []
        case .dropEntry:
            entry.drop()
            return []
        case _ where effect.takesEntry: return [(effect, entry.take())]
        case .openStore(_, let attempt, .typedTwice):
            if let password = entry.takeRepeated() { return [(effect, password)] }
            let failure = Failure(headline: "The two passwords are not the same", exitStatus: .store)
            return take(.storeOpened(attempt, failure), &state)
        default: return [(effect, nil)]
        }
    }

    private func handOut(_ errands: [Errand], state: inout AppState) async {
        for (effect, password) in errands {
            switch effect {
            case .suspend:
                terminal.suspend()
                _ = state.apply(.resized(terminal.size))
                draw(state)
            case .redraw:
                terminal.invalidate()
                draw(state)
            case .copy(.text(let text, let words, let name)):
                let refusal = Array(text.utf8).withUnsafeBytes { terminal.copy($0, isSecret: false) }
                _ = state.apply(.copy(.sent(words, of: name, isSecret: false, nil, refusal)))
                draw(state)
            case .copy(.clear): terminal.clearClipboard()
            default: await perform(effect, password)
            }
        }
    }

    private func draw(_ state: AppState) {
        if let show { return show(state) }
        var frame = CellBuffer(size: terminal.size)
        let cursor = BoardScreen.render(state, into: &frame)
        terminal.present(frame, cursor: cursor)
    }
}
