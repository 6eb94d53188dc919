import MintCore
import MintScreen

/// A wizard, question by question: the focus says which one is next, and answers are the keys that give them.
extension PlainDialogue {
    func goThroughWizard() async {
        guard let wizard = state.wizard else { return }
        guard !wizard.isFinished else { return await change() }
        if wizard.form.isLeaving {
            return await decide(wizard.farewell ?? "Leave it?", whenInterrupted: .character("y"))
        }
        // A pipe answers at once.
        guard !wizard.page.isIncomplete || wizard.form.refusal != nil else { return await change() }
        telling.lines(of: wizard).forEach(console.say)
        if let work = wizard.work {
            telling.lines(of: work, at: state.now).forEach(console.say)
            guard work.takesInput else { return await change() }
        }
        let page = wizard.page
        // What was given is being looked at.
        if wizard.work != nil, wizard.form.focus.map(wizard.form.hasSecret) == true { return await change() }
        guard let field = wizard.form.focus.flatMap({ page[$0] }) else {
            guard page.forward != nil || wizard.work == nil else { return await change() }
            return await ask("Enter: \(page.forward ?? "leave")", nil) { line in
                line.isEmpty ? [page.forward == nil ? .escape : .enter] : nil
            }
        }
        await ask(field, wizard)
    }

    private func ask(_ field: WizardField, _ wizard: any Wizard) async {
        if wizard.page.stops.last?.id == field.id { telling.forgetRefusal() }
        let form = wizard.form, name = field.label.isEmpty ? wizard.page.title : field.label
        switch field.kind {
        case .text(let placeholder):
            let known = form.text(field.id)
            let example = placeholder.isEmpty || placeholder.hasPrefix("(") ? placeholder : "(\(placeholder))"
            let hint = known.isEmpty ? (example.isEmpty ? "" : " \(example)") : " [\(known)]"
            await ask("\(name)\(hint):", field) { line in
                switch line {
                case "": [.enter]
                case ":clear": [.end, .ctrl("u")]
                default: [.end, .ctrl("u"), .paste(line), .enter]
                }
            }
        case .secret(let isKey): await askSecret(name, field, form, isKey: isKey)
        case .choice(let options): await choose(name, field, options, form)
        case .checks(let options): await mark(name, field, options, form)
        case .question:
            let known = form.answers[field.id] ?? false
            await ask("\(name) y or n [\(known ? "y" : "n")]:", field) { line in
                switch line.lowercased() {
                case "": [.enter]
                case "y", "yes": [.character("y"), .enter]
                case "n", "no": [.character("n"), .enter]
                default: nil
                }
            }
        // The lines above it can be copied; there is no clipboard here.
        case .button where field.id == .copyKey: await press([.tab])
        case .button: await offer(name, field, wizard.page.stops)
        case .report: await press([.tab])
        }
    }

    /// Where a page has buttons alone, the first one is what comes next, and behind the last one it is asked for again; else
    /// the step goes on behind the last field.
    private func offer(_ name: String, _ field: WizardField, _ stops: [WizardField]) async {
        let isLast = stops.last?.id == field.id
        let areButtons = stops.count > 1 && stops.allSatisfy { $0.kind == .button }
        let isExpected = areButtons && stops.first?.id == field.id
        await ask("\(name)? y or n [\(isExpected ? "y" : "n")]:", field) { line in
            switch line.lowercased() {
            case "" where isExpected, "y", "yes": [.enter]
            case "", "n", "no":
                areButtons && isLast
                    ? [Key](repeating: .backtab, count: stops.count - 1) : [isLast ? .ctrl("n") : .tab]
            default: nil
            }
        }
    }

    /// - Parameter keys: What an answer means; `nil` for one that means nothing here.
    private func ask(_ prompt: String, _ field: WizardField?, _ keys: (String) -> [Key]?) async {
        guard let line = await answer(prompt) else { return }
        switch line {
        case ":back": await press([.ctrl("p")])
        case ":cancel": await press([.escape])
        case "?": explain(field)
        default:
            guard let keys = keys(line) else { return console.say("That is no answer here. \"?\" explains.") }
            await press(keys)
        }
    }

    private func explain(_ field: WizardField?) {
        if let note = field?.note { console.say(note) }
        console.say("An empty line keeps what stands in brackets. \":back\" goes a step back, \":cancel\" gives up.")
    }

    private func choose(_ name: String, _ field: WizardField, _ options: [WizardOption], _ form: WizardForm) async {
        console.say("\(name):")
        for (number, option) in options.enumerated() { console.say(Self.line(number, option, form.choices[field.id])) }
        let chosen = min(form.entry, max(options.count - 1, 0))
        await ask("Number [\(chosen + 1)]:", field) { line in
            guard let place = line.isEmpty ? chosen : Self.place(line, options) else { return nil }
            // A doubtful entry is taken when it is chosen twice, and every move would be a first time again.
            return (place == form.entry ? [] : Self.keys(to: place)) + [.enter]
        }
    }

    private func mark(_ name: String, _ field: WizardField, _ options: [WizardOption], _ form: WizardForm) async {
        console.say("\(name):")
        for (number, option) in options.enumerated() {
            let isMarked = form.checks[field.id]?.contains(option.id) == true
            console.say(Self.line(number, option, nil) + (isMarked ? " [marked]" : " [not marked]"))
        }
        await ask("Numbers to change, or Enter to go on:", field) { line in
            if line.isEmpty { return [.enter] }
            let places = line.split(whereSeparator: { $0 == " " || $0 == "," }).map { Self.place(String($0), options) }
            guard places.allSatisfy({ $0 != nil }) else { return nil }
            if places == [form.entry] { return [.character(" ")] }
            return places.compactMap(\.self).flatMap { Self.keys(to: $0) + [.character(" ")] }
        }
    }

    private static func line(_ number: Int, _ option: WizardOption, _ chosen: String?) -> String {
        var line = "  \(number + 1). \(option.title)"
        if !option.detail.isEmpty { line += ", \(option.detail)" }
        switch option.doubt {
        case .impossible(let reason)?: line += "; not possible: \(reason)"
        case .unlikely(let reason)?: line += "; doubtful: \(reason)"
        case nil: break
        }
        return option.id == chosen ? line + " [chosen]" : line
    }

    /// By its number, or by its name.
    private static func place(_ answer: String, _ options: [WizardOption]) -> Int? {
        if let number = Int(answer) { return options.indices.contains(number - 1) ? number - 1 : nil }
        return options.firstIndex { $0.id == answer || $0.title.lowercased() == answer.lowercased() }
    }

    private static func keys(to place: Int) -> [Key] { [.home] + [Key](repeating: .down, count: place) }

    private func askSecret(_ name: String, _ field: WizardField, _ form: WizardForm, isKey: Bool) async {
        let isGiven = form.hasSecret(field.id)
        if isGiven { console.say("\(name) was given; an empty line keeps it.") }
        guard let secret = await secretAnswer("\(name) (not shown):", mayBeKey: isKey) else { return }
        switch secret.withText({ $0 }) {
        case "": return await press([.enter])
        case ":back": return await press([.ctrl("p")])
        case ":cancel": return await press([.escape])
        case "?": return explain(field)
        default: break
        }
        guard secret.count <= SecretEntry.limit else {
            return console.say("That is too long: a secret has at most \(SecretEntry.limit) bytes. Nothing was taken.")
        }
        guard let text = secret.withText({ $0 }) else {
            return console.say("That is no text in UTF-8; a file may hold it. Nothing was taken.")
        }
        await press([.ctrl("u"), .paste(text), .enter])
    }

    // MARK: Stores

    func goThrough(_ dialog: StoreDialog) async {
        guard dialog.work == nil, let door = dialog.door else { return await change() }
        let store = dialog.store.words
        if !dialog.isRepeating {
            console.say("The \(store) is not ready: \(door.state.sentence).")
            if let failure = dialog.failure { say(failure) }
        }
        switch door.opening {
        case .unlock, .create:
            let isNew = door.opening == .create
            let words = dialog.isRepeating ? "The same again" : isNew ? "A new password for it" : "Its password"
            guard let secret = await secretAnswer("\(words) (not shown; empty to leave):") else { return }
            guard let text = secret.withText({ $0 }), !text.isEmpty, text != ":cancel", text != ":back" else {
                return await press([.escape])
            }
            await press([.paste(text), .enter])
        case .prompt: await confirm("Enter: it asks for its password in a window of its own; :cancel leaves.")
        case .elsewhere(let provider, let hint):
            console.say("\(provider) takes no password from here.")
            hint.split(separator: "\n").forEach { console.say("  \($0)") }
            await confirm("Enter: look again; :cancel leaves.")
        case .none:
            door.wayForward.split(separator: "\n").forEach { console.say("  \($0)") }
            await confirm("Enter: look again; :cancel leaves.")
        }
    }

    private func confirm(_ prompt: String) async {
        guard let line = await answer(prompt) else { return }
        await press([line.isEmpty ? .enter : .escape])
    }
}
