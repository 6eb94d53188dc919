import MintCore
import MintScreen

extension AppState {
    /// The wizard on top, if there is one; setting it leaves every other screen alone.
    var wizard: (any Wizard)? {
        get {
            guard case .wizard(let wizard) = screens.last else { return nil }
            return wizard.base
        }
        set {
            guard case .wizard = screens.last, let newValue else { return }
            screens[screens.count - 1] = .wizard(AnyWizard(newValue))
        }
    }

    /// Whether letters belong to a secret that a wizard asks for.
    var wizardTakesSecret: Bool {
        guard let wizard, wizard.work.map(\.takesInput) ?? true else { return false }
        return wizard.form.takesSecret(on: wizard.page)
    }

    mutating func pressInWizard(_ key: Key) -> [Effect] {
        guard var wizard else { return [] }
        if let effects = scrollWizard(key) { return effects }
        if let work = wizard.work, !wizard.form.isLeaving {
            switch key {
            case .escape: return changeWizard { wizard, _ in wizard.cancelWork() }
            case .ctrl("p"): return changeWizard { wizard, turn in wizard.cancelWork() + wizard.back(turn) }
            case _ where !work.takesInput: return []
            default: break
            }
        }
        let moves = wizard.form.press(key, on: wizard.page)
        self.wizard = wizard
        return carryOut(moves)
    }

    private mutating func carryOut(_ moves: [WizardMove]) -> [Effect] {
        var effects: [Effect] = []
        for move in moves {
            switch move {
            case .changed(let field): effects += changeWizard { $0.changed(field, $1) }
            case .hold(let field):
                if let wizard { effects.append(wizard.hold(field)) }
                effects += changeWizard { $0.changed(field, $1) }
            case .next:
                guard var wizard else { continue }
                let further = wizard.form.goOn(on: wizard.page)
                self.wizard = wizard
                effects += carryOut(further)
            case .forward: effects += changeWizard { $0.forward($1) }
            case .back:
                // Before the first step there is only the way out.
                effects += changeWizard { wizard, turn in
                    guard wizard.place == 0 else { return wizard.back(turn) }
                    wizard.form.isLeaving = wizard.farewell != nil
                    return []
                }
            case .press(let button): effects += changeWizard { $0.press(button, $1) }
            case .leave: effects += leaveWizard()
            }
        }
        if let wizard, wizard.form.isLeaving, wizard.farewell == nil { effects += leaveWizard() }
        return effects
    }

    /// Changes the wizard on top, and finds the focus a place where the page became another.
    mutating func changeWizard(_ change: (inout any Wizard, WizardTurn) -> [Effect]) -> [Effect] {
        guard var wizard else { return [] }
        let effects = change(&wizard, WizardTurn(now: now, attempt: nextAttempt()))
        wizard.settle()
        let store = wizard.wantsStore
        wizard.wantsStore = nil
        self.wizard = wizard
        return effects + (store.map { openDialog(of: $0) } ?? [])
    }

    /// Shows a wizard over what is on the screen.
    mutating func begin(_ wizard: some Wizard) {
        var wizard = wizard
        wizard.settle()
        notice = nil
        screens.append(.wizard(AnyWizard(wizard)))
    }

    mutating func leaveWizard() -> [Effect] {
        guard var wizard else { return [] }
        let effects = wizard.cancelWork() + wizard.abandoned()
        screens.removeLast()
        return [.dropEntry] + effects
    }

    /// PgUp and PgDn move long pages; the focus takes over again with the next key that moves it.
    private mutating func scrollWizard(_ key: Key) -> [Effect]? {
        let direction: Int
        switch key {
        case .pageUp: direction = -1
        case .pageDown: direction = 1
        default: return nil
        }
        guard var wizard else { return [] }
        let frame = WizardScreen.Frame(wizard, self, layout: Layout(size: size))
        let page = max(frame.rows - 2, 1)
        wizard.form.top = min(max(frame.top + direction * page, 0), max(frame.lines.count - frame.rows, 0))
        self.wizard = wizard
        return []
    }

    /// What the keys do, for the key line and the help.
    func wizardBindings(_ wizard: any Wizard) -> [Binding] {
        if wizard.form.isLeaving {
            return [
                Binding([.character("y")], "y", "leave", title: "leave it", .key(.character("y"))),
                Binding([.escape], "Esc", "stay", title: "go on with it", .key(.escape)),
            ]
        }
        if let work = wizard.work, !work.takesInput {
            let cancel = Binding([.escape], "Esc", "cancel", title: "give up waiting", .key(.escape))
            guard wizard.leadsBack else { return [cancel] }
            return [
                cancel, Binding([.ctrl("p")], "^P", "back", title: "give up waiting, and go back", .key(.ctrl("p"))),
            ]
        }
        let page = wizard.page
        let field = wizard.form.focus.flatMap { page[$0] } ?? page.stops.first
        var bindings: [Binding] = []
        if let (brief, title) = enterWords(field, page) {
            bindings.append(Binding([.enter], "Enter", brief, title: title, .key(.enter)))
        }
        switch field?.kind {
        case .checks:
            bindings.append(Binding([.character(" ")], "Space", "mark", title: "mark it", .key(.character(" "))))
        case .question:
            bindings.append(Binding([.character("y")], "y", "yes", title: "say yes", .key(.character("y"))))
        default: break
        }
        if page.stops.count > 1 {
            bindings.append(Binding([.tab], "Tab", "next field", title: "to the next field", .key(.tab)))
        }
        if page.forward != nil, page.stops.count > 1 {
            bindings.append(Binding([.ctrl("n")], "^N", "next step", title: "to the next step", .key(.ctrl("n"))))
        }
        if wizard.leadsBack {
            bindings.append(Binding([.ctrl("p")], "^P", "back", title: "to the step before", .key(.ctrl("p"))))
        }
        if wizard.work != nil {
            return bindings + [Binding([.escape], "Esc", "cancel", title: "give up waiting", .key(.escape))]
        }
        return bindings + [Binding([.escape], "Esc", "leave", title: "leave without saving", .key(.escape))]
    }

    private func enterWords(_ field: WizardField?, _ page: WizardPage) -> (String, String)? {
        switch field?.kind {
        case .button: return ("press it", "press the button")
        case .choice: return ("choose", "choose it, and go on")
        default: break
        }
        guard let field, field.id != page.stops.last?.id else {
            return page.forward.map { ($0, $0) }
        }
        return ("next", "to the next field")
    }
}
