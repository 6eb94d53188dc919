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
        case .inspect(let inspect): inspectBindings(inspect) + (takesText ? [] : moving) + common
        case .probe(let probe): probeBindings(probe) + moving + common
        case .store(let dialog): storeBindings(dialog) + (dialog.wantsPassword ? [] : moving) + common
        case .wizard(let wizard): wizardBindings(wizard.base) + commonInWizard
        case .batch: (batch.map(batchBindings) ?? []) + (takesText ? [] : moving) + common
        case .messages: messageBindings + moving + common
        case .command(let run): commandBindings(run) + moving + common
        case .copy(let menu): copyBindings(menu) + moving + common
        }
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

    var renewalRefusal: String? {
        guard let id = subject else { return nil }
        if renewals[id] != nil { return "a renewal is under way; Esc cancels it" }
        return catalog[id]?.profile.grant == .static
            ? "a pasted token cannot be renewed; log the profile in again" : nil
    }

    var moving: [Binding] {
        [
            Binding([.up, .character("k")], "Up k", title: "up", .up),
            Binding([.down, .character("j")], "Down j", title: "down", .down),
            Binding([.pageUp, .ctrl("b")], "PgUp", title: "a page up", .pageUp),
            Binding([.pageDown, .ctrl("f")], "PgDn", title: "a page down", .pageDown),
            Binding([.home, .character("g")], "Home g", title: "to the top", .first),
            Binding([.end, .character("G")], "End G", title: "to the end", .last),
        ]
    }

    /// Letters are text there.
    private var commonInWizard: [Binding] {
        [
            Binding([.pageDown], "PgDn", title: "more of a long page", .key(.pageDown)),
            Binding([.pageUp], "PgUp", title: "back to its beginning", .key(.pageUp)),
            Binding([.ctrl("l")], "ctrl-l", title: "draw the screen again", .redraw),
            Binding([.suspend], "ctrl-z", title: "stop for now; fg goes on", .suspend),
            Binding([.function(1)], "F1", "help", title: "the keys that are valid now", .help),
            Binding([.ctrl("c")], "ctrl-c", title: "quit", .quit),
        ]
    }

    var common: [Binding] {
        let needsRetry = loading.failure != nil || { if case .failed = contents { true } else { false } }()
        let quits: [Key] = screens.isEmpty ? [.character("q"), .ctrl("c")] : [.ctrl("c")]
        return [
            Binding(
                [.function(5), .ctrl("r")], "F5", needsRetry ? "try again" : nil, title: "read the profiles again",
                .reload),
            Binding(
                [.character("Z")], "Z", pausedAt == nil ? nil : "go on",
                title: pausedAt == nil ? "let the shown time stand still" : "let the shown time go on", .pause),
            Binding(
                [.character(":")], ":", asksPassword ? nil : "verbs", title: "run a verb of the command line", .palette),
            Binding([.ctrl("l")], "ctrl-l", title: "draw the screen again", .redraw),
            Binding([.suspend], "ctrl-z", title: "stop for now; fg goes on", .suspend),
            Binding(
                [.character("?"), .function(1)], takesText ? "F1" : "?", "help",
                title: "the keys that are valid now", .help),
        ] + (takesText || screens.last == .messages ? [] : [openMessages]) + [
            Binding(quits, screens.isEmpty ? "q" : "ctrl-c", screens.isEmpty ? "quit" : nil, title: "quit", .quit)
        ]
    }
}
