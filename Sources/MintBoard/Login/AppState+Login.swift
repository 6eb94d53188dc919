import MintCore

extension AppState {
    mutating func beginLogin(_ kind: LoginKind) -> [Effect] {
        let purpose: LoginWizard.Purpose
        switch (kind, subject.flatMap { catalog[$0] }) {
        case (.new, _): purpose = .new
        case (_, nil): return []
        case (.again, let record?): purpose = .again(record)
        case (.edit, let record?): purpose = .edit(record)
        case (.clone, let record?): purpose = .clone(record)
        }
        begin(LoginWizard(purpose, at: now))
        return [.login(.lookAtStores)]
            + changeWizard { wizard, turn in
                guard var login = wizard as? LoginWizard else { return [] }
                defer { wizard = login }
                return login.opened(turn)
            }
    }

    mutating func hear(_ message: LoginMessage) -> [Effect] {
        if case .discarded(let words) = message {
            if !words.isEmpty { notice = .hint("Nothing was saved; " + words.joined(separator: "; "), at: now) }
            return []
        }
        // It may lie under the dialog about its store.
        guard let index = screens.lastIndex(where: { $0.login != nil }), var wizard = screens[index].login else {
            return []
        }
        let effects = wizard.hear(message)
        wizard.settle()
        screens[index] = .wizard(AnyWizard(wizard))
        guard let record = wizard.result else { return effects }
        screens.remove(at: index)
        return effects + finished(wizard, record)
    }

    /// The list shows what was saved, and stands on it.
    private mutating func finished(_ wizard: LoginWizard, _ record: ProfileRecord) -> [Effect] {
        let done =
            switch wizard.purpose {
            case .new, .clone: "logged in"
            case .again: "logged in again"
            case .edit: "saved"
            }
        notice = .good("\(done): \(record.profile.name)", at: now)
        localFailures[record.id] = nil
        list.wanted = record.id
        screens.removeAll()
        return [.dropEntry] + reload()
    }
}

/// Which login a key begins.
enum LoginKind: Equatable, Sendable { case new, again, edit, clone }

extension AppState.Screen {
    fileprivate var login: LoginWizard? {
        guard case .wizard(let wizard) = self else { return nil }
        return wizard.base as? LoginWizard
    }
}
