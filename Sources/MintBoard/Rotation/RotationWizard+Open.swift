import MintCore
import MintScreen

extension RotationWizard {
    private typealias F = RotationField

    /// What can be done with a rotation that is open.
    enum Choice: String, Sendable { case on, another, retire, back, abandon, later }

    var openPage: WizardPage {
        guard let rotation else { return endPage(.elsewhere) }
        var fields = [stand]
        if let failure = rotation.failure, form.refusal == nil, work == nil {
            fields.append(
                WizardField(
                    "failure", "What went wrong last",
                    .report([WizardText(failure.headline.plainLine(limit: 300), .alarm)])))
        }
        if !remarks.isEmpty {
            fields.append(
                WizardField(
                    "remarks", "What the steps showed",
                    .report(remarks.suffix(4).map { WizardText($0.plainLine(limit: 300), .good) })))
        }
        fields += keyFields
        if isStoreInTheWay {
            fields.append(
                WizardField(
                    F.unlock, "Make the \(profile.store.words) ready", .button,
                    note: "What is the matter, and what opens it."))
        }
        fields.append(WizardField(F.act, "What now", .choice(choices(rotation))))
        if let question = question(rotation) { fields.append(WizardField(F.sure, question, .question)) }
        return WizardPage(title: headline(rotation), fields: fields, forward: forwardWords)
    }

    private func headline(_ rotation: Rotation) -> String {
        if case .stillAccepted? = setback { return "THE OLD CREDENTIAL STILL WORKS" }
        switch rotation.state {
        case .proposed: return "Begun: nothing is obtained yet"
        case .sent: return "Asked, and no answer is kept"
        case .staged: return isToBePublished ? "Staged: the server is to be told" : "Staged: kept, and not used"
        case .verified: return "Verified: it works"
        case .committed: return "In use"
        case .overlapping: return "Overlap: both are kept"
        case .rolledBack: return "Rolled back"
        case .retired, .abandoned: return "Ended"
        }
    }

    // MARK: Choices

    private func choices(_ rotation: Rotation) -> [WizardOption] {
        var options: [WizardOption] = []
        if let words = goOnWords(rotation) {
            options.append(WizardOption(Choice.on.rawValue, words.title, words.detail))
        }
        if rotation.plan.source == .pasted, rotation.state == .staged || rotation.state == .proposed {
            options.append(
                WizardOption(Choice.another.rawValue, "give another one", "in the place of the one that is kept"))
        }
        if rotation.state == .overlapping, rotation.nextStep(at: moment) == nil {
            options.append(WizardOption(Choice.later.rawValue, "leave it for now", "r comes back to it"))
            options.append(
                WizardOption(Choice.retire.rawValue, "retire the old one now", "once it is shown to be refused"))
        }
        if rotation.canRollBack {
            options.append(
                WizardOption(
                    Choice.back.rawValue, "go back to the old one", "once it obtained a token; the new one is kept"))
        }
        if rotation.state == .rolledBack {
            options.insert(WizardOption(Choice.later.rawValue, "leave it for now", "r comes back to it"), at: 0)
        }
        let isAfter = rotation.state == .committed || rotation.state == .overlapping
        options.append(
            WizardOption(
                Choice.abandon.rawValue, isAfter ? "forget the old one" : "give it up",
                isAfter ? "unproven" : "the old one stays"))
        return options
    }

    private func goOnWords(_ rotation: Rotation) -> (title: String, detail: String)? {
        if rotation.state == .rolledBack { return ("take the new one up again", "it is verified anew") }
        switch rotation.nextStep(at: moment) {
        case .obtain:
            return rotation.plan.source == .registration
                ? ("ask the server", registrationWarning) : ("run the command", "")
        case .recover: return ("find out how far it came", "nothing is asked for anew")
        case .publish: return ("publish both keys", "the old one stays in the set")
        case .verify:
            return isToBePublished
                ? ("it is registered: verify it", "a real token, then tools/list")
                : ("verify it", "a real token, then tools/list")
        case .commit: return ("use it from now on", "the old one is kept")
        case .overlap: return ("keep both", "the old one stays until it is retired")
        case .withdraw: return ("withdraw the old key", "out of what is published")
        case .retire: return ("retire the old one", "once it is shown to be refused")
        case .rollBack, .abandon, nil: return nil
        }
    }

    private var registrationWarning: String { "the old secret may be dead at once" }

    var choice: Choice? {
        form.choices[RotationField.act].flatMap { Choice(rawValue: $0) }
    }

    private var forwardWords: String {
        guard let rotation, let choice, let option = choices(rotation).first(where: { $0.id == choice.rawValue }) else {
            return "go on"
        }
        return option.title
    }

    /// What has to be said yes to before the choice is carried out.
    private func question(_ rotation: Rotation) -> String? {
        switch choice {
        case .on:
            if case .commandInterrupted? = setback {
                return "The command may have changed the credential: see at the server first. Run it once more?"
            }
            let asks = rotation.nextStep(at: moment) == .obtain && rotation.plan.source == .registration
            return asks ? "The old secret may be dead at once. Ask \(host) for a new one?" : nil
        case .retire: return "The server may take both for longer. Retire the old one now?"
        case .abandon: return rotation.ifAbandoned + (canForget ? " Forget it?" : " Give it up?")
        case .another, .back, .later, nil: return nil
        }
    }

    private var canForget: Bool { rotation?.canRollBack == true }

    /// The safe choice, and where the focus is, once it stands somewhere else.
    mutating func takeStock(_ wanted: Choice? = nil) {
        form.turnPage()
        form.answers[RotationField.sure] = nil
        guard phase == .open, let rotation else { return }
        let options = choices(rotation)
        form.choices[RotationField.act] = wanted?.rawValue ?? options.first?.id
        settle()
        // A key that is to be registered by hand is looked at first.
        guard !(isToBePublished && rotation.plan.publication == nil) else { return }
        form.focus = RotationField.act
        form.entry = options.firstIndex { $0.id == form.choices[RotationField.act] } ?? 0
    }

    // MARK: Carrying out

    mutating func act(_ turn: WizardTurn) -> [Effect] {
        guard let rotation, let choice else {
            form.refuse(F.act, "Choose what to do")
            return []
        }
        if question(rotation) != nil, form.answers[F.sure] != true {
            form.refuse(F.sure, "Nothing was done", hint: "Say yes to do it, or choose something else.")
            return []
        }
        switch choice {
        case .later: return finish()
        case .another:
            form.choices[F.source] = (source == .file ? Source.file : .paste).rawValue
            form.secrets[F.secret] = nil
            go(to: .source)
            return []
        case .on:
            var mayRepeat = false
            if case .commandInterrupted? = setback { mayRepeat = true }
            return carryOut(.goOn(mayRepeat: mayRepeat), turn)
        case .retire: return carryOut(.retire, turn)
        case .back: return carryOut(.rollBack, turn)
        case .abandon: return carryOut(.abandon, turn)
        }
    }

    mutating func carryOut(_ act: RotationAct, _ turn: WizardTurn) -> [Effect] {
        let words =
            switch act {
            case .goOn, .retire: rotation?.nextStep(act == .retire ? .retire : .goOn, at: turn.now)?.words ?? "going on"
            case .rollBack: Rotation.Step.rollBack.words
            case .abandon: Rotation.Step.abandon.words
            }
        (remarks, setback) = ([], nil)
        if rotation?.plan.isCompromise == true { wasCompromise = true }
        begin(.act(act), words.capitalizedStart, turn)
        return [.rotation(.carryOut(act, record.id, turn.attempt))]
    }

    // MARK: The end

    func endPage(_ ending: Ending) -> WizardPage {
        var lines: [WizardText] = []
        switch ending {
        case .retired:
            lines.append(WizardText("The old credential is removed; \(inUse).", .good))
            for remark in remarks { lines.append(WizardText(remark.plainLine(limit: 300))) }
        case .abandoned:
            lines.append(WizardText("The rotation is given up; \(inUse)."))
            for remark in remarks { lines.append(WizardText(remark.plainLine(limit: 300), .warning)) }
        case .elsewhere: lines.append(WizardText("The rotation was ended elsewhere; \(inUse)."))
        }
        var fields: [WizardField] = []
        if wasCompromise, ending == .retired {
            fields.append(
                WizardField(
                    "checklist", "What cannot be revoked from here, to be looked at",
                    .report(record.compromiseChecklist.map { WizardText("- \($0)", .warning) })))
        }
        return WizardPage(
            title: ending == .retired ? "Rotated" : "Ended", lines: lines, fields: fields, forward: "back to the list")
    }

    private var inUse: String {
        guard let credential = record.credential else { return "\(name) has none" }
        return "\(name) uses \(credential.kind.words) \(credential.generation)"
    }
}

extension String {
    /// The same as the beginning of a line.
    fileprivate var capitalizedStart: String { prefix(1).uppercased() + dropFirst() }
}
