import MintCore

extension LoginWizard {
    private typealias F = LoginField

    init(_ purpose: Purpose, at now: Timestamp) {
        self.purpose = purpose
        openedAt = now
        form.choices[F.browser] = "here"
        form.choices[F.assertionKind] = "file"
        form.choices[F.subjectKind] = "file"
        form.choices[F.idpSecretKind] = "none"
        form.choices[F.algorithm] = SigningAlgorithm.es256.rawValue
        if let record = purpose.origin { fill(from: record) }
        if case .again(let record) = purpose { credentialFirst(record) }
    }

    /// Where the wizard begins, given what is known already.
    mutating func opened(_ turn: WizardTurn) -> [Effect] {
        guard case .again = purpose else { return [] }
        // The same server, and whoever it names now: a look before the credential is asked for.
        return leaveServer(turn)
    }

    private mutating func fill(from record: ProfileRecord) {
        let profile = record.profile, settings = profile.settings
        form.set(F.server, profile.server.text)
        if profile.issuer == nil, profile.grant != .static { form.set(F.tokenEndpoint, profile.tokenEndpoint.text) }
        form.set(F.caFile, settings.caFile ?? "")
        form.answers[F.legacy] = settings.allowsLegacyDiscovery
        form.answers[F.more] = profile.issuer == nil && profile.grant != .static || settings.caFile != nil
        form.choices[F.grant] = profile.grant.rawValue
        if profile.grant != .static { form.choices[F.method] = profile.clientAuthentication.rawValue }
        // A client that was registered for this profile alone is registered anew, or goes on, by itself.
        if record.bonds.registration == nil || purpose.replaced == nil { form.set(F.clientID, profile.clientID) }
        if record.bonds.registration != nil { form.set(F.clientID, "") }
        if record.credential != nil, record.bonds.registration == nil { form.choices[F.source] = Source.kept.rawValue }
        form.set(F.redirectURI, record.bonds.registration == nil ? settings.redirectURI ?? "" : "")
        if let source = settings.assertionSource {
            let (kind, text) = words(source)
            form.choices[F.assertionKind] = kind
            form.set(F.assertion, text)
        }
        if let provider = settings.identityProvider { fill(provider) }
        form.checks[F.scopes] = profile.requestedScopes.isEmpty ? nil : Set(profile.requestedScopes)
        form.choices[F.store] = profile.store.rawValue
        form.set(F.tags, settings.tags.joined(separator: " "))
        form.set(F.note, settings.note ?? "")
        if purpose.replaced != nil { form.set(F.name, profile.name) }
        if purpose.replaced != nil, let end = record.credential?.expiresAt {
            form.set(F.secretEnd, String(end.utcText.prefix(10)))
        }
    }

    private mutating func fill(_ provider: IdentityProvider) {
        form.set(F.idpEndpoint, provider.tokenEndpoint.text)
        form.set(F.idpClientID, provider.clientID)
        if let secret = provider.clientSecretSource {
            let (kind, text) = words(secret)
            form.choices[F.idpSecretKind] = kind
            form.set(F.idpSecret, text)
        }
        let (kind, text) = words(provider.subjectTokenSource)
        form.choices[F.subjectKind] = kind
        form.set(F.subject, text)
        form.set(F.subjectType, provider.subjectTokenType.split(separator: ":").last.map(String.init) ?? "")
    }

    /// A re-login is for another credential.
    private mutating func credentialFirst(_ record: ProfileRecord) {
        if record.credential != nil { form.choices[F.source] = Source.paste.rawValue }
    }

    /// What a step takes over from the steps before it, once.
    mutating func prepare(_ step: Step) {
        switch step {
        case .grant:
            let isLeft = form.choices[F.grant].flatMap { Grant(rawValue: $0) }.map { doubt($0) == nil } ?? false
            if !isLeft, purpose.origin == nil { form.choices[F.grant] = likelyGrant().rawValue }
            chooseMethod()
        case .credential:
            let isOffered = form.choices[F.source].map { chosen in
                page[F.source]?.options.contains { $0.id == chosen } ?? false
            }
            if isOffered != true { form.choices[F.source] = Source.paste.rawValue }
        case .scopes: suggestScopes()
        case .store: suggestStore()
        case .naming: suggestName()
        case .server, .trial: break
        }
    }
}
