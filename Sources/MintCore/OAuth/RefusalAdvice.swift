/// Plain words for a refusal at the token endpoint, with the settings to try (facts section 13, ER).
struct RefusalAdvice {
    let context: TokenEndpointError.Context

    init(_ context: TokenEndpointError.Context) { self.context = context }

    func text(for code: String) -> String {
        context.isAtIdentityProvider ? identityProviderAdvice(code) : serverAdvice(code)
    }

    private func serverAdvice(_ code: String) -> String {
        switch code {
        case "invalid_client":
            "The server does not accept this client's proof. It was not tried again, so as not to lock the client out.\n"
                + proof
        case "invalid_grant": grantAdvice
        case "unauthorized_client":
            context.grant == .clientCredentials
                ? "This client may not use client credentials. Enable that grant (often called \"service account\" or "
                    + "\"machine to machine\") for it at the server."
                : "This client may not use the grant \(context.grant.rawValue). Enable it for the client at the server."
        case "unsupported_grant_type":
            "The server does not offer \(context.grant.rawValue) (\(context.grantType)) at this endpoint."
        case "invalid_dpop_proof" where !context.settings.usesDPoP:
            "The server gives only tokens that are bound to a key: log in again with --dpop."
        case "invalid_dpop_proof", "use_dpop_nonce":
            "The server does not accept the proof of our key (RFC 9449)." + clockAdvice
        case "invalid_scope":
            scopeAdvice
        case "invalid_target":
            "The server does not know the resource \((context.resource ?? "").plainLine()). Try without it (--no-resource), "
                + "or with the vendor's --audience."
        case "invalid_request":
            "Sent were: \(context.parameterNames.joined(separator: ", ").plainLine()). Settings to try: --auth-method, --scope, "
                + "--no-resource, --audience, --param name=value."
        case "interaction_required", "login_required", "consent_required", "account_selection_required",
            "insufficient_user_authentication":
            context.grant.isPersons
                ? "The server wants to see the person again. Log in again: `mintmark login`."
                : "The server wants a person to sign in, which nobody can do for a machine: its policy (such as multi-factor "
                    + "sign-in or consent) must leave this client out. Ask its operator."
        case "access_denied": "The server's policy denies this client. Ask its operator."
        default: withoutReason
        }
    }

    /// For a server that does not say why: everything that servers are known to be particular about.
    var withoutReason: String {
        if context.isAtIdentityProvider { return identityProviderAdvice("") }
        // A workload proves nothing of its own: its assertion is what the server looks at.
        var lines = [context.grant == .jwtBearer ? grantAdvice : proof]
        let isList = lines[0].contains("\n  --")
        if !isList, context.scopes.isEmpty || context.resource != nil { lines.append("Settings to try:") }
        if context.scopes.isEmpty { lines.append("  --scope \"…\"                     some servers demand a scope") }
        if context.resource != nil {
            lines.append("  --no-resource                   some servers refuse `resource`; others want --audience A")
        }
        return lines.joined(separator: "\n")
    }

    /// What was asked for, against what the server lists (ER, `invalid_scope`).
    private var scopeAdvice: String {
        let listed = context.known.scopes
        let list = listed.map { "The server lists: \($0.isEmpty ? "none" : Self.shown($0))." }
        guard !context.scopes.isEmpty else {
            return (["The server wants a scope to be named: --scope \"…\"", list].compactMap { $0 }).joined(
                separator: "\n")
        }
        let unlisted = listed.map { listed in context.scopes.filter { !listed.contains($0) } } ?? []
        let odd = unlisted.isEmpty ? "" : " The server does not list \(Self.shown(unlisted))."
        return
            (["Asked for: \(Self.shown(context.scopes)).\(odd) Ask for fewer or others with --scope \"…\".", list]
            .compactMap { $0 }).joined(separator: "\n")
    }

    private static func shown(_ words: [String]) -> String { words.joined(separator: " ").plainLine(limit: 300) }

    /// The first of the two servers that an enterprise-managed grant asks (EM-1): it has its own client, and its own options.
    private func identityProviderAdvice(_ code: String) -> String {
        switch code {
        case "invalid_client":
            "This is the client at the identity provider, not the one at the server: is --idp-client-id right, and the secret "
                + "of --idp-client-secret-file? Log in again with the right ones."
        case "invalid_grant", "invalid_request":
            "The person's token may have ended, or be of another type: give a fresh one from the identity provider "
                + "(--subject-token-file, -command or -env; --subject-token-type)."
        case "invalid_target":
            "The identity provider does not know this server: its administrator must allow it (\((context.resource ?? "its resource").plainLine(limit: 200)))."
        case "unauthorized_client", "access_denied", "unsupported_grant_type":
            "The identity provider must allow this client the token exchange for this server. Ask its administrator."
        default:
            "Check --idp-token-endpoint, --idp-client-id and --idp-client-secret-file; its administrator can see why."
        }
    }

    private var grantAdvice: String {
        switch context.grant {
        case .jwtBearer:
            "The server does not accept the platform's assertion: is its issuer trusted there, and its audience right? "
                + "It was not tried again, nor another grant (`mintmark show` names the source)."
        case .enterprise:
            "The server does not accept the assertion of the identity provider: are both configured for each other?"
        case .deviceCode, .authorizationCode:
            "The refresh token is used up, expired or revoked. A person must log in again: `mintmark login`."
        case .clientCredentials, .static: "The server does not accept the grant. Log in again: `mintmark login`."
        }
    }

    /// Where what we signed may be from the future or the past for the server (JA-7).
    private var clockAdvice: String {
        guard let skew = context.clockSkew, abs(skew) > 30 else { return "" }
        let direction = skew > 0 ? "ahead of" : "behind"
        return "\nThe server's clock is \(abs(skew)) s \(direction) this machine's; set the clock here (NTP)."
    }

    private var proof: String {
        switch context.authentication {
        case .clientSecretBasic, .clientSecretPost: secretAdvice
        case .privateKeyJWT: keyAdvice + clockAdvice
        case .none where context.grant.isPersons:
            "The server may not know this client id, or wants a secret or a key of it: check --client-id, or log in without it "
                + "where the server registers clients."
        case .none: "The client sends no proof of itself: this grant needs a secret or a key."
        }
    }

    /// When the credential came here, and when it ends (ER, `invalid_client`).
    private func age(of what: String) -> String? {
        guard let credential = context.known.credential else { return nil }
        let end = credential.expiresAt.map { ", and was to last until \($0.utcText.prefix(10))" } ?? ""
        return "The \(what) was put in on \(credential.createdAt.utcText.prefix(10))\(end)."
    }

    /// The ways of authentication that the server lists, where what was used is not among them or is one of several.
    private var listedMethods: String? {
        guard let methods = context.known.methods else { return nil }
        let used = context.authentication.rawValue
        let list = "The server lists \(methods.isEmpty ? "no method" : Self.shown(methods))"
        return methods.contains(used) ? list + "; \(used) was used." : list + ", not \(used), which was used."
    }

    private var secretAdvice: String {
        var lines = ["The client id or secret may be wrong, expired or replaced."]
        lines += [age(of: "secret"), listedMethods].compactMap { $0 }
        if let name = context.profile?.shellArgument {
            lines.append("A new secret from the server: `mintmark rotate \(name) --secret-stdin`, or r on the board.")
        }
        lines.append("If they are right, try:")
        if context.authentication == .clientSecretBasic {
            let other = context.settings.basicEncoding == .raw ? "form" : "raw"
            let words =
                other == "raw" ? "the server takes id and secret as they are" : "the server decodes id and secret"
            lines.append("  --basic-encoding \(other)".padded(34) + words)
            lines.append("  --auth-method client_secret_post".padded(34) + "the secret goes in the body")
        } else {
            lines.append("  --auth-method client_secret_basic".padded(34) + "the secret goes in a header")
        }
        return lines.joined(separator: "\n")
    }

    private var keyAdvice: String {
        let other = context.settings.assertionAudience == .issuer ? "endpoint" : "issuer"
        let keyID = context.settings.keyID ?? context.known.credential?.keyID
        let facts = [age(of: "key"), listedMethods, "The assertion was for \(context.audience.plainLine(limit: 200))."]
        return facts.compactMap { $0 }.joined(separator: "\n") + """

            Is the public key registered for this client? If it is, try:
              --assertion-audience \(other.padded(11))the audience that the server expects
              --key-id KID                    the key's id as registered (now: \(keyID?.plainLine(limit: 80) ?? "its thumbprint"))
              --assertion-type JWT            for servers that refuse an unknown type
              --client-key-alg ALG            the algorithm as registered
            """
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
