import MintCore
import MintScreen

/// What a key meant to a wizard's form.
enum WizardMove: Equatable, Sendable {
    case changed(FieldID)
    /// A secret was typed to its end.
    case hold(FieldID)
    /// On from the focused field, on the page as it is by then.
    case next
    case forward, back, leave
    case press(FieldID)
}

extension WizardForm {
    /// A key on a page that waits for nothing. Letters of a secret never come here.
    mutating func press(_ key: Key, on page: WizardPage) -> [WizardMove] {
        settle(on: page)
        if isLeaving { return answerLeaving(key) }
        switch key {
        case .escape:
            isLeaving = true
            return []
        case .ctrl("n"): return letGo() + [.forward]
        case .ctrl("p"): return letGo() + [.back]
        case .tab: return step(1, on: page) ?? []
        case .backtab: return step(-1, on: page) ?? letGo() + [.back]
        case .up: return move(-1, on: page)
        case .down: return move(1, on: page)
        default: break
        }
        guard let field = focus.flatMap({ page[$0] }) else {
            return key == .enter && page.forward != nil ? [.forward] : []
        }
        return press(key, in: field, on: page)
    }

    private mutating func answerLeaving(_ key: Key) -> [WizardMove] {
        isLeaving = false
        switch key {
        case .character("y"), .character("Y"): return [.leave]
        default: return []
        }
    }

    private mutating func press(_ key: Key, in field: WizardField, on page: WizardPage) -> [WizardMove] {
        switch field.kind {
        case .text: return edit(key, field, on: page)
        case .secret: return key == .enter ? goOn(from: field, on: page) : []
        case .choice(let options), .checks(let options): return choose(key, field, options, on: page)
        case .question: return answer(key, field, on: page)
        case .button: return key == .enter || key == .character(" ") ? [.press(field.id)] : sideways(key)
        case .report: return []
        }
    }

    private mutating func edit(_ key: Key, _ field: WizardField, on page: WizardPage) -> [WizardMove] {
        if key == .enter { return goOn(from: field, on: page) }
        var editor = texts[field.id] ?? LineEditor("", limit: Self.textLimit)
        let before = editor.text
        guard editor.apply(key) else { return [] }
        texts[field.id] = editor
        return editor.text == before ? [] : touch(field.id)
    }

    private mutating func choose(
        _ key: Key, _ field: WizardField, _ options: [WizardOption], on page: WizardPage
    ) -> [WizardMove] {
        switch key {
        case .home: entry = 0
        case .end: entry = max(options.count - 1, 0)
        case .character(" "): return pick(field, options)
        case .enter:
            guard case .choice = field.kind else { return goOn(from: field, on: page) }
            let moves = pick(field, options)
            guard options.indices.contains(entry), choices[field.id] == options[entry].id else { return moves }
            // What comes next may depend on what was picked.
            return moves + [.next]
        default: return sideways(key)
        }
        return []
    }

    /// Takes the entry under the cursor; a greyed one only when it is taken twice.
    private mutating func pick(_ field: WizardField, _ options: [WizardOption]) -> [WizardMove] {
        guard options.indices.contains(entry) else { return [] }
        let option = options[entry]
        if case .checks = field.kind, checks[field.id]?.contains(option.id) == true {
            checks[field.id]?.remove(option.id)
            return touch(field.id)
        }
        if case .choice = field.kind, choices[field.id] == option.id { return [] }
        switch option.doubt {
        case .impossible(let reason)?:
            refusal = WizardRefusal(field.id, "\(option.title) cannot be chosen: \(reason)")
            return []
        case .unlikely(let reason)? where doubted != option.id:
            doubted = option.id
            refusal = WizardRefusal(
                field.id, "\(option.title): \(reason)", hint: "Choose it once more to take it all the same.")
            return []
        default: break
        }
        if case .checks = field.kind {
            checks[field.id, default: []].insert(option.id)
        } else {
            choices[field.id] = option.id
        }
        return touch(field.id)
    }

    private mutating func answer(_ key: Key, _ field: WizardField, on page: WizardPage) -> [WizardMove] {
        let former = answers[field.id] ?? false
        switch key {
        case .character("y"), .character("Y"): answers[field.id] = true
        case .character("n"), .character("N"): answers[field.id] = false
        case .character(" "): answers[field.id] = !former
        case .enter: return goOn(from: field, on: page)
        default: return sideways(key)
        }
        return touch(field.id)
    }

    /// Where no text is typed, left goes back.
    private func sideways(_ key: Key) -> [WizardMove] { key == .left ? [.back] : [] }

    private mutating func touch(_ field: FieldID) -> [WizardMove] {
        (isTouched, refusal, doubted) = (true, nil, nil)
        return [.changed(field)]
    }

    /// Enter in a field: to the next one, or on to the next step after the last.
    private mutating func goOn(from field: WizardField, on page: WizardPage) -> [WizardMove] {
        step(1, on: page) ?? letGo() + (page.forward == nil ? [] : [.forward])
    }

    /// What ``WizardMove/next`` asks for.
    mutating func goOn(on page: WizardPage) -> [WizardMove] {
        settle(on: page)
        guard let field = focus.flatMap({ page[$0] }) else { return page.forward == nil ? [] : [.forward] }
        return goOn(from: field, on: page)
    }

    /// - Returns: `nil` where there is no field in that direction.
    private mutating func step(_ direction: Int, on page: WizardPage) -> [WizardMove]? {
        let stops = page.stops
        guard let place = stops.firstIndex(where: { $0.id == focus }), stops.indices.contains(place + direction)
        else { return direction > 0 && stops.isEmpty ? [] : nil }
        let moves = letGo()
        let next = stops[place + direction]
        (focus, top, doubted) = (next.id, nil, nil)
        entry = self.place(in: next)
        return moves
    }

    /// Up and down: within a list, then to the field beyond it.
    private mutating func move(_ direction: Int, on page: WizardPage) -> [WizardMove] {
        top = nil
        guard let focus, let field = page[focus] else {
            return []
        }
        doubted = nil
        if field.options.indices.contains(entry + direction) {
            entry += direction
            return []
        }
        let moves = step(direction, on: page) ?? []
        if direction < 0, self.focus != focus, let next = self.focus.flatMap({ page[$0] }), !next.options.isEmpty {
            entry = next.options.count - 1
        }
        return moves
    }

    /// A secret that was typed goes where it is used, as soon as the focus leaves it.
    private mutating func letGo() -> [WizardMove] {
        guard let focus, case .typing(let count)? = secrets[focus] else { return [] }
        secrets[focus] = count > 0 ? .held(count) : nil
        return [.hold(focus)]
    }

    /// So many characters are typed in the focused secret now.
    mutating func typed(_ count: Int) {
        guard let focus else { return }
        secrets[focus] = .typing(count)
        (isTouched, refusal) = (true, nil)
    }

    /// What was typed and not taken yet is wiped.
    mutating func forgetTyped() {
        for (field, progress) in secrets { if case .typing = progress { secrets[field] = nil } }
    }

    /// Whether letters go to the loop's secret line.
    func takesSecret(on page: WizardPage) -> Bool {
        guard !isLeaving, let focus, case .secret? = page[focus]?.kind else { return false }
        return true
    }
}
