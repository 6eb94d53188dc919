import MintCore
import MintScreen

/// What a trial showed, for a page.
struct LoginReport {
    let trial: LoginTrial
    let asked: [String]

    var fields: [WizardField] {
        [
            WizardField("token", "The token", .report(tokenLines)),
            WizardField("claims", "What it says of itself; nothing of it is verified", .report(claimLines)),
            WizardField("principal", "Whom it stands for", .report(principalLines)),
            WizardField("tools", "What the server makes of it", .report(toolLines)),
            WizardField("warnings", "To be looked at", .report(warningLines)),
        ].filter { $0.kind != .report([]) }
    }

    private func fact(_ name: String, _ value: String, _ style: Style = .plain) -> WizardText {
        WizardText(name, is: value, style)
    }

    private var tokenLines: [WizardText] {
        let token = trial.token
        let life = token.expiresAt.map { "for \(TimeText.words($0 - token.issuedAt)), until \($0.utcText)" }
        var lines = [
            fact("valid", life ?? "the server does not say how long", .good),
            fact(
                "scopes",
                token.scopes.isEmpty ? "none named" : token.scopes.joined(separator: " ").plainLine(limit: 300)),
        ]
        let missing = asked.filter { !token.scopes.contains($0) }
        if !missing.isEmpty {
            lines.append(fact("not granted", missing.joined(separator: " ").plainLine(limit: 300), .warning))
        }
        if token.isDPoPBound { lines.append(fact("bound", "to a key of the profile (DPoP)")) }
        if trial.profile.grant.isPersons {
            lines.append(
                trial.hasRefreshToken
                    ? fact("renewal", "by its refresh token")
                    : fact("renewal", "none: when it ends, a person must log in again", .warning))
        }
        if trial.isRegistered {
            lines.append(fact("client", "\(trial.profile.clientID.plainLine(limit: 80)), registered now"))
        }
        return lines
    }

    private var claimLines: [WizardText] {
        [WizardText(trial.reading, .dim)]
            + trial.claims.map { fact($0.name.plainLine(limit: 14), $0.value.plainLine(limit: 300)) }
    }

    private var principalLines: [WizardText] {
        [WizardText(trial.principal.words, trial.principal.principal == .machine ? .good : .plain)]
            + trial.principal.evidence.prefix(4).map { WizardText("\($0.words) (\($0.strength.rawValue))", .dim) }
    }

    private var toolLines: [WizardText] {
        switch trial.tools {
        case .listed(let names):
            let shown = names.prefix(8).map { $0.plainLine(limit: 40) }.joined(separator: ", ")
            let more = names.count > 8 ? " and \(names.count - 8) more" : ""
            return [WizardText("tools/list: \(names.count) tools: \(shown)\(more)", .good)]
        case .failed(let failure):
            return [WizardText(failure.headline.plainLine(), .warning)]
                + (failure.hint ?? "").plainLines.filter { !$0.isEmpty }.map { WizardText($0) }
                + [WizardText("The token was granted all the same; you can go on.", .dim)]
        }
    }

    private var warningLines: [WizardText] {
        trial.warnings.map { WizardText("! " + $0, .warning) } + trial.notices.map { WizardText("note: " + $0, .dim) }
    }
}
