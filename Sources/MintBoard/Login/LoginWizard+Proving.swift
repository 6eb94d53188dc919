import MintCore

/// Leaving the credential step: what was given is read, or refused with its reason.
extension LoginWizard {
    private typealias F = LoginField

    var credentialWish: CredentialWish {
        switch grant {
        case .jwtBearer: return .none
        case .static: return source == .file ? .secretFile(form.text(F.path)) : .typed(F.secret)
        default: break
        }
        guard method != nil, method != ClientAuthentication.none else { return .none }
        switch (source, provesByKey) {
        case (.kept, _): return purpose.origin.map { .kept($0.id) } ?? .none
        case (.paste, false): return .typed(F.secret)
        case (.file, false): return .secretFile(form.text(F.path))
        case (.paste, true): return .pastedKey(F.secret, passphrase: F.passphrase)
        case (.file, true): return .keyFile(form.text(F.path), passphrase: F.passphrase)
        case (.made, _): return .made
        }
    }

    /// Whether the credential that is asked for now was read.
    var isCredentialRead: Bool {
        guard credentialWish != .none else { return true }
        return credential.map { $0.wish == credentialWish && $0.revision == revision } ?? false
    }

    mutating func leaveCredential(_ turn: WizardTurn) -> [Effect] {
        if let refusal = missing(turn.now) {
            form.refuse(refusal)
            return []
        }
        guard !isCredentialRead else { return go(to: .scopes) }
        let wish = credentialWish
        if wish == .made {
            form.refuse(F.makeKey, "There is no key yet", hint: "Make it, and register its public half at the server.")
            return []
        }
        begin(.credential, "Reading it", turn)
        return [.login(.readCredential(wish, turn.attempt))]
    }

    /// What is not answered yet, or answered wrong.
    private func missing(_ now: Timestamp) -> WizardRefusal? {
        switch grant {
        case .clientCredentials: return missingClient ?? missingProof
        case .deviceCode, .authorizationCode: return missingPublicClient ?? missingProof
        case .jwtBearer:
            return form.given(F.assertion) == nil
                ? WizardRefusal(F.assertion, "An assertion is needed") : openQuote(F.assertionKind, F.assertion)
        case .enterprise: return missingClient ?? missingProof ?? missingProvider
        case .static: return missingProof ?? wrongEnd(F.tokenEnd, now)
        }
    }

    private var missingClient: WizardRefusal? {
        form.given(F.clientID) == nil
            ? WizardRefusal(F.clientID, "A client id is needed", hint: "The server's operator gives it out.") : nil
    }

    private var missingPublicClient: WizardRefusal? {
        if let text = form.given(F.metadataURL), !ClientMetadataDocument.isIdentifier(text) {
            return WizardRefusal(F.metadataURL, "That is no address of a document: an https URL with a path is needed")
        }
        if let text = form.given(F.redirectURI), HTTPURL(text) == nil {
            return WizardRefusal(
                F.redirectURI, "That is no address to come back to: http://127.0.0.1:8400/callback, say")
        }
        let hasWay =
            form.given(F.clientID) != nil || form.given(F.metadataURL) != nil
            || metadata?.registrationEndpoint != nil
        return hasWay
            ? nil
            : WizardRefusal(
                F.clientID, "The server registers no clients by itself",
                hint: "Register Mintmark there as a native app, and give the client id.")
    }

    private var missingProof: WizardRefusal? {
        switch credentialWish {
        case .none, .made, .kept: nil
        case .typed(let field), .pastedKey(let field, _):
            form.hasSecret(field)
                ? nil : WizardRefusal(field, provesByKey ? "A key is needed" : "It is empty", hint: "Paste it here.")
        case .secretFile(let path), .keyFile(let path, _):
            path.isEmpty ? WizardRefusal(F.path, "A file is needed", hint: "Its path.") : nil
        }
    }

    private var missingProvider: WizardRefusal? {
        guard url(F.idpEndpoint) != nil else {
            return WizardRefusal(F.idpEndpoint, "The identity provider's token endpoint is needed: an https URL")
        }
        if form.given(F.idpClientID) == nil {
            return WizardRefusal(F.idpClientID, "The client at the identity provider is needed")
        }
        if form.choices[F.idpSecretKind] ?? "none" != "none", form.given(F.idpSecret) == nil {
            return WizardRefusal(F.idpSecret, "Where that client's secret is, is needed")
        }
        return form.given(F.subject) == nil
            ? WizardRefusal(F.subject, "The person's token is needed") : openQuote(F.subjectKind, F.subject)
    }

    private func openQuote(_ kind: FieldID, _ field: FieldID) -> WizardRefusal? {
        guard form.choices[kind] == "command", CommandWords.split(form.text(field)) == nil else { return nil }
        return WizardRefusal(field, "A quote is still open", hint: "The words are split as a shell does it.")
    }

    /// A moment that cannot be read, or that is over.
    func wrongEnd(_ field: FieldID, _ now: Timestamp) -> WizardRefusal? {
        guard let text = form.given(field), text != "never" else { return nil }
        guard let end = Self.moment(text, at: now) else {
            return WizardRefusal(field, "That is no moment", hint: "A span, such as 90d, or a day, such as 2027-01-31.")
        }
        return end > now ? nil : WizardRefusal(field, "That is in the past")
    }

    /// `90d`, `12h`, or a day, which counts to its end, UTC.
    static func moment(_ text: String, at now: Timestamp) -> Timestamp? {
        if let day = Timestamp(day: text) { return day + 86_399 }
        let units: [Character: Int] = ["m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400, "y": 365 * 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()),
            (1...36_500).contains(count)
        else { return nil }
        return now + count * unit
    }

    // MARK: Keys

    mutating func makeKey(_ turn: WizardTurn) -> [Effect] {
        let algorithm = form.choices[F.algorithm].flatMap { SigningAlgorithm(rawValue: $0) } ?? .es256
        begin(.makingKey, "Making a key", turn)
        return [.login(.makeKey(algorithm, turn.attempt))]
    }

    mutating func saveKey(_ turn: WizardTurn) -> [Effect] {
        guard let jwk = credential?.facts.publicJWK else { return [] }
        guard let path = form.given(F.savePath) else {
            form.refuse(F.savePath, "A path is needed", hint: "A file that is not there yet.")
            return []
        }
        begin(.savingKey, "Writing \(path.plainLine(limit: 80))", turn)
        return [.login(.saveFile(text: jwk + "\n", path: path, turn.attempt))]
    }

    func copyKey() -> [Effect] {
        guard let jwk = credential?.facts.publicJWK else { return [] }
        return [.copy(.text(jwk, CopyItem.jwk.words, of: purpose.replaced == nil ? "the new login" : shownName))]
    }

    mutating func read(_ attempt: Attempt, _ facts: CredentialFacts) -> [Effect] {
        let wasMaking = job == .makingKey
        guard end(attempt) else { return [] }
        if wasMaking { revision += 1 }
        let wish = wasMaking ? CredentialWish.made : credentialWish
        credential = Facts(wish: wish, revision: revision, facts: facts)
        settle()
        guard !wasMaking else {
            form.focus = F.savePath
            return []
        }
        return go(to: .scopes)
    }

    mutating func savedKey(_ attempt: Attempt) {
        guard end(attempt) else { return }
        let path = form.text(F.savePath)
        form.set(F.savePath, "")
        savedPath = path
        settle()
    }
}
