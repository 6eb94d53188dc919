import MintCore
import MintScreen

/// Facts that only the panes show.
extension InspectFacts {
    /// Whom the token is asked for.
    var destination: [Fact] {
        var facts = [Fact("server", profile.server.text)]
        let sent = profile.settings.sendsResource ? profile.resource : "is not sent"
        if sent != profile.server.text { facts.append(Fact("resource", sent)) }
        if let audience = profile.settings.audience { facts.append(Fact("audience", audience)) }
        facts.append(Fact("issuer", profile.issuer ?? "none: the token endpoint is pinned"))
        facts.append(Fact("scopes asked", list(profile.requestedScopes) ?? "none: the server decides"))
        return facts + labels + hold
    }

    /// The operator's own words.
    var labels: [Fact] {
        var facts: [Fact] = []
        if !profile.settings.tags.isEmpty { facts.append(Fact("tags", profile.settings.tags.joined(separator: " "))) }
        if let note = profile.settings.note { facts.append(Fact("note", note)) }
        return facts
    }

    var hold: [Fact] {
        guard let hold = record.bonds.hold else { return [] }
        let words =
            "since \(hold.since.text(at: now)): the server names \(hold.issuer.plainLine(limit: 160)) as its issuer"
        if hold.isAccepted { return [Fact("kept", "\(words); kept to the old one, as an operator said")] }
        let name = profile.name.shellArgument
        return [
            Fact("on hold", words, .alarm), Fact("what to do", "log in again there, or keep to the old one:"),
            Fact("", "mintmark set \(name) --keep-issuer", .key),
        ]
    }

    /// Bearer, or bound to a key of ours (RFC 9449).
    var binding: [Fact] {
        guard let token = record.token else { return [] }
        if token.isDPoPBound {
            return [
                Fact(
                    "bound to",
                    record.bonds.dpopKey.map { "the DPoP key \($0.thumbprint)" } ?? "a DPoP key that is gone")
            ]
        }
        let words =
            profile.settings.usesDPoP
            ? "a bearer token, although DPoP was asked for" : "a bearer token: whoever has it can use it"
        return [Fact("bound to", "nothing: \(words)", profile.settings.usesDPoP ? .warning : .plain)]
    }

    /// How the client proves itself.
    var proof: [Fact] {
        var facts = [
            Fact("grant", profile.grant.tag, .tag), Fact("client id", profile.clientID),
            Fact("method", profile.clientAuthentication.rawValue),
        ]
        if let source = profile.settings.assertionSource { facts.append(Fact("assertion from", source.words)) }
        if let provider = profile.settings.identityProvider {
            facts.append(Fact("first leg", "\(provider.tokenEndpoint.text), as \(provider.clientID)"))
            facts.append(Fact("person's token", provider.subjectTokenSource.words))
        }
        facts.append(Fact("token endpoint", profile.tokenEndpoint.text))
        return facts
    }

    var storePlace: [Fact] {
        let store = state.stores[profile.store]
        let isReady = store == nil || store == .ready
        let words = store.map { isReady ? "ready" : $0.sentence } ?? "not looked at yet"
        return [Fact("store", "\(profile.store.rawValue), \(words)", isReady ? .plain : .alarm)]
    }

    /// What else is kept for the profile.
    var furtherSecrets: [Fact] {
        var facts: [Fact] = []
        if let refresh = record.bonds.refresh {
            let end = refresh.expiresAt.map { "until \($0.text(at: now))" } ?? "the server does not say until when"
            facts.append(Fact("refresh token", "generation \(refresh.generation), \(end)"))
        }
        if let key = record.bonds.dpopKey {
            facts.append(Fact("DPoP key", "generation \(key.generation), \(key.thumbprint)"))
        }
        if let registration = record.bonds.registration {
            facts.append(Fact("registered", registration.registeredAt.text(at: now)))
            if let url = registration.clientURI { facts.append(Fact("", "managed at \(url.withoutQuery)")) }
        }
        return facts
    }
}
