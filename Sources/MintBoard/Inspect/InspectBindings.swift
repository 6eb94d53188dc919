import MintCore
import MintScreen

extension AppState {
    /// The keys of the panes of one profile.
    func inspectBindings(_ inspect: InspectState) -> [Binding] {
        if inspect.question != nil { return questionBindings }
        if let form = inspect.form, inspect.tab == .server { return formBindings(form) }
        return leaving(inspect) + paneBindings(inspect) + [
            Binding([.character("R")], "R", "renew", title: "renew the token now", .renew, refusal: renewalRefusal),
            Binding([.character("p")], "p", nil, title: "probe the server, step by step", .probe),
            Binding([.character("y")], "y", "copy", title: "copy something of it", .copy(.open)),
        ] + rotationBindings(nil) + tabBindings
    }

    private func leaving(_ inspect: InspectState) -> [Binding] {
        let back = Binding([.escape, .character("q")], "Esc", "back", title: "back to the list", .back)
        if inspect.isWaiting {
            return [
                Binding([.escape], "Esc", "cancel", title: "give up waiting", .inspect(.giveUp)),
                Binding([.character("q")], "q", "back", title: back.title, .back),
            ]
        }
        guard renewals[inspect.profile] != nil else { return [back] }
        return [
            Binding([.escape], "Esc", "cancel", title: "cancel the renewal", .cancel),
            Binding([.character("q")], "q", "back", title: back.title, .back),
        ]
    }

    private var tabBindings: [Binding] {
        [
            Binding([.tab, .right], "Tab", "next", title: "the next pane", .inspect(.step(1))),
            Binding([.backtab, .left], "S-Tab", title: "the pane before", .inspect(.step(-1))),
        ]
            + InspectTab.allCases.map { tab in
                Binding(
                    [.character(tab.digit)], String(tab.digit), title: "the pane \(tab.title)", .inspect(.open(tab)))
            }
    }

    private func paneBindings(_ inspect: InspectState) -> [Binding] {
        switch inspect.tab {
        case .token:
            let refusal = catalog[inspect.profile]?.token == nil ? "there is no token" : nil
            return [
                Binding(
                    [.character("v")], "v", "claims", title: "show what the token says of itself",
                    .inspect(.readToken), refusal: inspect.reading.isWaiting ? "it is being read" : refusal)
            ]
        case .discovery:
            let drift = inspect.discovery.value.flatMap { $0 }?.drift ?? []
            return [
                Binding(
                    [.character("d")], "d", "discover", title: "read what the server publishes now",
                    .inspect(.discover), refusal: inspect.discovery.isWaiting ? "it is being read" : nil),
                Binding(
                    [.character("a")], "a", "accept", title: "take what is published now as right",
                    .inspect(.acceptDrift), refusal: drift.isEmpty ? "nothing changed since it was accepted" : nil),
            ]
        case .server: return serverBindings(inspect)
        case .credential, .history, .use: return []
        }
    }

    private func serverBindings(_ inspect: InspectState) -> [Binding] {
        let waits = inspect.tools.isWaiting ? "the server is being asked" : nil
        guard inspect.selectedTool != nil else {
            return [
                Binding(
                    [.enter], "Enter", "ask for tools", title: "ask the server for its tools", .inspect(.askTools),
                    refusal: waits)
            ]
        }
        return [
            Binding([.enter], "Enter", "call", title: "fill in and call this tool", .inspect(.openForm)),
            Binding(
                [.character("t")], "t", "ask again", title: "ask the server for its tools again", .inspect(.askTools),
                refusal: waits),
        ]
    }

    private func formBindings(_ form: ToolForm) -> [Binding] {
        if form.call.isWaiting {
            return [Binding([.escape], "Esc", "cancel", title: "give up waiting for the tool", .inspect(.giveUp))]
        }
        guard form.isEditing else {
            return [
                Binding(
                    [.enter], "Enter", "call again", title: "back to the arguments, to call it again", .inspect(.edit)),
                Binding([.escape], "Esc", "tools", title: "back to the tools", .inspect(.closeForm)),
            ]
        }
        let several = form.fields.count > 1
        return [
            Binding([.enter], "Enter", "call it", title: "call the tool with these arguments", .inspect(.call)),
            Binding([.escape], "Esc", "back", title: "back to the tools", .inspect(.closeForm)),
            Binding(
                [.tab, .down], "Tab", several ? "next field" : nil, title: "the next field", .inspect(.field(1)),
                refusal: several ? nil : "there is no other field"),
            Binding(
                [.backtab, .up], "S-Tab", title: "the field before", .inspect(.field(-1)),
                refusal: several ? nil : "there is no other field"),
        ]
    }

    private var questionBindings: [Binding] {
        [
            Binding([.character("y")], "y", "yes", title: "yes, do it", .inspect(.yes)),
            Binding([.escape, .enter, .character("n"), .character("q")], "Esc", "no", title: "no", .inspect(.no)),
        ]
    }
}
