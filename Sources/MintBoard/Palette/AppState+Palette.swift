import MintCore
import MintScreen

extension AppState {
    private var paletteSource: PaletteLine.Source {
        PaletteLine.Source(vocabulary: palette.vocabulary, history: palette.history) {
            catalog.records.lazy.map(\.profile.name).sorted()
        }
    }

    mutating func openPalette() -> [Effect] {
        notice = nil
        palette.line = PaletteLine(paletteSource)
        return palette.vocabulary == nil ? [.palette(.learn)] : []
    }

    mutating func apply(_ message: PaletteMessage) -> [Effect] {
        switch message {
        case .learned(let vocabulary, let history):
            let verbs = vocabulary.withBoardVerbs
            palette.vocabulary = preferences.isReadOnly ? verbs.forReading : verbs
            palette.history = history + palette.history
            let source = paletteSource
            palette.line?.lookUp(source)
            let keys = palette.keysAhead
            palette.keysAhead = []
            return keys.flatMap { key in palette.line.map { pressInPalette(key, $0) } ?? [] }
        case .said(let attempt, let piece): changeRun(attempt) { $0.output.append(piece) }
        case .ended(let attempt, let code):
            changeRun(attempt) { run in
                run.attempt = nil
                run.outcome = run.outcome ?? .exited(code)
            }
            return reload()
        }
        return []
    }

    mutating func pressInPalette(_ key: Key, _ former: PaletteLine) -> [Effect] {
        var line = former
        switch key {
        case .escape:
            palette.line = nil
            palette.keysAhead = []
        case _ where isAhead(key, line):
            palette.keysAhead.append(key)
        case .backspace where line.editor.text.isEmpty: palette.line = nil
        case .enter:
            palette.line = nil
            return submit(line.editor.text)
        default:
            guard line.apply(key, paletteSource) else { break }
            palette.line = line
        }
        return []
    }

    /// Leaving waits for nothing.
    private func isAhead(_ key: Key, _ line: PaletteLine) -> Bool {
        guard palette.keysAhead.isEmpty else { return true }
        return palette.vocabulary == nil && PaletteLine.needsSources(key)
            && !(key == .enter && ["q", "quit"].contains(line.editor.text.trimmed))
    }

    /// Runs a line, or says why not.
    private mutating func submit(_ text: String) -> [Effect] {
        let parts = CommandWords.parts(of: text)
        guard var words = CommandWords.split(text) else {
            if !parts.isClosed { notice = .bad("A quote is still open: nothing was run") }
            return []
        }
        if words.first == "mintmark" { words.removeFirst() }
        guard let verb = words.first else { return [] }
        switch verb {
        case "q", "quit":
            ending = .quit
            return []
        case "copy": return copyByName(Array(words.dropFirst())) + remember(text, words)
        default: break
        }
        if let refusal = refusal(of: words) {
            notice = .bad(refusal)
            return []
        }
        let filled = palette.vocabulary?.words(words, for: subject.flatMap { catalog[$0]?.profile.name }) ?? words
        if let reading = palette.vocabulary?.reading(filled), reading.verb?.needsYes == true, !reading.isReading,
            !filled.contains("--help")
        {
            palette.question = PaletteQuestion(words: filled, text: text)
            return []
        }
        return run(filled) + remember(text, words)
    }

    /// Only `y` is a yes.
    mutating func answer(_ key: Key, _ question: PaletteQuestion) -> [Effect] {
        palette.question = nil
        guard key == .character("y") || key == .character("Y") else {
            notice = .hint("nothing was run", at: now)
            return []
        }
        return run(question.words) + remember(question.text, question.words)
    }

    private func refusal(of words: [String]) -> String? {
        guard let reading = palette.vocabulary?.reading(words) else { return nil }
        if preferences.isReadOnly, !reading.isReading {
            let verb = words.prefix(max(reading.depth, 1)).joined(separator: " ").plainLine(limit: 40)
            return Vocabulary.changes(verb)
        }
        guard !words.contains("--help") else { return nil }
        if let option = reading.options.first(where: { $0.refusal != nil }) { return option.refusal }
        return reading.verb?.refusal
    }

    mutating func run(_ words: [String]) -> [Effect] {
        let attempt = nextAttempt()
        // The output of the one before is done with; one that still runs stays below.
        if case .command(let former) = screens.last, former.attempt == nil { screens.removeLast() }
        // Flags need no quotes: they are not the program's name.
        let line = words.map { $0.hasPrefix("-") && !$0.contains(" ") ? $0 : $0.shellWord }.joined(separator: " ")
        screens.append(.command(CommandRun(line: line, words: words, attempt: attempt, since: now)))
        return [.palette(.run(words, attempt))]
    }

    private mutating func remember(_ text: String, _ words: [String]) -> [Effect] {
        let line = text.trimmed
        let isKnown = palette.vocabulary?.reading(words).verb != nil || words[0].hasPrefix("@")
        guard isKnown, CommandSecrets.mayBeKept(words), palette.history.last != line else { return [] }
        palette.history.append(line)
        return [.palette(.remember(line))]
    }

    // MARK: The output

    mutating func perform(_ action: CommandAction) -> [Effect] {
        guard case .command(var run) = screens.last else { return [] }
        switch action {
        case .stop:
            guard let attempt = run.attempt else { return [] }
            guard run.outcome == nil else {
                // It does not listen: its work goes on to its end, its words do not.
                screens.removeLast()
                return []
            }
            run.outcome = .cancelled
            screens[screens.count - 1] = .command(run)
            return [.cancel(attempt)]
        case .again: return run.attempt == nil ? self.run(run.words) : []
        case .left: run.left = max(run.left - 8, 0)
        case .right: run.left = min(run.left + 8, CommandScreen.widest(run, size))
        }
        screens[screens.count - 1] = .command(run)
        return []
    }

    private mutating func changeRun(_ attempt: Attempt, _ change: (inout CommandRun) -> Void) {
        for (index, screen) in screens.enumerated() {
            guard case .command(var run) = screen, run.attempt == attempt else { continue }
            change(&run)
            screens[index] = .command(run)
        }
    }

    func commandBindings(_ run: CommandRun) -> [Binding] {
        let back = "back to where you came from"
        let sideways = [
            Binding([.right, .character("l")], "Right l", title: "see more of wide lines", .command(.right)),
            Binding([.left, .character("h")], "Left h", title: "see the beginning of wide lines", .command(.left)),
        ]
        guard run.attempt != nil else {
            return [
                Binding([.escape, .character("q")], "Esc", "back", title: back, .back),
                Binding([.character("r")], "r", "run again", title: "run the same once more", .command(.again)),
            ] + sideways
        }
        let isStopping = run.outcome != nil
        return [
            Binding(
                [.escape], "Esc", isStopping ? "leave" : "stop",
                title: isStopping ? "leave it to its end" : "interrupt it, as ctrl-c would", .command(.stop))
        ] + sideways
    }
}

/// What keys do to the output of a command.
enum CommandAction: Equatable, Sendable {
    case stop, again, left, right
}

extension Vocabulary {
    /// With what only the board understands.
    var withBoardVerbs: Vocabulary {
        Vocabulary(
            verbs: verbs + [
                Verb(
                    names: ["copy"], summary: "Put something of a profile into the clipboard.",
                    positionals: [
                        Positional(values: .oneOf(CopyItem.allCases.map(\.rawValue))),
                        Positional(values: .profileNames),
                    ], isReading: true),
                Verb(names: ["quit", "q"], summary: "Leave the board.", isReading: true),
            ])
    }
}

extension Vocabulary {
    static func changes(_ verb: String) -> String {
        "\(verb): this board is read-only, and runs only what changes nothing"
    }

    /// For a board that changes nothing: what can only change something is greyed.
    var forReading: Vocabulary { Vocabulary(verbs: verbs.map(\.forReading)) }
}

extension Vocabulary.Verb {
    fileprivate var forReading: Self {
        var verb = self
        verb.verbs = verbs.map(\.forReading)
        let canRead = isReading || !verbs.isEmpty || options.contains { $0.makesReading == true }
        if !canRead, refusal == nil { verb.refusal = Vocabulary.changes(names.first ?? "") }
        return verb
    }
}

extension String {
    var trimmed: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
