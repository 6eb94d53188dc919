import MintCore
import MintScreen

/// Talks about the state line by line, and presses the keys that the answers mean. What is asked, refused and done is the
/// state's business alone.
@MainActor final class PlainDialogue {
    private(set) var state: AppState
    let console: any PlainConsole
    private let inbox: Inbox
    private var waiters: [CheckedContinuation<Void, Never>] = []
    private var isOver = false
    /// The input ended while something was being asked.
    private(set) var isCutShort = false
    private var saidNotice: Notice?
    /// The work that was interrupted last.
    private var stopped: Attempt?
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
        // Whatever is done takes it away; the same words once more are an answer to that.
        if state.notice == nil { saidNotice = nil }
        wake()
    }

    /// No state will follow.
    func end() {
        isOver = true
        wake()
    }

    private func wake() {
        let waiters = waiters
        self.waiters = []
        for waiter in waiters { waiter.resume() }
    }

    var goesOn: Bool { !isOver && state.ending == nil }

    /// Until something happened, and be it that a second went by.
    func change() async {
        guard goesOn else { return }
        await withCheckedContinuation { waiters.append($0) }
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
            switch await console.ask("mintmark>") {
            case .line(let line):
                await obey(line)
                await attend()
            case .end: return await send([.act(.quit, nil)])
            case .interrupted: await send([.cancelled])
            }
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
            case .copy:
                console.say("There is no clipboard in a dialogue by lines; \"show NAME\" tells what is known.")
                await press([.escape])
            default: await press([.escape])
            }
        }
    }

    /// - Parameter whenInterrupted: What ctrl-c means there.
    func decide(_ question: String, whenInterrupted: Key = .escape) async {
        let prompt = "\(question) y or n [n]:"
        let input = await asked { await $0.ask(prompt) }
        guard let answer = await taken(input, whenInterrupted)?.trimmed.lowercased() else { return }
        await press([answer == "y" || answer == "yes" ? .character("y") : .escape])
    }

    /// - Returns: The line without blanks around it; `nil` at the end of the input, and after ctrl-c, where what was begun
    ///   is left.
    func answer(_ prompt: String) async -> String? { await taken(asked { await $0.ask(prompt) })?.trimmed }

    func secretAnswer(_ prompt: String, mayBeKey: Bool = false) async -> Secret? {
        await taken(asked { await $0.askSecret(prompt, mayBeKey: mayBeKey) })
    }

    /// Asks, beside work that goes on where there is some. Once that needs no answer any more, the question is taken back:
    /// what is answered then would be the answer to another one.
    ///
    /// - Returns: `nil` where it was taken back.
    private func asked<Value: Sendable>(
        _ ask: @escaping @Sendable (any PlainConsole) async -> PlainInput<Value>
    ) async -> PlainInput<Value>? {
        let console = console
        guard let attempt = state.wizard?.work?.attempt else { return await ask(console) }
        return await withTaskGroup(of: PlainInput<Value>?.self) { group in
            group.addTask { await ask(console) }
            group.addTask {
                await self.wantsNothing(attempt)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            wake()
            return isWaiting(attempt) ? first : nil
        }
    }

    private func isWaiting(_ attempt: Attempt) -> Bool {
        guard let work = state.wizard?.work else { return false }
        return work.attempt == attempt && work.takesInput
    }

    private func wantsNothing(_ attempt: Attempt) async {
        while goesOn, !Task.isCancelled, isWaiting(attempt) { await change() }
    }

    private func taken<Value>(_ input: PlainInput<Value>?, _ whenInterrupted: Key = .escape) async -> Value? {
        switch input {
        case nil: return nil
        case .line(let value): return value
        case .end: await cutShort()
        case .interrupted: await press([whenInterrupted])
        }
        return nil
    }

    /// Ctrl-C while nothing is being asked: what is under way is given up, as by Esc. Where it does not listen, or nothing
    /// is under way, the dialogue ends.
    func interrupted() async {
        guard goesOn else { return }
        guard let attempt = attemptUnderWay, attempt != stopped else { return await send([.cancelled]) }
        stopped = attempt
        console.say("Stopping. Ctrl-C again leaves Mintmark.")
        await press([.escape])
    }

    private var attemptUnderWay: Attempt? {
        switch state.screens.last {
        case .wizard(let wizard): wizard.base.work?.attempt
        case .command(let run): run.attempt
        case .store(let dialog): dialog.work == .opening ? dialog.attempt : nil
        default: nil
        }
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
