import MintCore
import MintScreen

extension AppState {
    mutating func perform(_ action: CopyAction) -> [Effect] {
        switch action {
        case .open:
            guard let id = subject else { return [] }
            notice = nil
            screens.append(.copy(CopyMenu(profile: id)))
            return []
        case .take: return takeSelected()
        case .confirm:
            guard case .copy(let menu) = screens.last, case .confirming(let item) = menu.stage else { return [] }
            return fetch(item, menu)
        case .leave: return leaveCopying()
        }
    }

    private mutating func takeSelected() -> [Effect] {
        guard case .copy(var menu) = screens.last, case .choosing = menu.stage,
            let profile = catalog[menu.profile]?.profile
        else { return [] }
        let item = CopyMenu.items[min(max(menu.selection, 0), CopyMenu.items.count - 1)]
        if let refusal = item.refusal(for: profile) {
            notice = .hint("\(item.words): \(refusal)", at: now)
            return []
        }
        if let text = item.text(of: profile) {
            screens.removeLast()
            return [.copy(.text(text, item.words, of: profile.name))]
        }
        guard item == .token else { return fetch(item, menu) }
        menu.stage = .confirming(item)
        screens[screens.count - 1] = .copy(menu)
        return []
    }

    private mutating func fetch(_ item: CopyItem, _ former: CopyMenu) -> [Effect] {
        var menu = former
        let attempt = nextAttempt()
        (menu.stage, menu.failure) = (.fetching(item, attempt, since: now), nil)
        screens[screens.count - 1] = .copy(menu)
        let name = catalog[menu.profile]?.profile.name ?? menu.profile.rawValue
        return [.copy(.fetched(item, menu.profile, of: name, attempt))]
    }

    /// Esc: one step back, or out.
    private mutating func leaveCopying() -> [Effect] {
        guard case .copy(var menu) = screens.last else { return [] }
        switch menu.stage {
        case .choosing:
            screens.removeLast()
            return []
        case .confirming:
            menu.stage = .choosing
            screens[screens.count - 1] = .copy(menu)
            return []
        case .fetching(_, let attempt, _):
            menu.stage = .choosing
            screens[screens.count - 1] = .copy(menu)
            return [.cancel(attempt)]
        }
    }

    /// `:copy WHAT [PROFILE]`: a secret is asked about once more.
    mutating func copyByName(_ words: [String]) -> [Effect] {
        let known = CopyItem.allCases.map(\.rawValue)
        guard let word = words.first, let item = CopyItem(rawValue: word), words.count <= 2 else {
            notice = .bad(
                "copy wants one of: \(known.joined(separator: ", ")); and a profile, where not the selected one")
            return []
        }
        let named = words.dropFirst().first
        let record =
            named.map { name in catalog.records.first { $0.profile.name == name } } ?? subject.flatMap { catalog[$0] }
        guard let record else {
            notice = .bad(named.map { "There is no profile \($0)" } ?? "No profile is selected")
            return []
        }
        screens.append(.copy(CopyMenu(profile: record.id, selection: CopyMenu.items.firstIndex(of: item) ?? 0)))
        let effects = takeSelected()
        // Where nothing is asked or fetched, there is nothing to stay for.
        if case .copy(let menu) = screens.last, case .choosing = menu.stage { screens.removeLast() }
        return effects
    }

    mutating func apply(_ message: CopyMessage) -> [Effect] {
        switch message {
        case .sent(let words, let name, let isSecret, let attempt, let refusal):
            if let attempt { closeCopying(attempt) }
            if let refusal {
                notice = .bad("Not copied: \(refusal.words)")
                return []
            }
            clipboard = isSecret ? ClipboardHold(clearsAt: now + ClipboardHold.span) : nil
            let ending = isSecret ? ", for \(ClipboardHold.span) s" : ""
            notice = .good("the \(words) of \(name) went to the terminal's clipboard\(ending)", at: now)
        case .failed(let attempt, let failure):
            guard case .copy(var menu) = screens.last, case .fetching(_, attempt, _) = menu.stage else { return [] }
            (menu.stage, menu.failure) = (.choosing, failure)
            screens[screens.count - 1] = .copy(menu)
        }
        return []
    }

    private mutating func closeCopying(_ attempt: Attempt) {
        screens.removeAll { screen in
            guard case .copy(let menu) = screen, case .fetching(_, attempt, _) = menu.stage else { return false }
            return true
        }
    }

    /// On each tick: a secret stays a minute.
    mutating func clearClipboardIfDue() -> [Effect] {
        guard let clipboard, clipboard.clearsAt <= now || clipboard.clearsAt > now + 2 * ClipboardHold.span else {
            return []
        }
        self.clipboard = nil
        notice = .hint("the clipboard was cleared", at: now)
        return [.copy(.clear)]
    }

    mutating func moveInCopying(_ lines: Int) {
        guard case .copy(var menu) = screens.last, case .choosing = menu.stage else { return }
        menu.selection = min(max(menu.selection + lines, 0), CopyMenu.items.count - 1)
        menu.failure = nil
        screens[screens.count - 1] = .copy(menu)
    }

    func copyBindings(_ menu: CopyMenu) -> [Binding] {
        switch menu.stage {
        case .choosing:
            [
                Binding([.enter], "Enter", "copy", title: "copy it", .copy(.take)),
                Binding(
                    [.escape, .left, .character("q")], "Esc", "back", title: "back to where you came from",
                    .copy(.leave)),
            ]
        case .confirming:
            [
                Binding([.character("y")], "y", "copy it", title: "copy the secret", .copy(.confirm)),
                Binding([.escape, .enter, .character("n")], "Esc", "no", title: "do not copy it", .copy(.leave)),
            ]
        case .fetching: [Binding([.escape], "Esc", "stop", title: "give up waiting", .copy(.leave))]
        }
    }
}

extension ClipboardRefusal {
    var words: String {
        switch self {
        case .noClipboard: "this terminal has no clipboard that a program can reach"
        case .tooLong(let bytes): "\(bytes) bytes are more than terminals take"
        case .away: "the terminal belongs to another program"
        }
    }
}
