/// The claims that speak of a subject, from a token and from an introspection answer.
struct PrincipalClaims {
    /// The token's; what introspection adds does not replace them.
    let members: [String: JSONValue]
    let clientID: String
    /// `false` where claims were repeated: whatever they say, a server may read otherwise.
    let isSound: Bool

    init(_ token: JWTClaims?, _ introspection: JSONValue?, clientID: String) {
        let isActive = introspection?["active"]?.flag == true
        members = (token?.payload ?? [:]).merging(isActive ? introspection?.members ?? [:] : [:]) { own, _ in own }
        self.clientID = clientID
        isSound = token?.repeatedClaims.isEmpty ?? true
    }

    func text(_ name: String) -> String? { members[name]?.text }
    func has(_ name: String) -> Bool { members[name].map { $0 != .null } ?? false }
    var subject: String? { text("sub") }
}

/// The signs of PR-1 to PR-6 and the caution of PR-8, in that order.
struct PrincipalSigns {
    typealias Evidence = PrincipalVerdict.Evidence

    let claims: PrincipalClaims
    let preset: ProviderPreset.Name

    var evidence: [Evidence] {
        subjectIsClient + auth0 + entra + namedAccounts + namedClients + person + actor + danger
    }

    /// Whether something beside the subject's spelling says that it is a machine.
    var hasMoreThanItsName: Bool { (auth0 + entra + namedAccounts).contains { $0.points == .machine } }

    /// A vendor's claims count where the issuer is that vendor, or is nobody known.
    private func isPossible(_ name: ProviderPreset.Name) -> Bool { preset == name || preset == .generic }

    private func sign(
        _ id: String, _ strength: PrincipalVerdict.Strength, _ points: PrincipalVerdict.Principal?, _ words: String
    ) -> Evidence {
        Evidence(id: id, strength: strength, points: points, words: words)
    }

    private var subjectIsClient: [Evidence] {
        guard let subject = claims.subject, !subject.isEmpty else { return [] }
        // The client that the token names; ours where it names none.
        guard subject == claims.text("client_id") ?? claims.clientID else { return [] }
        return [sign("PR-1", .strong, .machine, "`sub` is the client id (RFC 9068 §2.2)")]
    }

    private var auth0: [Evidence] {
        guard isPossible(.auth0) else { return [] }
        var signs: [Evidence] = []
        if claims.members["gty"]?.textOrTexts?.contains("client-credentials") == true {
            signs.append(sign("PR-2", .strong, .machine, "`gty` is client-credentials (Auth0; unverified)"))
        }
        if let subject = claims.subject, subject == (claims.text("azp") ?? claims.clientID) + "@clients" {
            signs.append(sign("PR-2", .strong, .machine, "`sub` is the client id with @clients (Auth0; unverified)"))
        }
        return signs
    }

    private var entra: [Evidence] {
        guard isPossible(.entra) else { return [] }
        if let kind = claims.text("idtyp") {
            let points: PrincipalVerdict.Principal = kind == "app" ? .machine : .person
            return [sign("PR-3", .strong, points, "`idtyp` is \(kind.plainLine(limit: 20)) (Entra ID; unverified)")]
        }
        let isApplication = claims.has("appid") || claims.has("azp")
        if isApplication, let object = claims.text("oid"), object == claims.subject, !claims.has("scp") {
            return [sign("PR-3", .strong, .machine, "`oid` is `sub` and there is no `scp` (Entra ID; unverified)")]
        }
        if preset == .entra, claims.has("roles"), !claims.has("scp") {
            return [sign("PR-3", .strong, .machine, "`roles` without `scp` (Entra ID; unverified)")]
        }
        return []
    }

    /// Accounts that a vendor makes for machines alone.
    private var namedAccounts: [Evidence] {
        var signs: [Evidence] = []
        if isPossible(.keycloak), claims.text("preferred_username")?.hasPrefix("service-account-") == true {
            signs.append(vendor("`preferred_username` starts with service-account- (Keycloak; unverified)"))
        }
        if isPossible(.google),
            [claims.subject, claims.text("email")].contains(where: isGoogleAccount)
        {
            signs.append(vendor("`sub` or `email` is a service account's (Google; unverified)"))
        }
        return signs
    }

    /// Subjects that are a vendor's client ids.
    private var namedClients: [Evidence] {
        var signs: [Evidence] = []
        if isPossible(.okta), let client = claims.text("cid"), client == claims.subject {
            signs.append(vendor("`cid` is `sub` (Okta; unverified)"))
        }
        if isPossible(.cognito), claims.text("token_use") == "access", !claims.has("username"),
            let client = claims.text("client_id"), client == claims.subject
        {
            signs.append(vendor("an access token without `username` whose `sub` is the client (Cognito; unverified)"))
        }
        return signs
    }

    private func isGoogleAccount(_ name: String?) -> Bool { name?.hasSuffix(".gserviceaccount.com") == true }

    private func vendor(_ words: String) -> Evidence { sign("PR-4", .medium, .machine, words) }

    /// Signs that somebody logged in. What a vendor also puts into its machines' tokens is left out there.
    private var person: [Evidence] {
        let isServiceAccount = claims.text("preferred_username")?.hasPrefix("service-account-") == true
        let names = ["auth_time", "amr", "acr", "username", "sid", "name", "email", "preferred_username"]
        let found = names.filter { name in
            guard claims.has(name) else { return false }
            if isServiceAccount, ["acr", "preferred_username", "email", "name"].contains(name) { return false }
            if name == "email", isGoogleAccount(claims.text("email")) { return false }
            // Several servers introspect a machine's `username` as its client id.
            return name != "username" || claims.text("username") != claims.clientID
        }
        guard !found.isEmpty else { return [] }
        let shown = found.map { "`\($0)`" }.joined(separator: ", ")
        return [sign("PR-5", .medium, .person, "\(shown): somebody logged in (RFC 9068 §2.2.1)")]
    }

    private var actor: [Evidence] {
        guard let actor = claims.members["act"], actor.members != nil else { return [] }
        let name = actor["sub"]?.text.map { ", " + $0.plainLine(limit: 80) } ?? ""
        return [sign("PR-6", .medium, .delegated, "`act`: another party acts for the subject\(name) (RFC 8693 §4.1)")]
    }

    private var danger: [Evidence] {
        guard !subjectIsClient.isEmpty else { return [] }
        return [
            sign(
                "PR-8", .caution, nil,
                "where clients choose their ids, one may equal a person's `sub` (RFC 9700 §4.15): "
                    + "servers should go by issuer, kind and id together")
        ]
    }
}
