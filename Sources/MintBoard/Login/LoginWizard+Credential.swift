import MintCore
import MintScreen

extension LoginWizard {
    private typealias F = LoginField

    enum Source: String, Sendable {
        case paste, file, made, kept

        static let order: [Source] = [.kept, .paste, .file, .made]
    }

    var source: Source { form.choices[LoginField.source].flatMap { Source(rawValue: $0) } ?? .paste }
    var provesByKey: Bool { method == .privateKeyJWT }

    var credentialPage: WizardPage {
        var fields: [WizardField]
        let title: String
        switch grant {
        case .clientCredentials:
            (title, fields) = ("What proves the client?", [clientField] + proofFields)
        case .deviceCode, .authorizationCode:
            title = "Which client is it?"
            fields = [publicClientField] + documentFields + (method == ClientAuthentication.none ? [] : proofFields)
            if grant == .authorizationCode { fields += browserFields }
        case .jwtBearer: (title, fields) = ("Where is the workload's assertion?", workloadFields)
        case .enterprise: (title, fields) = ("What proves the client, and the person?", enterpriseFields)
        case .static: (title, fields) = ("Which token is it?", pastedFields)
        }
        if let credential, credential.revision == revision, credential.wish == credentialWish {
            fields += read(credential.facts)
        }
        return WizardPage(title: title, fields: fields)
    }

    private var clientField: WizardField {
        WizardField(
            F.clientID, "Client id", .text(placeholder: "as the server's operator gave it"),
            note: "Who the client is at the authorization server.")
    }

    private var publicClientField: WizardField {
        let registers = metadata?.registrationEndpoint != nil
        return WizardField(
            F.clientID, "Client id",
            .text(placeholder: registers ? "none: Mintmark registers itself" : "as registered"),
            note: registers
                ? "Left empty, a client is registered at the server."
                : "The server registers no clients by itself: one that is registered there is needed.")
    }

    private var documentFields: [WizardField] {
        guard metadata?.supportsClientIDMetadataDocuments == true, form.given(F.clientID) == nil else { return [] }
        return [
            WizardField(
                F.metadataURL, "Its document", .text(placeholder: "https://… (optional)"),
                note: "The https address of a client metadata document of yours: `mintmark client-metadata` prints one."
            )
        ]
    }

    private var proofFields: [WizardField] {
        let sources = sources
        var fields = [WizardField(F.source, provesByKey ? "The private key" : "The secret", .choice(sources))]
        switch source {
        case .kept: break
        case .paste:
            fields.append(
                WizardField(
                    F.secret, provesByKey ? "Key" : "Secret", .secret(isKey: provesByKey),
                    note: provesByKey
                        ? "Paste it whole, with all its lines: PKCS#8, SEC1, PKCS#1, or JWK. It is not shown."
                        : "Type or paste it. It is not shown, and nothing but the store will keep it."))
            if provesByKey { fields.append(passphraseField) }
        case .file:
            fields.append(
                WizardField(
                    F.path, "File", .text(placeholder: provesByKey ? "/path/to/key.pem" : "/path/to/secret.txt"),
                    note: "It is read once, now; a line's end after a secret is no part of it."))
            if provesByKey { fields.append(passphraseField) }
        case .made: fields += makingFields
        }
        return fields
    }

    private var passphraseField: WizardField {
        WizardField(F.passphrase, "Passphrase", .secret(), note: "Of an encrypted key; empty where it has none.")
    }

    private var sources: [WizardOption] {
        let name = purpose.origin?.profile.name.plainLine(limit: 40) ?? ""
        return Source.order.compactMap { source in
            switch source {
            case .kept:
                guard let kind = purpose.origin?.credential?.kind, kind == method?.credentialKind else { return nil }
                return WizardOption(source.rawValue, "the one it has", "what \(name) proves itself with")
            case .paste: return WizardOption(source.rawValue, "paste it", provesByKey ? "a private key" : "the secret")
            case .file: return WizardOption(source.rawValue, "from a file", "its path")
            case .made:
                guard provesByKey else { return nil }
                return WizardOption(source.rawValue, "make one here", "you register its public half at the server")
            }
        }
    }

    private var makingFields: [WizardField] {
        let offered = metadata?.assertionAlgorithms
        let algorithms = SigningAlgorithm.allCases.map { algorithm in
            let isListed = offered.map { $0.contains(algorithm.rawValue) } ?? true
            return WizardOption(
                algorithm.rawValue, algorithm.rawValue, algorithm == .es256 ? "what most servers take" : "",
                doubt: isListed ? nil : .unlikely("the server does not list it"))
        }
        var fields = [WizardField(F.algorithm, "Kind of key", .choice(algorithms))]
        if let credential, credential.wish == .made {
            fields.append(
                WizardField(
                    F.savePath, "Save it as", .text(placeholder: "/path/to/public.jwk.json"),
                    note: "The public half, as a JWK: register it at the server before you try the login."))
            fields.append(WizardField(F.saveKey, "Save the public key", .button))
            fields.append(WizardField(.copyKey, "Copy the public key", .button))
            fields.append(WizardField(F.makeKey, "Make another key", .button))
        } else {
            fields.append(
                WizardField(F.makeKey, "Make the key", .button, note: "It stays here until the login is saved."))
        }
        return fields
    }

    private func read(_ facts: CredentialFacts) -> [WizardField] {
        var lines = [WizardText(facts.words, .good)]
        if let warning = facts.warning { lines.append(WizardText("note: " + warning, .warning)) }
        if let jwk = facts.publicJWK {
            lines.append(WizardText("Its public half, for the server:", .dim))
            lines.append(WizardText(jwk, .key))
        }
        return [WizardField("facts", "", .report(lines))]
    }

    // MARK: Other grants

    private var browserFields: [WizardField] {
        [
            WizardField(
                F.browser, "Where the browser is",
                .choice([
                    WizardOption("here", "on this machine", "it comes back by itself"),
                    WizardOption("elsewhere", "on another one", "SSH: you paste where it ended"),
                ])),
            WizardField(
                F.redirectURI, "Redirect", .text(placeholder: "any port of 127.0.0.1"),
                note: "As it is registered at the server, where it wants a certain one."),
        ]
    }

    private static let sourceKinds = [
        WizardOption("file", "a file", "read anew each time"),
        WizardOption("command", "a command", "run without a shell; it prints the token alone"),
        WizardOption("variable", "a variable", "the name of one in this program's environment"),
    ]

    private var workloadFields: [WizardField] {
        [
            WizardField(F.assertionKind, "It comes from", .choice(Self.sourceKinds)),
            WizardField(
                F.assertion, "Which", .text(placeholder: "/var/run/secrets/tokens/mcp"),
                note: "Its path, command or name."),
            WizardField(
                F.clientID, "Client id", .text(placeholder: "none (optional)"),
                note: "Where the server wants one beside the assertion."),
        ]
    }

    private var enterpriseFields: [WizardField] {
        let none = WizardOption("none", "none", "a public client there")
        return [clientField] + proofFields + [
            WizardField(
                F.idpEndpoint, "Identity provider", .text(placeholder: "https://idp.example.com/token"),
                note: "Its token endpoint: there the person's token is exchanged."),
            WizardField(F.idpClientID, "Client there", .text(placeholder: "client id at the provider")),
            WizardField(
                F.idpSecretKind, "That client's secret",
                .choice([none] + Self.sourceKinds.filter { $0.id != "command" })),
        ] + (form.choices[F.idpSecretKind] ?? "none" == "none" ? [] : [WizardField(F.idpSecret, "Which", .text())]) + [
            WizardField(F.subjectKind, "The person's token", .choice(Self.sourceKinds)),
            WizardField(F.subject, "Which", .text(placeholder: "/path/to/id-token")),
            WizardField(
                F.subjectType, "Its type", .text(placeholder: "id_token"),
                note: "id_token, refresh_token, saml2, or a URN."),
        ]
    }

    private var pastedFields: [WizardField] {
        var fields = [
            WizardField(
                F.source, "The token",
                .choice([WizardOption("paste", "paste it"), WizardOption("file", "from a file", "its path")]))
        ]
        fields.append(
            source == .file
                ? WizardField(F.path, "File", .text(placeholder: "/path/to/token"))
                : WizardField(
                    F.secret, "Token", .secret(), note: "It is not shown, and nothing but the store will keep it."))
        fields.append(
            WizardField(
                F.tokenEnd, "It ends", .text(placeholder: "30d, or 2026-12-31 (optional)"),
                note: "When, if you know; it is not looked for in the token."))
        return fields
    }
}
