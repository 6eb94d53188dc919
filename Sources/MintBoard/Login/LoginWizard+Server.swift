import MintCore
import MintScreen

extension LoginWizard {
    private typealias F = LoginField

    var serverPage: WizardPage {
        var fields = [
            WizardField(
                F.server, "Server", .text(placeholder: "mcp.example.com or https://mcp.example.com/mcp"),
                note: "The MCP server or API that the tokens are for.")
        ]
        fields.append(
            WizardField(
                F.more, "Is there more to say of it: an issuer to trust, a fixed token endpoint, a CA file?", .question)
        )
        if form.answers[F.more] == true { fields += furtherFields }
        if let finding { fields += found(finding) }
        if job == nil, finding == nil, form.refusal != nil, !hops.isEmpty { fields.append(report(of: hops)) }
        if finding == nil, !hops.isEmpty, form.refusal != nil {
            fields.append(
                WizardField(
                    F.withoutDiscovery, "Go on without: I have a token to paste", .button,
                    note: "A server that publishes nothing can still be given a token that somebody gave you."))
        }
        let isPinned = form.given(F.tokenEndpoint) != nil
        return WizardPage(
            title: "Which server is it?",
            lines: purpose.origin.map { [WizardText("As \($0.profile.name.plainLine(limit: 64)) has it.", .dim)] }
                ?? [],
            fields: fields, forward: finding != nil || isPinned ? "go on" : "ask the server")
    }

    private var furtherFields: [WizardField] {
        [
            WizardField(
                F.issuer, "Issuer", .text(placeholder: "as the server names it"),
                note: "The authorization server to trust, as its metadata spells it."),
            WizardField(
                F.tokenEndpoint, "Token endpoint", .text(placeholder: "found by asking"),
                note: "A fixed one: nothing is asked of the server then."),
            WizardField(
                F.caFile, "CA file", .text(placeholder: "the system's roots"),
                note: "A PEM file that is trusted beside the system's roots."),
            WizardField(
                F.legacy, "May it be a server of 2025-03-26, without metadata?", .question),
        ]
    }

    private func found(_ finding: Finding) -> [WizardField] {
        let result = finding.result
        var lines = result.notices.prefix(6).map { WizardText("note: " + $0.plainLine(), .warning) }
        if let scopes = result.challengedScopes, !scopes.isEmpty {
            lines.append(WizardText("it asks for: " + scopes.joined(separator: " ").plainLine(limit: 200)))
        }
        if preset.name != .generic {
            lines.append(WizardText("the issuer is \(preset.name.words): its habits are known", .good))
        }
        var fields = [report(of: hops), WizardField("found", "", .report(lines))].filter { $0.kind != .report([]) }
        if !result.issuerIsNamedByOperator {
            fields.append(WizardField(F.trust, trustQuestion(result), .question, note: trustNote(finding)))
        }
        return fields
    }

    func report(of hops: [Trace.Hop]) -> WizardField {
        WizardField("trace", "What was asked, and what came back", .report(hops.suffix(12).flatMap(Self.lines)))
    }

    static func lines(_ hop: Trace.Hop) -> [WizardText] {
        let status = hop.status.map(String.init) ?? "---"
        let isGood = hop.status.map { $0 < 400 || ($0 == 401 && hop.purpose == "challenge") } ?? false
        return [
            WizardText(
                "\(status)  \(hop.milliseconds) ms  \(hop.purpose): \(hop.verdict.plainLine(limit: 200))",
                isGood ? .plain : .warning),
            WizardText("     \(hop.url.plainLine(limit: 300))", .dim),
        ]
    }

    private func trustQuestion(_ result: Discovery.Result) -> String {
        let host = HTTPURL(result.issuer)?.hostAndPort ?? result.issuer.plainLine(limit: 80)
        let token = result.tokenEndpoint.hostAndPort
        let also = token == host ? "" : ", and its tokens come from \(token)"
        return
            "The server names \(result.issuer.plainLine(limit: 200)) as its issuer\(also). Shall it get the credential?"
    }

    private func trustNote(_ finding: Finding) -> String {
        isOneParty(finding)
            ? "Server and issuer are one host: the server gains nothing by lying."
            : "Only the server says so. Whoever it names is shown the credential."
    }

    func isOneParty(_ finding: Finding) -> Bool {
        guard let issuer = HTTPURL(finding.result.issuer) else { return false }
        // Which grant it will be is not known yet: a device's endpoint may see the credential, too.
        let device = finding.result.metadata.deviceAuthorizationEndpoint.flatMap { HTTPURL($0) }
        let others = [issuer, finding.result.tokenEndpoint] + (device.map { [$0] } ?? [])
        return LoginPlan.isOneParty(finding.asked.server, with: others)
    }

    // MARK: Answers

    var server: HTTPURL? { form.given(LoginField.server).flatMap { ResourceIdentifier.canonical($0) } }

    var serverWish: LoginServices.ServerWish? {
        server.map {
            LoginServices.ServerWish(
                server: $0, issuer: form.given(LoginField.issuer), caFile: form.given(LoginField.caFile),
                allowsLegacyDiscovery: form.answers[LoginField.legacy] ?? false)
        }
    }

    func url(_ field: FieldID) -> HTTPURL? {
        guard let text = form.given(field), let url = HTTPURL(text), !url.hasFragment, url.mayCarryCredentials else {
            return nil
        }
        return url
    }

    mutating func leaveServer(_ turn: WizardTurn) -> [Effect] {
        guard let typed = form.given(LoginField.server) else {
            form.refuse(LoginField.server, "A server is needed", hint: "A host name, or an http(s) address.")
            return []
        }
        guard let wish = serverWish else {
            form.refuse(
                LoginField.server, "\"\(typed.plainLine(limit: 80))\" is no server address",
                hint: "Give a host name, or an http(s) URL without user name and fragment.")
            return []
        }
        if form.given(LoginField.tokenEndpoint) != nil {
            guard url(LoginField.tokenEndpoint) != nil else {
                form.refuse(
                    LoginField.tokenEndpoint, "That is no token endpoint: an https URL without fragment is needed",
                    hint: "Plain http is for this machine only.")
                return []
            }
            return go(to: .grant)
        }
        guard let finding, finding.asked == wish else {
            (finding, hops) = (nil, [])
            begin(.discovery, "Asking \(wish.server.hostAndPort) who may grant access to it", turn)
            return [.login(.discover(wish, turn.attempt))]
        }
        guard finding.result.issuerIsNamedByOperator || form.answers[LoginField.trust] == true else {
            form.refuse(
                LoginField.trust, "Without a yes, no credential goes to that issuer",
                hint: "Say y where it is right; else name the issuer to trust under \"more to say\".")
            return []
        }
        return go(to: .grant)
    }

    mutating func discovered(_ attempt: Attempt, _ discovered: LoginRequest.Discovered) {
        guard let wish = serverWish, end(attempt) else { return }
        let finding = Finding(asked: wish, discovered: discovered)
        self.finding = finding
        if hops.isEmpty { hops = discovered.trace.hops }
        let isKnown = purpose.origin?.profile.issuer == discovered.result.issuer
        form.answers[LoginField.trust] = isOneParty(finding) || isKnown
        settle()
        if page[LoginField.trust] != nil { form.focus = LoginField.trust }
    }
}
