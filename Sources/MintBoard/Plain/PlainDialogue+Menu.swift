import MintCore
import MintScreen

/// The words that can be typed while nothing is being asked.
extension PlainDialogue {
    private static let help = """
        list [WORDS]     the profiles, or those that the words fit, as after / on the board
        login            log in and keep the identity as a profile, question by question
        again NAME       log a profile in again
        edit NAME        change a profile
        clone NAME       a new profile with the answers of another one
        rotate NAME      change its secret or key, or go on with that
        unlock           make a store of secrets ready
        messages         what failed since this began
        quit             leave
        Every verb of the command line works here as well: show NAME, renew NAME, probe NAME, logout NAME, log, doctor …
        At a question: an empty line keeps what stands in brackets, ":back" goes back, ":cancel" gives up, "?" explains.
        """

    func obey(_ line: String) async {
        guard !line.trimmed.isEmpty else { return }
        guard let words = CommandWords.split(line) else { return console.say("A quote is still open.") }
        let rest = Array(words.dropFirst())
        switch (words.first, rest.count) {
        case (nil, _): return
        case ("help", 0), ("?", 0): Self.help.split(separator: "\n").forEach { console.say(String($0)) }
        case ("quit", 0), ("q", 0), ("exit", 0): await send([.act(.quit, nil)])
        case ("list", _) where !rest.contains { $0.hasPrefix("-") }: sayProfiles(rest)
        case ("messages", 0): sayMessages()
        case ("login", 0): await begin(.login(.new), nil)
        case ("again", 1): await begin(.login(.again), rest[0])
        case ("edit", 1): await begin(.login(.edit), rest[0])
        case ("clone", 1): await begin(.login(.clone), rest[0])
        case ("rotate", 1) where !rest[0].hasPrefix("-"): await begin(.rotate(wantsBack: false), rest[0])
        case ("unlock", 0): await begin(.openStore, nil)
        case _ where line.trimmed.count > PaletteLine.limit:
            console.say("That line is too long: at most \(PaletteLine.limit) characters. Nothing was run.")
        default:
            await send([.act(.palette, nil)])
            await press(line.trimmed.map(Key.character) + [.enter])
        }
    }

    private func begin(_ action: Action, _ name: String?) async {
        telling = PlainTelling()
        guard let name else { return await send([.act(action, nil)]) }
        guard let record = state.catalog.records.first(where: { $0.profile.name == name }) else {
            return console.say("There is no profile \(name.plainLine(limit: 64)). \"list\" names them.")
        }
        await send([.act(action, record.id)])
    }

    func sayProfiles(_ words: [String]) {
        if case .failed(let failure) = state.contents { return say(failure) }
        let filter = Filter(words.joined(separator: " "))
        let places = state.catalog.records.indices.filter { place in
            words.isEmpty || filter.matches(place, of: state.catalog, at: state.now)
        }
        for place in places { console.say(sentence(of: state.catalog.records[place])) }
        if places.isEmpty {
            console.say(
                words.isEmpty ? "There is no profile yet. \"login\" makes one." : "No profile fits these words.")
        }
        let troubled = state.stores.filter { $0.value != .ready }
        for (name, store) in troubled.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            console.say("The \(name.words) is not ready: \(store.sentence). \"unlock\" tells what helps.")
        }
    }

    /// One profile in one line, without columns.
    private func sentence(of record: ProfileRecord) -> String {
        let text = RowText(
            record: record, renewal: state.renewals[record.id], policy: state.preferences.policy, now: state.now,
            glyphs: state.glyphs)
        var parts = ["\(text.name): \(text.grant(usesShortTag: false).plain) at \(text.server)", token(of: record)]
        if let end = record.credentialEnd(under: state.preferences.policy) {
            let left = end.at - state.now
            parts.append(
                left > 0
                    ? "credential for \(TimeText.words(left)) more" : "credential over since \(TimeText.words(-left))")
        }
        if let rotation = record.rotation, rotation.isOpen { parts.append("rotation \(rotation.state.rawValue)") }
        if let contact = record.contact {
            let age = "\(TimeText.words(state.now - contact.at)) ago"
            let failure = contact.failure.map { "failed \(age): \($0.headline.plainLine(limit: 200))" }
            parts.append(failure ?? "well \(age)")
        } else {
            parts.append("never tried")
        }
        return parts.joined(separator: "; ") + "."
    }

    private func token(of record: ProfileRecord) -> String {
        guard let token = record.token else { return "no token" }
        let left = token.secondsLeft(at: state.now) ?? 0
        switch token.state(at: state.now) {
        case .unknown, .none: return "token without a known end"
        case .expired: return "token expired \(TimeText.words(-left)) ago"
        case .expiring: return "token ends in \(TimeText.words(left))"
        case .valid: return "token valid for \(TimeText.words(left))"
        }
    }

    private func sayMessages() {
        if state.messages.entries.isEmpty { console.say("Nothing failed.") }
        for entry in state.messages.entries {
            let whose = entry.profile.map { "\($0): " } ?? ""
            console.say("\(entry.at.text(at: state.now)) \(whose)\(entry.headline)")
            if let hint = entry.hint { console.say("  \(hint.plainLine(limit: 300))") }
        }
    }

    /// Says what a command prints, as it comes.
    func follow(_ first: CommandRun) async {
        var said = 0
        while goesOn, case .command(let run) = state.screens.last, run.line == first.line {
            // The last line may still grow.
            let end = run.attempt == nil ? run.output.lines.count : max(run.output.lines.count - 1, said)
            for line in run.output.lines[said..<end] { console.say(line.text) }
            said = end
            guard run.attempt == nil else {
                await change()
                continue
            }
            if run.output.dropped > 0 { console.say("\(run.output.dropped) more lines were left out.") }
            if case .exited(let code) = run.outcome, code != 0 { console.say("It ended with exit code \(code).") }
            await press([.escape])
        }
    }
}

extension Line {
    fileprivate var plain: String { map(\.text).joined() }
}
