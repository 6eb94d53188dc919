import MintCore
import MintScreen

extension AppState {
    /// The keys of the list.
    var listBindings: [Binding] {
        let nobody = list.selection == nil && list.marks.isEmpty ? "no profile is selected" : nil
        let bindings = [
            Binding(
                [.enter, .right], "Enter", "inspect", title: "inspect the selected profile", .openInspect,
                refusal: list.selection == nil ? "no profile is selected" : nil)
        ]
        return bindings + workBindings(nobody) + escapeBindings + orderBindings
            + rotationBindings(list.selection == nil ? "no profile is selected" : nil) + loginBindings
            + (catalog.isEmpty ? [] : moving)
    }

    private var loginBindings: [Binding] {
        let nobody = list.selection == nil ? "no profile is selected" : nil
        return [
            Binding([.character("n")], "n", "login", title: "log a service in", .login(.new)),
            Binding([.character("e")], "e", title: "edit the profile", .login(.edit), refusal: nobody),
            Binding([.character("c")], "c", title: "clone the profile", .login(.clone), refusal: nobody),
            Binding(
                [.character("L")], "L", title: "log it in again, with another credential", .login(.again),
                refusal: nobody),
        ]
    }

    /// With what is marked, else with the selected profile.
    private func workBindings(_ nobody: String?) -> [Binding] {
        let areMarked = !list.marks.isEmpty
        let whose = areMarked ? "of those that are marked (\(list.marks.count))" : "of the selected profile"
        let renewal = areMarked ? nil : nobody ?? renewalRefusal
        return [
            Binding([.character("R")], "R", "renew", title: "renew the token \(whose) now", .renew, refusal: renewal),
            Binding(
                [.character("p")], "p", "probe", title: "probe the server \(whose), step by step", .probe,
                refusal: nobody),
            Binding(
                [.character("D"), .delete], "D", areMarked ? "delete" : nil,
                title: "log out and forget: the tokens and secrets \(whose)", .batch(.start(.remove)), refusal: nobody),
            Binding(
                [.character("E")], "E", areMarked ? "export" : nil,
                title: "export the facts \(whose) as JSON", .batch(.start(.export)), refusal: nobody),
            Binding([.character(" ")], "Space", title: "mark the selected profile", .mark(.toggle), refusal: nobody),
            Binding(
                [.character("*")], "*", title: "mark all that are shown, or the other ones", .mark(.turn),
                refusal: list.order.shown.isEmpty ? "no profile is shown" : nil),
        ]
    }

    /// Always one thing: what runs, then the filter, then the marks.
    private var escapeBindings: [Binding] {
        if let selection = list.selection, renewals[selection] != nil {
            return [Binding([.escape], "Esc", "cancel", title: "cancel the renewal", .cancel)]
        }
        if list.filter != nil {
            return [Binding([.escape], "Esc", title: "show all profiles again", .clearFilter)]
        }
        guard !list.marks.isEmpty else { return [] }
        return [Binding([.escape], "Esc", "unmark", title: "take all marks away", .mark(.clear))]
    }

    private var orderBindings: [Binding] {
        let noRows = catalog.isEmpty ? "there are no profiles yet" : nil
        return [
            Binding(
                [.character("U")], "U", storeRefusal == nil ? "unlock" : nil,
                title: "unlock the store of the secrets", .openStore, refusal: storeRefusal),
            Binding(
                [.character("y")], "y", title: "copy something of it", .copy(.open),
                refusal: list.selection == nil ? "no profile is selected" : nil),
            Binding([.character("/")], "/", "filter", title: "filter the list", .editFilter, refusal: noRows),
            Binding([.character("<")], "<", title: "sort by the column before", .sortBefore, refusal: noRows),
            Binding([.character(">")], ">", title: "sort by the next column", .sortAfter, refusal: noRows),
            Binding([.character("I")], "I", title: "turn the order round", .invert, refusal: noRows),
        ]
    }
}
