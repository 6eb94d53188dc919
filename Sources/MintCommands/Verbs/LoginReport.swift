import MintBoard
import MintCore

/// What a login brought, for a person or a script.
struct LoginReport {
    let record: ProfileRecord
    let isNew: Bool

    func print(_ context: CommandContext, json: Bool) {
        guard !json else {
            context.console.print(JSONOutput.details(record, at: context.now()).serialized())
            return
        }
        let profile = record.profile
        context.console.print("\(isNew ? "Logged in" : "Logged in again"): \(profile.name) \(profile.grant.tag)")
        for (name, value) in facts(context.now()) {
            context.console.print("  \(name)\(String(repeating: " ", count: 9 - name.count))\(value)")
        }
        let missing = profile.requestedScopes.filter { !(record.token?.scopes.contains($0) ?? true) }
        if !missing.isEmpty { context.console.note("note: not granted: \(missing.joined(separator: " "))") }
        if profile.grant.isPersons, record.bonds.refresh == nil {
            context.console.note(
                "note: no refresh token came: when the token runs out, a person must log in again")
        }
    }

    private func facts(_ now: Timestamp) -> [(String, String)] {
        let profile = record.profile
        let left = record.token?.secondsLeft(at: now)
        let scopes = record.token?.scopes ?? []
        var facts: [(String, String)] = [("server", profile.server.text)]
        if profile.grant != .static { facts.append(("issuer", profile.issuer ?? "none (token endpoint pinned)")) }
        if !profile.clientID.isEmpty {
            facts.append(("client", "\(profile.clientID.plainLine()), \(profile.clientAuthentication.rawValue)"))
        }
        if let source = profile.settings.assertionSource { facts.append(("proof", source.words)) }
        facts.append(("scopes", scopes.isEmpty ? "none named" : scopes.joined(separator: " ").plainLine()))
        let life = left.map { "valid for \(TimeText.countdown($0))" }
        let unknown =
            profile.grant == .static ? "used until the server refuses it" : "valid; the server does not say how long"
        facts.append(("token", (life ?? unknown) + (record.token?.isDPoPBound == true ? ", bound to our key" : "")))
        if let refresh = record.bonds.refresh {
            facts.append(
                ("refresh", refresh.expiresAt.map { "until \($0.utcText)" } ?? "kept; the server does not say how long")
            )
        }
        facts.append(("store", profile.store.words))
        return facts
    }
}
