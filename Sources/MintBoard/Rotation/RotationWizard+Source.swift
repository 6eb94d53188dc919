import MintCore
import MintScreen

extension RotationWizard {
    private typealias F = RotationField

    enum Source: String, CaseIterable, Sendable { case paste, file, made, registration, command }

    var source: Source { form.choices[RotationField.source].flatMap { Source(rawValue: $0) } ?? .paste }
    var usesKey: Bool { profile.clientAuthentication == .privateKeyJWT }
    var isRegistered: Bool {
        record.bonds.registration?.clientURI != nil && record.bonds.registration?.tokenGeneration != nil
    }

    /// Whether the new one is a key.
    var concernsKey: Bool {
        if phase == .open, let rotation { return rotation.plan.kind == .privateKey }
        return usesKey || source == .made
    }

    var likelySource: Source { usesKey ? .made : isRegistered ? .registration : .paste }

    /// Another one is given in the place of one that was refused.
    private var isReplacing: Bool { rotation?.isOpen == true && rotation?.state != .rolledBack }

    var sourcePage: WizardPage {
        let kind = usesKey ? "key" : "secret"
        var fields = [WizardField(F.source, "The new \(kind)", .choice(Source.allCases.map(option)))]
        switch source {
        case .paste:
            let note =
                usesKey
                ? "Paste it whole, with all its lines: PKCS#8, SEC1, PKCS#1, or JWK. It is not shown."
                : "As the server made it. It is not shown, and nothing but the store will keep it."
            fields.append(WizardField(F.secret, usesKey ? "Key" : "Secret", .secret(isKey: usesKey), note: note))
            fields += givenFields
        case .file:
            fields.append(
                WizardField(
                    F.path, "File", .text(placeholder: usesKey ? "/path/to/key.pem" : "/path/to/secret.txt"),
                    note: "It is read once, now; a line's end after a secret is no part of it."))
            fields += givenFields
        case .made:
            fields.append(
                WizardField(
                    F.algorithm, "Kind of key",
                    .choice(
                        SigningAlgorithm.allCases.map {
                            WizardOption($0.rawValue, $0.rawValue, $0 == .es256 ? "what most servers take" : "")
                        })))
        case .registration: fields += addressFields + consentFields
        case .command:
            fields.append(
                WizardField(
                    F.command, "Command", .text(placeholder: "/usr/local/bin/make-secret --for billing"),
                    note: "Run without a shell; the profile's facts are JSON on its input, it prints the new \(kind)."))
        }
        fields.append(stand)
        return WizardPage(title: "Where does the new one come from?", fields: fields, forward: sourceForward)
    }

    private var sourceForward: String {
        if concernsKey { return "go on" }
        switch source {
        case .registration: return "ask the server"
        case .command: return "run it"
        case .paste, .file, .made: return "keep it beside the old one"
        }
    }

    private func option(_ source: Source) -> WizardOption {
        var option: WizardOption
        switch source {
        case .paste: option = WizardOption(source.rawValue, "paste it", "made at the server by hand; masked")
        case .file: option = WizardOption(source.rawValue, "from a file", "its path")
        case .made:
            option = WizardOption(source.rawValue, "make a key here", "the server is told of its public half")
            if !usesKey { option.doubt = .unlikely("\(name) would prove itself by a key from then on") }
        case .registration:
            option = WizardOption(
                source.rawValue, "the server makes it",
                isRegistered ? "its client configuration endpoint" : "RFC 7592; you know its address and token")
            if usesKey { option.doubt = .impossible("that endpoint makes secrets; \(name) proves itself by a key") }
        case .command: option = WizardOption(source.rawValue, "a command", "a program of yours makes it")
        }
        if isReplacing, source != .paste, source != .file {
            option.doubt = .impossible("a given one is under way; give it up first")
        }
        return option
    }

    private var givenFields: [WizardField] {
        var fields: [WizardField] = []
        if usesKey {
            fields.append(
                WizardField(
                    F.passphrase, "Passphrase", .secret(), note: "Of an encrypted key; empty where it has none."))
        }
        return fields + [
            WizardField(
                F.secretEnd, "It ends", .text(placeholder: "not known (90d, or a day)"),
                note: "For the reminders; empty where nobody knows.")
        ]
    }

    /// Where a registration is known to the operator alone.
    private var addressFields: [WizardField] {
        guard !isRegistered else { return [] }
        return [
            WizardField(
                F.registrationURI, "Its address", .text(placeholder: "https://… registration_client_uri"),
                note: "The client's own address at the server's registration endpoint; kept from now on."),
            WizardField(
                F.registrationToken, "Its token", .secret(), note: "The registration access token. It is not shown."),
        ]
    }

    private var consentFields: [WizardField] {
        [
            WizardField(
                "warning", "",
                .report([
                    WizardText(
                        "The server makes a new secret, and the old one may be dead at once. Should this machine die before the "
                            + "answer is kept, going on reads the registration again.", .warning)
                ])),
            WizardField(F.consent, "Ask \(registrationHost) for a new secret of \(name)?", .question),
        ]
    }

    private var registrationHost: String {
        (record.bonds.registration?.clientURI ?? HTTPURL(form.text(F.registrationURI)))?.hostAndPort ?? host
    }

    // MARK: Publishing

    var publicationPage: WizardPage {
        let options = [
            WizardOption("hand", "by your hand", "it is shown, to be copied or saved, once it is made"),
            WizardOption("file", "a file", "a JWK set that a web server gives out"),
            WizardOption("command", "a command", "it takes the JWK set on its input"),
            WizardOption(
                "registration", "its registration",
                isRegistered ? "RFC 7592: the server is told" : "RFC 7592; you know its address and token"),
        ]
        var fields = [WizardField(F.publication, "How the server hears of the public key", .choice(options))]
        switch form.choices[F.publication] {
        case "file":
            fields.append(
                WizardField(
                    F.publicFile, "File", .text(placeholder: "/srv/www/jwks.json"),
                    note: "Replaced at once, with both keys in it."))
            fields.append(cacheField)
        case "command":
            fields.append(
                WizardField(
                    F.publicCommand, "Command", .text(placeholder: "/usr/local/bin/publish-jwks"),
                    note: "Run without a shell."))
            fields.append(cacheField)
        case "registration": fields += addressFields
        default: break
        }
        fields.append(stand)
        return WizardPage(
            title: "How does the server hear of it?", fields: fields,
            forward: source == .made
                ? "make the key" : source == .command ? "run the command" : "keep it beside the old one")
    }

    private var cacheField: WizardField {
        WizardField(
            F.cacheTime, "Its cache", .text(placeholder: "15m"),
            note: "How long the server may keep the set that it read before: so long a refusal is waited out.")
    }

    // MARK: Going on

    mutating func leaveSource(_ turn: WizardTurn) -> [Effect] {
        if let option = page[F.source]?.options.first(where: { $0.id == source.rawValue }),
            case .impossible(let reason)? = option.doubt
        {
            form.refuse(F.source, "\(option.title) cannot be chosen: \(reason)")
            return []
        }
        switch source {
        case .paste where !form.hasSecret(F.secret):
            return refuse(F.secret, "The new one is needed", "Type or paste it; it is not shown.")
        case .file where form.given(F.path) == nil: return refuse(F.path, "A path is needed")
        case .command where form.given(F.command) == nil: return refuse(F.command, "A command is needed")
        case .registration:
            if let refused = refuseAddress() { return refused }
            if form.answers[F.consent] != true {
                return refuse(
                    F.consent, "Nothing was asked of the server", "Say yes to ask it, or choose another source.")
            }
        default: break
        }
        if let text = form.given(F.secretEnd), expiry(text) == nil, source == .paste || source == .file {
            return refuse(F.secretEnd, "That is no time to come", "A day such as 2027-01-31, or a span such as 90d.")
        }
        guard !concernsKey || isReplacing else {
            go(to: .publication)
            return []
        }
        return beginRotation(turn)
    }

    mutating func leavePublication(_ turn: WizardTurn) -> [Effect] {
        switch form.choices[F.publication] {
        case "file" where form.given(F.publicFile) == nil: return refuse(F.publicFile, "A path is needed")
        case "command" where form.given(F.publicCommand) == nil: return refuse(F.publicCommand, "A command is needed")
        case "registration": if let refused = refuseAddress() { return refused }
        case "file", "command":
            if cacheTime == nil { return refuse(F.cacheTime, "That is no span of time", "For example: 60s, 15m") }
        default: break
        }
        return beginRotation(turn)
    }

    private mutating func refuse(_ field: FieldID, _ headline: String, _ hint: String? = nil) -> [Effect] {
        form.refuse(field, headline, hint: hint)
        return []
    }

    private mutating func refuseAddress() -> [Effect]? {
        guard !isRegistered else { return nil }
        guard let url = HTTPURL(form.text(F.registrationURI)), url.mayCarryCredentials else {
            return refuse(F.registrationURI, "Its https address is needed", "http on this machine only.")
        }
        return form.hasSecret(F.registrationToken)
            ? nil : refuse(F.registrationToken, "Its registration access token is needed")
    }

    private func expiry(_ text: String) -> Timestamp? {
        LoginWizard.moment(text, at: moment).flatMap { $0 > moment ? $0 : nil }
    }

    private var cacheTime: Int? {
        let text = form.given(F.cacheTime) ?? "15m"
        if text.hasSuffix("s"), let seconds = Int(text.dropLast()), (0...86_400).contains(seconds) { return seconds }
        return LoginWizard.moment(text, at: moment).flatMap { $0 > moment ? $0 - moment : nil }
    }

    private mutating func beginRotation(_ turn: WizardTurn) -> [Effect] {
        let wish = wish
        wasCompromise = wish.isCompromise
        let words = source == .made ? "Making the key, and keeping it" : "Keeping it in the \(profile.store.words)"
        begin(.beginning, words, turn)
        return [.rotation(.begin(wish, record.id, turn.attempt))]
    }

    /// All that was answered, without what was typed in secret.
    var wish: RotationWish {
        var wish = RotationWish(wantedSource, overlap: overlap, isCompromise: isCompromise)
        if source == .paste || source == .file { wish.expiresAt = form.given(F.secretEnd).flatMap(expiry) }
        if concernsKey, !isReplacing {
            switch form.choices[F.publication] {
            case "file": wish.publication = .file(form.text(F.publicFile))
            case "command": wish.publication = .command(form.text(F.publicCommand))
            case "registration": wish.publication = .registration
            default: break
            }
            wish.cacheTime = cacheTime ?? 900
        }
        if !isRegistered, source == .registration || wish.publication == .registration {
            wish.registration = HTTPURL(form.text(F.registrationURI))
        }
        return wish
    }

    private var wantedSource: RotationWish.Source {
        switch source {
        case .paste where usesKey: .given(.pastedKey(F.secret, passphrase: F.passphrase))
        case .paste: .given(.typed(F.secret))
        case .file where usesKey: .given(.keyFile(form.text(F.path), passphrase: F.passphrase))
        case .file: .given(.secretFile(form.text(F.path)))
        case .made: .made(form.choices[F.algorithm].flatMap { SigningAlgorithm(rawValue: $0) } ?? .es256)
        case .registration: .registration
        case .command: .command(form.text(F.command))
        }
    }
}
