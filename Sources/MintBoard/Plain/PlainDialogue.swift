import MintCore
import MintScreen

/// Talks about the state line by line, and presses the keys that the answers mean. What is asked, refused and done is the
/// state's business alone.
@MainActor final class PlainDialogue {
    private(set) var state: AppState
    let console: any PlainConsole
    private let inbox: Inbox
    private var waiter: CheckedContinuation<Void, Never>?
    private var isOver = false
    /// The input ended while something was being asked.
    private(set) var isCutShort = false
    private var saidNotice: Notice?
    /// What was said of the page at hand, so that it is said once.
    var telling = PlainTelling()

    init(_ state: AppState, inbox: Inbox, console: any PlainConsole) {
        self.state = state
        self.inbox = inbox
        self.console = console
    }

    // MARK: The loop's side

    /// Called with every state.
    func show(_ state: AppState) {
        self.state = state
        wake()
    }

    /// No state will follow.
    func end() {
        isOver = true
        wake()
    }

    private func wake() {
        let waiter = waiter
        self.waiter = nil
        waiter?.resume()
    }

    var goesOn: Bool { !isOver && state.ending == nil }

    /// Until something happened, and be it that a second went by.
    func change() async {
        guard goesOn else { return }
        await withCheckedContinuation { waiter = $0 }
    }

    /// The loop takes what waits together, so the state that follows knows of all of it.
    func send(_ messages: [Message]) async {
        guard goesOn else { return }
        for message in messages { inbox.send(message) }
        await change()
    }

    func press(_ keys: [Key]) async { await send(keys.map(Message.key)) }

    // MARK: The dialogue

    func converse() async {
        while goesOn, state.contents == .reading { await change() }
        console.say("Mintmark on \(state.hostName). \"help\" lists the words that can be typed, \"quit\" leaves.")
        sayProfiles([])
        while goesOn {
            guard let line = await console.ask("mintmark>") else {
                await send([.act(.quit, nil)])
                return
            }
            await obey(line)
            await attend()
        }
    }

    /// Whatever stands over the list is talked through to its end.
    private func attend() async {
        while goesOn {
            sayNotice()
            if let question = state.palette.question {
                await decide("Run \(question.words.joined(separator: " ").plainLine(limit: 300))?")
                continue
            }
            switch state.screens.last {
            // The verbs, or what a command has changed, are being read.
            case nil where state.palette.line != nil || state.loading.attempt != nil: await change()
            case nil: return
            case .wizard: await goThroughWizard()
            case .store(let dialog): await goThrough(dialog)
            case .command(let run): await follow(run)
            default: await press([.escape])
            }
        }
    }

    func decide(_ question: String) async {
        let answer = await answer("\(question) y or n [n]:")
        await press([answer == "y" || answer == "yes" ? .character("y") : .escape])
    }

    /// - Returns: The line without blanks around it; `nil` at the end of the input, where what was begun is left.
    func answer(_ prompt: String) async -> String? {
        guard let line = await console.ask(prompt) else {
            await cutShort()
            return nil
        }
        return line.trimmed
    }

    func secretAnswer(_ prompt: String) async -> Secret? {
        guard let secret = await console.askSecret(prompt) else {
            await cutShort()
            return nil
        }
        return secret
    }

    /// Nobody is there any more: what is open is left as by Esc, and nothing of it is saved.
    private func cutShort() async {
        isCutShort = true
        console.say("The input ended. What was being asked is left; nothing more was saved.")
        while goesOn, !state.screens.isEmpty || state.palette.question != nil {
            await press([.escape])
            if state.wizard?.form.isLeaving == true { await press([.character("y")]) }
        }
        await send([.act(.quit, nil)])
    }

    private func sayNotice() {
        guard let notice = state.notice, notice != saidNotice else { return }
        saidNotice = notice
        console.say(notice.text)
    }

    func say(_ failure: Failure) {
        console.say("\(failure.headline).")
        for line in failure.hint?.split(separator: "\n") ?? [] { console.say("  \(line)") }
    }
}
