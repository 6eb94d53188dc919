import MintCore
import MintScreen

extension LoginWizard {
    private typealias F = LoginField

    var store: StoreName {
        form.choices[F.store].flatMap { StoreName(rawValue: $0) } ?? purpose.replaced?.profile.store ?? .secretService
    }

    var storePage: WizardPage {
        let options = StoreName.allCases.map { name in
            let state = stores[name]
            let words = state.map { $0 == .ready ? "ready" : $0.sentence } ?? "looking"
            return WizardOption(name.rawValue, name.words, words)
        }
        var fields = [WizardField(F.store, "Where secrets and tokens are kept", .choice(options))]
        if let state = stores[store], state != .ready {
            fields.append(
                WizardField(
                    F.unlock, "Make the \(store.words) ready", .button, note: "What is the matter, and what opens it."))
        }
        var lines: [WizardText] = []
        if let former = purpose.replaced?.profile.store, former != store {
            lines.append(WizardText("\(shownName) kept them in the \(former.words) until now.", .dim))
        }
        return WizardPage(
            title: "Where is it kept?", lines: lines, fields: fields, isIncomplete: stores[store] == nil)
    }

    /// The first store that is ready, where nobody chose yet.
    mutating func suggestStore() {
        guard form.choices[F.store] == nil || !form.isTouched, purpose.replaced == nil else {
            form.choices[F.store] = form.choices[F.store] ?? store.rawValue
            return
        }
        let ready = StoreName.allCases.first { stores[$0] == .ready }
        form.choices[F.store] = form.choices[F.store] ?? ready?.rawValue
    }

    mutating func found(_ stores: [StoreName: StoreState]) {
        self.stores = stores
        guard step == .store else { return }
        suggestStore()
        settle()
    }

    mutating func unlock() -> [Effect] {
        wantsStore = store
        return []
    }

    mutating func leaveStore(_ turn: WizardTurn) -> [Effect] {
        guard let state = stores[store] else {
            form.refuse(F.store, "Its state is not known yet")
            return [.login(.lookAtStores)]
        }
        guard state == .ready else {
            form.refuse(
                F.unlock, "The \(store.words) is not ready: \(state.sentence)",
                hint: "Press Enter to see what opens it, or choose the other one.")
            return []
        }
        form.choices[F.store] = store.rawValue
        return go(to: .trial)
    }
}
