import MintCore
import MintScreen

extension LoginWizard {
    private typealias F = LoginField

    var namingPage: WizardPage {
        var fields = [
            WizardField(F.name, "Name", .text(), note: "What you call it; the list and every command know it by this."),
            WizardField(
                F.tags, "Tags", .text(placeholder: "prod billing (optional)"),
                note: "Words to filter the list by: tag:prod"),
            WizardField(F.note, "Note", .text(placeholder: "(optional)"), note: "A line to remember."),
        ]
        if let kind = credentialKind {
            fields.append(
                WizardField(
                    F.secretEnd, "\(kind == .privateKey ? "Key" : "Secret") ends",
                    .text(placeholder: "90d, or 2027-01-31 (optional)"),
                    note: "When the server will refuse it, if you know: you are told in time."))
        }
        let lines = [
            WizardText(
                purpose.replaced == nil
                    ? "It is kept in the \(store.words), and nowhere before you say so."
                    : "It takes the place of what \(shownName) had, in the \(store.words).")
        ]
        return WizardPage(title: "Name and save", lines: lines, fields: fields, forward: "save")
    }

    private var credentialKind: KeyringKey.Kind? {
        guard grant != .static, grant != .jwtBearer else { return nil }
        if let outcome = validTrial, outcome.isRegistered { return nil }
        return method?.credentialKind
    }

    mutating func suggestName() {
        guard form.texts[F.name] == nil, let name = validTrial?.suggestedName else { return }
        form.set(F.name, name)
    }

    private func naming(_ now: Timestamp) throws -> LoginNaming {
        let name = form.text(F.name)
        try LoginError.checkName(name)
        let end = form.given(F.secretEnd).flatMap { Self.moment($0, at: now) }
        return LoginNaming(
            name: name, tags: try ProfileLabel.tags(form.text(F.tags)), note: ProfileLabel.note(form.text(F.note)),
            secretExpiresAt: credentialKind == nil ? nil : end, store: store)
    }

    mutating func save(_ turn: WizardTurn) -> [Effect] {
        if let refusal = wrongEnd(F.secretEnd, turn.now) {
            form.refuse(refusal)
            return []
        }
        let naming: LoginNaming
        do { naming = try self.naming(turn.now) } catch {
            if case .badTag? = error as? LoginError {
                form.refuse(WizardRefusal(F.tags, Failure(error)))
            } else {
                form.refuse(WizardRefusal(F.name, Failure(error)))
            }
            return []
        }
        if validTrial == nil, needsNoTrial, let id = purpose.replaced?.id {
            begin(.keeping, "Saving it", turn)
            return [.login(.change(id, naming, turn.attempt))]
        }
        guard validTrial != nil else {
            form.refuse(nil, "It was changed after it was tried", hint: "Go back one step, and try it again.")
            return []
        }
        begin(.keeping, "Writing it to the \(store.words)", turn)
        return [.login(.keep(naming, turn.attempt))]
    }

    mutating func kept(_ attempt: Attempt, _ record: ProfileRecord) {
        guard end(attempt) else { return }
        result = record
    }
}
