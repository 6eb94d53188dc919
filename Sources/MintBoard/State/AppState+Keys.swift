import MintCore
import MintScreen

extension AppState {
    mutating func press(_ key: Key) -> [Effect] {
        switch key {
        // These hold whatever is on the screen.
        case .endOfInput:
            ending = .terminalClosed
            return []
        case .resize: return []
        case .suspend: return [.suspend]
        case .ctrl("c"):
            ending = .quit
            return []
        case .ctrl("l"): return [.redraw]
        case .mouse(let mouse): return point(mouse)
        default: break
        }
        if let notice, notice.until == nil { self.notice = nil }
        if let question = palette.question { return answer(key, question) }
        if let line = palette.line { return pressInPalette(key, line) }
        if let help { return pressInHelp(key, help) }
        if let effects = typeIntoForm(key) ?? typeIntoBatch(key) { return effects }
        if let editor = list.editor, screens.isEmpty { return editFilter(key, editor) }
        if wizard != nil, key != .function(1) { return pressInWizard(key) }
        guard let binding = bindings.first(where: { $0.keys.contains(key) }) else {
            if key == .escape { notice = nil }
            return []
        }
        return perform(binding)
    }

    mutating func perform(_ binding: Binding) -> [Effect] {
        if let refusal = binding.refusal {
            notice = .hint("\(binding.label): \(refusal)", at: now)
            return []
        }
        return perform(binding.action)
    }

    mutating func perform(_ action: Action) -> [Effect] {
        let page = max(Layout(size: size).listRows - 1, 1)
        switch action {
        case .up: scroll(by: -1)
        case .down: scroll(by: 1)
        case .pageUp: scroll(by: -page)
        case .pageDown: scroll(by: page)
        case .first: scroll(by: -1_000_000)
        case .last: scroll(by: 1_000_000)
        case .openInspect: return openInspect()
        case .inspect(let action): return perform(action)
        case .mark(let action): return perform(action)
        case .batch(let action): return perform(action)
        case .messages(let action): return perform(action)
        case .renew: return renewByHand()
        case .probe: return startProbe()
        case .cancel: return cancelProbe() ?? subject.map { cancelRenewal(of: $0) } ?? []
        case .editFilter: list.editor = LineEditor(list.filterText)
        case .clearFilter: setFilter("")
        case .sortBefore: sort(by: -1)
        case .sortAfter: sort(by: 1)
        case .invert:
            list.isInverted.toggle()
            reorder()
        case .openStore: return openStoreDialog()
        case .submit: return submitPassword()
        case .leaveStore: return leaveStoreDialog()
        case .palette: return openPalette()
        case .command(let action): return perform(action)
        case .copy(let action): return perform(action)
        case .pause: pause()
        case .reload: return reload()
        case .redraw: return [.redraw]
        case .suspend: return [.suspend]
        case .help: help = HelpState()
        case .back: return goBack()
        case .quit: ending = .quit
        case .key(let key): return press(key)
        case .login(let kind): return beginLogin(kind)
        case .rotate(let wantsBack): return beginRotation(wantsBack: wantsBack)
        }
        return []
    }

    /// Leaves one thing; what runs on it ends.
    private mutating func goBack() -> [Effect] {
        var effects = cancelProbe() ?? []
        if case .inspect(var inspect) = screens.last { effects += inspect.cancelAll().map { .cancel($0) } }
        if !screens.isEmpty { screens.removeLast() }
        return effects
    }

    private mutating func pause() {
        pausedAt = pausedAt == nil ? now : nil
        reorder()
    }

    /// Moves the selection, or the text of the screen over the list.
    mutating func scroll(by lines: Int) {
        guard let screen = screens.last else { return move(by: lines) }
        let limit = max(BoardScreen.lineCount(of: self) - Layout(size: size).bodyRows, 0)
        func moved(_ top: Int) -> Int { min(max(min(top, limit) + lines, 0), limit) }
        switch screen {
        case .inspect: scrollInspect(by: lines)
        case .batch: batch?.move(by: lines)
        case .messages: messages.move(by: lines)
        case .probe(var probe):
            probe.top = moved(probe.top)
            screens[screens.count - 1] = .probe(probe)
        case .store(var dialog):
            dialog.top = moved(dialog.top)
            screens[screens.count - 1] = .store(dialog)
        case .wizard: break
        case .command(var run):
            let end = CommandScreen.limit(run, Layout(size: size))
            run.top = min(max(min(run.top, end) + lines, 0), end)
            screens[screens.count - 1] = .command(run)
        case .copy: moveInCopying(lines)
        }
    }

    // MARK: Help

    /// The bindings that the help lists: those that contain what was typed, the ones that do nothing right now last.
    func helpBindings(_ help: HelpState) -> [Binding] {
        let words = help.search.text.lowercased().split(separator: " ")
        let found = bindings.filter { binding in
            let text = "\(binding.label) \(binding.title)".lowercased()
            return binding.action != .help && words.allSatisfy { text.contains($0) }
        }
        return found.filter { $0.refusal == nil } + found.filter { $0.refusal != nil }
    }

    private mutating func pressInHelp(_ key: Key, _ former: HelpState) -> [Effect] {
        var help = former
        let bindings = helpBindings(help)
        let last = max(bindings.count - 1, 0)
        let page = max(Layout(size: size).bodyRows - 1, 1)
        switch key {
        case .escape where !help.search.text.isEmpty: help = HelpState()
        case .escape, .function(1):
            self.help = nil
            return []
        case .character("?") where help.search.text.isEmpty:
            self.help = nil
            return []
        case .enter:
            self.help = nil
            return bindings.indices.contains(help.selection) ? perform(bindings[help.selection]) : []
        case .up: help.selection = max(help.selection - 1, 0)
        case .down: help.selection = min(help.selection + 1, last)
        case .pageUp: help.selection = max(help.selection - page, 0)
        case .pageDown: help.selection = min(help.selection + page, last)
        default: if help.search.apply(key) { help.selection = 0 }
        }
        self.help = help
        return []
    }
}
