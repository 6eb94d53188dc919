import MintCore
import MintScreen

extension LoginWizard {
    private typealias F = LoginField

    var scopesPage: WizardPage {
        let offered = offeredScopes
        var fields: [WizardField] = []
        if !offered.isEmpty {
            fields.append(
                WizardField(
                    F.scopes, "Scopes to ask for; the fewer, the less a stolen token can do",
                    .checks(offered.map { WizardOption($0.scope, $0.scope.plainLine(limit: 80), $0.words) })))
        }
        fields.append(
            WizardField(
                F.moreScopes, offered.isEmpty ? "Scopes" : "Others",
                .text(placeholder: "separated by blanks (optional)"),
                note: "Without any, the server decides."))
        if grant != .static {
            fields.append(
                WizardField(
                    F.resource, "Whom the token is for",
                    .choice([
                        WizardOption("sent", "say it", "resource = \(resource.plainLine(limit: 200))"),
                        WizardOption("kept", "do not say it", "for servers that refuse `resource`"),
                    ])))
            fields.append(
                WizardField(F.differences, "Show the settings that servers differ in?", .question))
            if form.answers[F.differences] == true { fields += differences }
        }
        let lines = (habits?.notices ?? []).map { WizardText("\(preset.name.words): \($0.plainLine())", .dim) }
        return WizardPage(title: "What may it do?", lines: lines, fields: fields)
    }

    var resource: String { finding?.result.resource ?? server?.text ?? "" }

    private var differences: [WizardField] {
        var fields = [
            WizardField(
                F.audience, "Audience", .text(placeholder: "none"),
                note: "A parameter of some vendors beside `resource`.")
        ]
        if method == .clientSecretBasic {
            fields.append(
                WizardField(
                    F.basicEncoding, "Encoding of id and secret in the header",
                    .choice([
                        WizardOption("form", "form", "as RFC 6749 says"), WizardOption("percent", "percent"),
                        WizardOption("raw", "raw", "as they are: glewlwyd and others"),
                    ])))
        }
        if provesByKey {
            fields += [
                WizardField(
                    F.assertionAudience, "Assertions' aud", .text(placeholder: "issuer"),
                    note: "issuer, endpoint, or the audience itself as a URL."),
                WizardField(
                    F.assertionType, "Their typ", .text(placeholder: "client-authentication+jwt"),
                    note: "Older servers want JWT."),
                WizardField(
                    F.keyID, "Key id", .text(placeholder: "the key's thumbprint"),
                    note: "`kid`, as the server knows the key."),
            ]
        }
        fields += [
            WizardField(
                F.parameters, "Parameters", .text(placeholder: "name=value, separated by blanks"),
                note: "Further fields of token requests."),
            WizardField(F.dpop, "Bind tokens to a key that is made for the profile (DPoP)?", .question),
        ]
        return fields
    }

    /// Every scope that somebody named, with who did; in the order challenged, resource, issuer, and those it had.
    var offeredScopes: [(scope: String, words: String)] {
        let result = finding?.result
        var offered: [(scope: String, words: String)] = []
        func add(_ scopes: [String]?, _ words: String) {
            for scope in (scopes ?? []).prefix(200)
            where Scopes.isToken(scope) && !offered.contains(where: { $0.scope == scope }) {
                offered.append((scope, words))
            }
        }
        add(result?.challengedScopes, "the server asks for it")
        add(habits?.scopes, "what \(preset.name.words) wants")
        add(result?.resourceMetadata?.scopesSupported, "the server knows it")
        add(purpose.origin?.profile.requestedScopes, "it had it")
        let isOwn = result?.resourceMetadata?.scopesSupported == nil
        add(isOwn ? result?.metadata.scopesSupported : nil, "the issuer knows it")
        return offered
    }

    var chosenScopes: [String] {
        let checked = form.checks[F.scopes] ?? []
        return Scopes.union(offeredScopes.map(\.scope).filter(checked.contains), Scopes.split(form.text(F.moreScopes)))
    }

    /// What the server asks for, and no more, until somebody chooses; the provider's habits are taken over once.
    mutating func suggestScopes() {
        takeHabits()
        guard form.checks[F.scopes] == nil else { return }
        let had = purpose.origin?.profile.requestedScopes ?? []
        let suggested = had.isEmpty ? habits?.scopes ?? finding?.result.suggestedScopes ?? [] : had
        form.checks[F.scopes] = Set(suggested)
    }

    private mutating func takeHabits() {
        guard grant != .static, let server else { return }
        let preset = preset
        if let habits, habits.preset == preset.name, habits.grant == grant, habits.method == method { return }
        let base = purpose.origin?.profile.settings ?? ProfileSettings()
        let application = preset.applied(
            to: base, server: server, resource: resource, grant: grant, credential: method?.credentialKind)
        let isNew = purpose == .new
        habits = Habits(
            preset: preset.name, grant: grant, method: method, notices: isNew ? application.notices : [],
            scopes: isNew ? application.scopeSuggestion : nil)
        fill(isNew ? application.settings : base)
        if finding?.result.resourceMetadata?.requiresDPoP == true { form.answers[F.dpop] = true }
    }

    mutating func leaveScopes(_ turn: WizardTurn) -> [Effect] {
        if let bad = Scopes.split(form.text(F.moreScopes)).first(where: { !Scopes.isToken($0) }) {
            form.refuse(
                F.moreScopes, "\"\(bad.plainLine(limit: 60))\" is no scope",
                hint: "Printable ASCII without quotes and backslashes, separated by blanks.")
            return []
        }
        do { _ = try parameters() } catch {
            form.refuse(WizardRefusal(F.parameters, Failure(error)))
            return []
        }
        let audience = ProfileSettings.AssertionAudience(argument: form.given(F.assertionAudience) ?? "issuer")
        if case .literal(let text) = audience, !text.contains(":") {
            form.refuse(F.assertionAudience, "Known are: issuer, endpoint, or the audience itself as a URL")
            return []
        }
        return go(to: .store)
    }
}
