import MintCore

extension LoginVerb {
    private typealias Missing = (what: String, flags: String)

    /// All that a grant needs and nobody gave, at once: whoever writes a script should not have to find out in five runs.
    /// One thing alone is told where it is read.
    func requireMaterial(_ grant: Grant, _ existing: Profile?, mayAsk: Bool) throws {
        let missing = missing(grant, existing, mayAsk: mayAsk)
        guard missing.count > 1, let last = missing.last else { return }
        let others = missing.dropLast().map(\.what).joined(separator: ", ")
        throw UsageError(
            "\(grant.rawValue) needs \(others) and \(last.what)",
            hint: "Give:\n" + missing.map { "  \($0.flags)" }.joined(separator: "\n"))
    }

    private func missing(_ grant: Grant, _ existing: Profile?, mayAsk: Bool) -> [Missing] {
        guard grant == .clientCredentials || grant == .enterprise else { return [] }
        var missing: [Missing] = []
        if clientID == nil { missing.append(("a client id", "--client-id ID")) }
        if !credential.isNamed, !mayAsk {
            missing.append(
                (
                    "a credential",
                    "--client-secret-stdin, --client-secret-file F, --client-secret-env NAME or --client-key FILE"
                ))
        }
        // A re-login keeps the provider that the profile has, unless another one is named.
        if grant == .enterprise, existing?.settings.identityProvider == nil || grants.namesProvider {
            missing += missingOfProvider
        }
        return missing
    }

    private var missingOfProvider: [Missing] {
        var missing: [Missing] = []
        if grants.idpEndpoint == nil { missing.append(("an identity provider", "--idp-token-endpoint URL")) }
        if grants.idpClientID?.isEmpty ?? true {
            missing.append(("a client at the identity provider", "--idp-client-id ID"))
        }
        if !grants.namesSubject {
            missing.append(
                ("a person's token", "--subject-token-file F, --subject-token-command C or --subject-token-env NAME"))
        }
        return missing
    }
}

extension GrantOptions {
    /// Whether the person's token is given a source.
    var namesSubject: Bool { subjectFile != nil || subjectCommand != nil || subjectVariable != nil }

    /// Whether anything is said of an identity provider, so that all of it must be.
    var namesProvider: Bool {
        namesSubject || idpEndpoint != nil || idpClientID != nil || idpSecretFile != nil || idpSecretVariable != nil
    }
}
