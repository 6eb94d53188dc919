import MintCore
import MintScreen

extension AppState {
    /// - Parameter wantsBack: Going back to the old credential is what it stands on.
    mutating func beginRotation(wantsBack: Bool = false) -> [Effect] {
        guard let record = subject.flatMap({ catalog[$0] }) else { return [] }
        begin(RotationWizard(record, at: now, wantsBack: wantsBack))
        return changeWizard { wizard, turn in
            guard var rotation = wizard as? RotationWizard else { return [] }
            defer { wizard = rotation }
            return rotation.opened(turn)
        }
    }

    mutating func hear(_ message: RotationMessage) -> [Effect] {
        if case .left(let id) = message { return left(id) }
        // It may lie under the dialog about its store.
        guard let index = screens.lastIndex(where: { $0.rotation != nil }), var wizard = screens[index].rotation else {
            return []
        }
        let before = wizard.record
        let effects = wizard.hear(message, WizardTurn(now: now, attempt: nextAttempt()))
        wizard.settle()
        screens[index] = .wizard(AnyWizard(wizard))
        guard wizard.record != before else { return effects }
        catalog.replace(wizard.record)
        reorder()
        return effects + reload()
    }

    /// What was typed is wiped. A wizard that came to its end goes; one that was left early says that nothing is lost.
    private mutating func left(_ id: ProfileID) -> [Effect] {
        if let wizard = screens.last?.rotation, wizard.record.id == id, wizard.isFinished { screens.removeLast() }
        if let record = catalog[id], let rotation = record.rotation, rotation.isOpen, notice == nil {
            let name = record.profile.name
            notice = .hint("the rotation of \(name) stays \(rotation.state.rawValue); r goes on with it", at: now)
        }
        return reload()
    }

    /// Why `r` does nothing.
    var rotationRefusal: String? {
        guard let record = subject.flatMap({ catalog[$0] }) else { return nil }
        if record.rotation?.isOpen == true { return nil }
        guard record.profile.grant != .static else { return "a pasted token is not rotated; log the profile in again" }
        return record.credential == nil || record.profile.clientAuthentication == .none
            ? "it has no credential of its own to rotate" : nil
    }

    /// The keys that rotate the profile at hand.
    func rotationBindings(_ nobody: String?) -> [Binding] {
        let isOpen = subject.flatMap { catalog[$0]?.rotation?.isOpen } ?? false
        let title = isOpen ? "go on with the rotation" : "rotate its secret or key"
        var bindings = [
            Binding(
                [.character("r")], "r", "rotate", title: title, .rotate(wantsBack: false),
                refusal: nobody ?? rotationRefusal)
        ]
        if let rotation = subject.flatMap({ catalog[$0]?.rotation }), rotation.canRollBack {
            bindings.append(
                Binding(
                    [.character("B")], "B", title: "go back to the credential before", .rotate(wantsBack: true)))
        }
        return bindings
    }
}

extension AppState.Screen {
    fileprivate var rotation: RotationWizard? {
        guard case .wizard(let wizard) = self else { return nil }
        return wizard.base as? RotationWizard
    }
}
