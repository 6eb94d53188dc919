import MintCore
import MintScreen

extension LoginWizard {
    private typealias F = LoginField

    /// The trial of exactly what is answered now.
    var validTrial: LoginTrial? {
        guard let trial, trial.revision == revision, trial.wish == comparable else { return nil }
        return trial.outcome
    }

    /// What a server sees of the answers; where it is kept and under which words has no part in it.
    var comparable: LoginWish? {
        var wish = wish
        wish?.store = .vault
        wish?.settings.tags = []
        wish?.settings.note = nil
        return wish
    }

    /// Whether an edit left everything that a server sees as it is.
    var needsNoTrial: Bool {
        guard case .edit(let record) = purpose, let wish, wish.store == record.profile.store else { return false }
        let profile = record.profile
        var settings = wish.settings
        (settings.tags, settings.note) = (profile.settings.tags, profile.settings.note)
        let keepsCredential: Bool =
            switch wish.credential {
            case .none: profile.clientAuthentication == .none
            case .kept: true
            default: false
            }
        return wish.grant == profile.grant && wish.server == profile.server && settings == profile.settings
            && (wish.clientID ?? "") == profile.clientID && keepsCredential
            && (wish.scopes ?? []) == profile.requestedScopes
            && (wish.issuer ?? wish.discovered?.result.issuer) == profile.issuer
            && (wish.authentication ?? profile.clientAuthentication) == profile.clientAuthentication
    }

    var trialPage: WizardPage {
        if let device, job == .trial { return devicePage(device) }
        if let visit, job == .trial, !visit.hasAgreed { return visitPage(visit) }
        guard let outcome = validTrial else {
            if needsNoTrial {
                return WizardPage(
                    title: "Nothing to try",
                    lines: [WizardText("Nothing that the server sees was changed: its credential and its token stay.")])
            }
            var fields = [WizardField("summary", "", .report(summary))]
            if !hops.isEmpty, form.refusal != nil { fields.append(report(of: Array(hops.suffix(4)))) }
            let says = form.refusal?.failure.hint?.contains("--") == true
            return WizardPage(
                title: "Try it",
                lines: [
                    WizardText(
                        says
                            ? "It was refused; nothing is saved. A setting that is named with -- below is an answer here too: "
                                + "^P goes back to it, and what servers differ in is under Scopes."
                            : "A real token is asked for. Nothing is saved yet.")
                ],
                fields: fields, forward: "try it")
        }
        return WizardPage(
            title: "It works",
            fields: [
                WizardField(F.goOn, "Go on: name and save it", .button),
                WizardField(F.tryAgain, "Try it once more", .button),
            ] + LoginReport(trial: outcome, asked: chosenScopes).fields)
    }

    private var summary: [WizardText] {
        guard let wish else { return [WizardText("Something is not answered yet: go back.", .warning)] }
        var facts: [(String, String)] = [("server", wish.server.text)]
        if grant != .static {
            let issuer = wish.discovered?.result.issuer ?? wish.issuer ?? "none: the token endpoint is fixed"
            facts.append(("issuer", issuer.plainLine(limit: 200)))
            let endpoint = wish.tokenEndpoint ?? wish.discovered?.result.tokenEndpoint
            facts.append(("tokens from", endpoint?.text ?? ""))
        }
        facts.append(("grant", wish.grant.rawValue))
        if let id = wish.clientID { facts.append(("client", id.plainLine(limit: 120))) }
        if wish.clientID == nil, grant.isPersons { facts.append(("client", "registered by the server, now")) }
        if let method = wish.authentication { facts.append(("proves itself by", method.rawValue)) }
        if let credential, isCredentialRead, grant != .static { facts.append(("with", credential.facts.words)) }
        let scopes = (wish.scopes ?? []).joined(separator: " ").plainLine(limit: 300)
        facts.append(("scopes", scopes.isEmpty ? "none named: the server decides" : scopes))
        if !wish.settings.sendsResource { facts.append(("resource", "is not sent")) }
        facts.append(("kept in", wish.store.words))
        return facts.map { WizardText($0.0, is: $0.1) }
    }

    // MARK: A person

    private func devicePage(_ prompt: DevicePrompt) -> WizardPage {
        var lines = [
            WizardText("Open this address on any device, and enter the code there:"), .gap,
            WizardText(prompt.verificationURI.plainLine(limit: 300), .key),
            WizardText("code: \(prompt.userCode.plainLine(limit: 60))", .title), .gap,
        ]
        let picture = Self.picture(of: prompt.completeURI ?? prompt.verificationURI)
        if picture != nil {
            var words = WizardText(
                "Where a picture is shown, a camera may read it: the page must show the same code.", .dim)
            words.isForEyes = true
            lines.append(words)
        }
        return WizardPage(title: "Waiting for a person", lines: lines, picture: picture, forward: nil)
    }

    /// The code as a picture, with the quiet zone that cameras want.
    private static func picture(of text: String) -> [String]? {
        guard let code = QRCode(text, level: .low), code.size <= 45 else { return nil }
        return QRPicture(code, ground: .dark, quietZone: 2).lines
    }

    private func visitPage(_ visit: Visit) -> WizardPage {
        var lines = [
            WizardText(
                visit.isOpened
                    ? "A browser was opened. If it was not, open this address:" : "Open this address in a browser:"),
            .gap, WizardText(visit.url, .key), .gap,
        ]
        if visit.isListening {
            lines.append(
                WizardText(
                    "It comes back to \(visit.redirectURI.plainLine(limit: 100)) on this machine by itself.", .dim))
        } else {
            lines.append(
                WizardText(
                    "It ends at a page that cannot be shown; its address begins with \(visit.redirectURI.plainLine(limit: 100)).",
                    .dim))
        }
        return WizardPage(
            title: "Waiting for a person", lines: lines,
            fields: [
                WizardField(
                    F.answer, "Or paste it here", .secret(),
                    note: "The whole address that the browser ended at. It holds a code, so it is not shown.")
            ], forward: "take it")
    }

    // MARK: Trying

    mutating func beginTrial(_ turn: WizardTurn) -> [Effect] {
        guard let wish else {
            form.refuse(nil, "Something is not answered yet", hint: "Go back, and look.")
            return []
        }
        (trial, hops) = (nil, [])
        form.secrets[F.answer] = nil
        begin(.trial, "Asking \(tokenHost) for a token", turn)
        return [.login(.tryOut(wish, turn.attempt))]
    }

    private var tokenHost: String {
        let endpoint = url(F.tokenEndpoint) ?? finding?.result.tokenEndpoint
        return grant == .static ? server?.hostAndPort ?? "" : endpoint?.hostAndPort ?? ""
    }

    mutating func leaveTrial(_ turn: WizardTurn) -> [Effect] {
        if validTrial != nil || needsNoTrial { return go(to: .naming) }
        return beginTrial(turn)
    }

    mutating func heard(_ attempt: Attempt, _ news: LoginNews) {
        guard work?.attempt == attempt else { return }
        switch news {
        case .hop(let hop):
            hops.append(hop)
            guard device == nil, visit == nil || visit?.hasAgreed == true else { return }
            work?.news = hops.suffix(6).flatMap(Self.lines)
        case .device(let prompt):
            device = prompt
            work?.words = "Waiting for approval"
            work?.until = prompt.expiresAt
            work?.news = []
        case .visit(let url, let redirectURI, let isListening, let isOpened):
            device = nil
            visit = Visit(url: url, redirectURI: redirectURI, isListening: isListening, isOpened: isOpened)
            work?.words = "Waiting for the browser to come back"
            work?.takesInput = true
            work?.until = nil
            work?.news = []
        case .agreed:
            visit?.hasAgreed = true
            device = nil
            work?.takesInput = false
            work?.until = nil
            let words = "Asking \(tokenHost) for a token"
            work?.words = words
        }
        settle()
    }

    mutating func tried(_ attempt: Attempt, _ outcome: LoginTrial) {
        guard end(attempt), let comparable else { return }
        trial = Trial(wish: comparable, revision: revision, outcome: outcome)
        form.top = nil
        settle()
        form.focus = nil
    }
}
