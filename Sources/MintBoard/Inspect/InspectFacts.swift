import MintCore
import MintScreen

/// The facts about a profile, section by section, in words.
struct InspectFacts {
    struct Section {
        var title: String
        var facts: [Fact]
    }

    struct Fact {
        var label: String
        var value: String
        var style = Style.plain

        init(_ label: String, _ value: String, _ style: Style = .plain) {
            self.label = label
            self.value = value.plainLine(limit: 2000)
            self.style = style
        }
    }

    let record: ProfileRecord
    let state: AppState

    var profile: Profile { record.profile }
    var now: Timestamp { state.shownNow }

    /// Everything, for the pane beside the list.
    var sections: [Section] {
        [
            Section(title: profile.name.plainLine(limit: 120), facts: identity),
            Section(title: "Token", facts: token),
            Section(title: "Credential", facts: credential),
            Section(title: "Rotation", facts: rotation),
            Section(title: "Last contact", facts: contact),
            Section(title: "Settings that differ", facts: settings),
            Section(title: "Ready to run", facts: commands),
        ]
    }

    var identity: [Fact] {
        var facts = [Fact("server", profile.server.text)]
        if profile.resource != profile.server.text { facts.append(Fact("resource", profile.resource)) }
        facts += [
            Fact("issuer", profile.issuer ?? "none: the token endpoint is pinned"),
            Fact("token endpoint", profile.tokenEndpoint.text),
            Fact("grant", profile.grant.tag, .tag),
            Fact("client id", profile.clientID),
            Fact("method", profile.clientAuthentication.rawValue),
            Fact("scopes asked", list(profile.requestedScopes) ?? "none: the server decides"),
        ]
        let store = state.stores[profile.store]
        let isReady = store == nil || store == .ready
        let words = store.map { isReady ? "ready" : $0.sentence } ?? "not looked at yet"
        facts.append(Fact("store", "\(profile.store.rawValue), \(words)", isReady ? .plain : .alarm))
        return facts + labels + [Fact("made", profile.createdAt.text(at: now))]
    }

    var token: [Fact] {
        var facts: [Fact] = []
        if let renewal = state.renewals[record.id] {
            facts.append(Fact("renewing", "for \(TimeText.words(now - renewal.since))", .warning))
        }
        guard let token = record.token else { return facts + [Fact("state", "none; R asks for one")] }
        let tokenState = token.state(at: now)
        facts.append(Fact("state", tokenState.rawValue + left(token), tokenState.style))
        facts.append(Fact("issued", token.issuedAt.text(at: now)))
        facts.append(Fact("expires", token.expiresAt?.text(at: now) ?? "the server named no lifetime"))
        if let lifetime = token.lifetime { facts.append(Fact("lifetime", TimeText.words(lifetime))) }
        facts.append(Fact("scopes", list(token.scopes) ?? "none named"))
        let missing = profile.requestedScopes.filter { !token.scopes.contains($0) }
        if !missing.isEmpty { facts.append(Fact("not granted", missing.joined(separator: " "), .warning)) }
        let further = token.scopes.filter { !profile.requestedScopes.contains($0) }
        if !further.isEmpty, !profile.requestedScopes.isEmpty {
            facts.append(Fact("beyond asked", further.joined(separator: " "), .warning))
        }
        facts.append(Fact("type", token.tokenType))
        facts.append(Fact("last used", record.lastUsedAt.map { $0.text(at: now) } ?? "never"))
        return facts + [Fact("keep warm", keepWarm)]
    }

    private func left(_ token: TokenRecord) -> String {
        guard let left = token.secondsLeft(at: now) else { return "" }
        return left > 0 ? ", \(TimeText.words(left)) left" : ", for \(TimeText.words(-left))"
    }

    private var keepWarm: String {
        let setting = profile.settings.keepWarm.rawValue
        if state.preferences.isReadOnly { return "\(setting); not by a read-only board" }
        if record.isRefused, profile.settings.keepWarm != .never {
            return "\(setting); not after a refusal: R tries once"
        }
        guard let due = state.keepWarm.plans[record.id]?.due else { return "\(setting); nothing is planned" }
        return "\(setting); renewed at \(due <= now ? "the next chance" : due.text(at: now))"
    }

    var credential: [Fact] {
        guard let credential = record.credential else { return [Fact("", "none", .dim)] }
        var facts = [Fact("kind", credential.kind.words), Fact("generation", String(credential.generation))]
        if let keyID = credential.keyID { facts.append(Fact("key id", keyID)) }
        let age = TimeText.words(now - credential.createdAt)
        facts.append(Fact("kept since", "\(credential.createdAt.text(at: now)), for \(age)"))
        if let end = record.credentialEnd(under: state.preferences.policy) {
            let left = end.at - now
            let isRule = end.source == .policy
            let words = left > 0 ? "in \(TimeText.words(left))" : isRule ? "is too old" : "has ended"
            facts.append(
                Fact(
                    isRule ? "to replace" : "ends", "\(end.at.text(at: now)), \(words)",
                    left < 4 * 86400 ? .alarm : left < 10 * 86400 ? .warning : .plain))
        } else {
            facts.append(Fact("ends", "no date is known"))
        }
        return facts + [Fact("verified", credential.verifiedAt.map { $0.text(at: now) } ?? "never")]
    }

    /// Nothing where none is under way.
    var rotation: [Fact] {
        guard let rotation = record.rotation, rotation.isOpen else { return [] }
        var facts = [
            Fact("state", "\(rotation.state.rawValue), since \(rotation.changedAt.text(at: now))", .warning),
            Fact("now", rotation.situation(at: now)),
        ]
        if let step = rotation.nextStep(at: now) {
            facts.append(Fact("next", "\(step.words); r goes on with it"))
        } else if let end = rotation.retireAt {
            facts.append(Fact("next", "at \(end.text(at: now)), in \(TimeText.words(max(end - now, 0)))"))
        } else {
            facts.append(Fact("next", "nothing by itself; r goes on with it"))
        }
        if let failure = rotation.failure { facts.append(Fact("failed", failure.headline, .alarm)) }
        if rotation.canRollBack { facts.append(Fact("back", "B goes back to the credential before")) }
        return facts + [Fact("if it died now", rotation.ifItDiedNow, .dim)]
    }

    var contact: [Fact] {
        guard let contact = record.contact else { return [Fact("", "untried", .dim)] }
        guard let failure = contact.failure else {
            return [Fact("at", contact.at.text(at: now)), Fact("it", "went well", .good)]
        }
        var facts = [
            Fact("at", contact.at.text(at: now)), Fact("failed", failure.code, .alarm),
            Fact("what", failure.headline, .alarm),
        ]
        for (index, line) in (failure.hint ?? "").plainLines.enumerated() where !line.isEmpty {
            facts.append(Fact(index == 0 ? "what to do" : "", line))
        }
        return facts
    }

    var settings: [Fact] {
        let (set, normal) = (profile.settings, ProfileSettings())
        var facts: [Fact] = []
        func differs(_ label: String, _ value: String, _ isDifferent: Bool) {
            if isDifferent { facts.append(Fact(label, value)) }
        }
        differs("tags", set.tags.joined(separator: " "), !set.tags.isEmpty)
        differs("note", set.note ?? "", set.note != nil)
        differs(
            "audience of", "assertions: \(set.assertionAudience.argument)",
            set.assertionAudience != normal.assertionAudience)
        differs("assertion type", set.assertionType, set.assertionType != normal.assertionType)
        differs("basic encoding", set.basicEncoding.rawValue, set.basicEncoding != normal.basicEncoding)
        differs("audience", set.audience ?? "", set.audience != nil)
        differs("resource", "is not sent", !set.sendsResource)
        differs("client id", "goes beside the assertion", set.sendsClientIDWithAssertion)
        differs("CA file", set.caFile ?? "", set.caFile != nil)
        differs("algorithm", set.keyAlgorithm?.rawValue ?? "", set.keyAlgorithm != nil)
        differs("key id", set.keyID ?? "", set.keyID != nil)
        differs("keep warm", set.keepWarm.rawValue, set.keepWarm != normal.keepWarm)
        for parameter in set.parameters { facts.append(Fact("parameter", "\(parameter.name)=\(parameter.value)")) }
        return facts
    }

    private var commands: [Fact] {
        let name = profile.name.shellArgument
        return [
            "mintmark token \(name) --header", "mintmark exec \(name) --env TOKEN -- CMD", "mintmark probe \(name)",
            "mintmark connect \(profile.server.text.shellArgument) @svc --profile \(name)",
        ].map { Fact("", $0, .key) }
    }

    func list(_ scopes: [String]) -> String? { scopes.isEmpty ? nil : scopes.joined(separator: " ") }
}

extension TokenState {
    var style: Style {
        switch self {
        case .valid: .good
        case .expiring, .unknown: .warning
        case .expired: .alarm
        case .none: .dim
        }
    }
}
