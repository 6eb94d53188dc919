import MintCore
import MintScreen

/// Keys that do one thing, and what to call it.
struct Binding: Equatable, Sendable {
    var keys: [Key]
    /// How the keys are written: `Enter`.
    var label: String
    /// For the key line; `nil` keeps it out of there.
    var brief: String?
    /// For the list of keys.
    var title: String
    var action: Action
    /// Why it does nothing right now.
    var refusal: String?

    init(
        _ keys: [Key], _ label: String, _ brief: String? = nil, title: String, _ action: Action, refusal: String? = nil
    ) {
        self.keys = keys
        self.label = label
        self.brief = brief
        self.title = title
        self.action = action
        self.refusal = refusal
    }
}

extension AppState {
    /// The keys of the screen that is on top, those that do nothing right now among them.
    var bindings: [Binding] {
        ownBindings.map { binding in
            var binding = preferences.keys.applied(to: binding, isTyping: asksPassword)
            if preferences.isReadOnly, binding.action.isChange { binding.refusal = "this board is read-only" }
            return binding
        }
    }

    /// As they are without an operator's wishes.
    private var ownBindings: [Binding] {
        switch screens.last {
        case nil: listBindings + common
        case .inspect: inspectBindings + moving + common
        case .probe(let probe): probeBindings(probe) + moving + common
        case .store(let dialog): storeBindings(dialog) + (dialog.wantsPassword ? [] : moving) + common
        }
    }

    private var listBindings: [Binding] {
        let nobody = list.selection == nil ? "no profile is selected" : nil
        let noRows = catalog.isEmpty ? "there are no profiles yet" : nil
        var bindings = [
            Binding(
                [.enter, .right], "Enter", "inspect", title: "inspect the selected profile", .inspect, refusal: nobody),
            Binding(
                [.character("R")], "R", "renew", title: "renew its token now", .renew, refusal: nobody ?? renewalRefusal
            ),
            Binding([.character("p")], "p", "probe", title: "probe its server, step by step", .probe, refusal: nobody),
        ]
        if let selection = list.selection, renewals[selection] != nil {
            bindings.append(Binding([.escape], "Esc", "cancel", title: "cancel the renewal", .cancel))
        } else if list.filter != nil {
            bindings.append(Binding([.escape], "Esc", title: "show all profiles again", .clearFilter))
        }
        bindings.append(
            Binding(
                [.character("U")], "U", storeRefusal == nil ? "unlock" : nil,
                title: "unlock the store of the secrets", .openStore, refusal: storeRefusal))
        bindings += [
            Binding([.character("/")], "/", "filter", title: "filter the list", .editFilter, refusal: noRows),
            Binding([.character("<")], "<", title: "sort by the column before", .sortBefore, refusal: noRows),
            Binding([.character(">")], ">", title: "sort by the next column", .sortAfter, refusal: noRows),
            Binding([.character("I")], "I", title: "turn the order round", .invert, refusal: noRows),
        ]
        return bindings + (catalog.isEmpty ? [] : moving)
    }

    private var inspectBindings: [Binding] {
        var bindings = [Binding([.escape, .left, .character("q")], "Esc", "back", title: "back to the list", .back)]
        if let id = subject, renewals[id] != nil {
            bindings[0] = Binding([.escape], "Esc", "cancel", title: "cancel the renewal", .cancel)
            bindings.append(Binding([.left, .character("q")], "q", "back", title: "back to the list", .back))
        }
        return bindings + [
            Binding([.character("R")], "R", "renew", title: "renew the token now", .renew, refusal: renewalRefusal),
            Binding([.character("p")], "p", "probe", title: "probe the server, step by step", .probe),
        ]
    }

    private func probeBindings(_ probe: ProbeState) -> [Binding] {
        let back = "back to where you came from"
        guard probe.attempt == nil else {
            return [
                Binding([.escape], "Esc", "cancel", title: "cancel the probe", .cancel),
                Binding([.left, .character("q")], "q", "back", title: "cancel, and \(back)", .back),
            ]
        }
        return [
            Binding([.escape, .left, .character("q")], "Esc", "back", title: back, .back),
            Binding([.character("p")], "p", "probe again", title: "probe once more", .probe),
            Binding([.character("R")], "R", "renew", title: "renew the token now", .renew, refusal: renewalRefusal),
        ]
    }

    private func storeBindings(_ dialog: StoreDialog) -> [Binding] {
        guard dialog.work != .opening else {
            return [Binding([.escape], "Esc", "stop", title: "give up waiting", .leaveStore)]
        }
        let back = Binding([.escape], "Esc", "back", title: "back to where you came from", .leaveStore)
        let enter: (brief: String, title: String)? =
            switch dialog.door?.opening {
            case nil: nil
            case .unlock?: ("unlock", "unlock it with what was typed")
            case .create? where dialog.isRepeating: ("make it", "make it, where the two are the same")
            case .create?: ("go on", "type it once more")
            case .prompt?: ("ask", "have it ask in its window")
            case StoreOpening.none?, .elsewhere?: ("look again", "look at it again")
            }
        return [back] + (enter.map { [Binding([.enter], "Enter", $0.brief, title: $0.title, .submit)] } ?? [])
    }

    private var renewalRefusal: String? {
        guard let id = subject else { return nil }
        if renewals[id] != nil { return "a renewal is under way; Esc cancels it" }
        return catalog[id]?.profile.grant == .static
            ? "a pasted token cannot be renewed; log the profile in again" : nil
    }

    private var moving: [Binding] {
        [
            Binding([.up, .character("k")], "Up k", title: "up", .up),
            Binding([.down, .character("j")], "Down j", title: "down", .down),
            Binding([.pageUp, .ctrl("b")], "PgUp", title: "a page up", .pageUp),
            Binding([.pageDown, .ctrl("f")], "PgDn", title: "a page down", .pageDown),
            Binding([.home, .character("g")], "Home g", title: "to the top", .first),
            Binding([.end, .character("G")], "End G", title: "to the end", .last),
        ]
    }

    private var common: [Binding] {
        let needsRetry = loading.failure != nil || { if case .failed = contents { true } else { false } }()
        let quits: [Key] = screens.isEmpty ? [.character("q"), .ctrl("c")] : [.ctrl("c")]
        return [
            Binding(
                [.function(5), .ctrl("r")], "F5", needsRetry ? "try again" : nil, title: "read the profiles again",
                .reload),
            Binding(
                [.character("Z")], "Z", pausedAt == nil ? nil : "go on",
                title: pausedAt == nil ? "let the shown time stand still" : "let the shown time go on", .pause),
            Binding([.ctrl("l")], "ctrl-l", title: "draw the screen again", .redraw),
            Binding([.suspend], "ctrl-z", title: "stop for now; fg goes on", .suspend),
            Binding(
                [.character("?"), .function(1)], asksPassword ? "F1" : "?", "help",
                title: "the keys that are valid now", .help),
            Binding(quits, screens.isEmpty ? "q" : "ctrl-c", screens.isEmpty ? "quit" : nil, title: "quit", .quit),
        ]
    }
}
