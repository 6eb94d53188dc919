import MintCore

/// The answers as one wish, and a profile's settings as answers.
extension LoginWizard {
    private typealias F = LoginField

    /// `nil` while something that every login needs is missing.
    var wish: LoginWish? {
        guard let server else { return nil }
        let isPinned = form.given(F.tokenEndpoint) != nil
        if isPinned, url(F.tokenEndpoint) == nil { return nil }
        if finding == nil, !isPinned, grant != .static { return nil }
        guard let settings = try? settings() else { return nil }
        let scopes = chosenScopes
        return LoginWish(
            server: server, discovered: isPinned || grant == .static ? nil : finding?.discovered,
            issuer: form.given(F.issuer), tokenEndpoint: url(F.tokenEndpoint),
            authorizationEndpoint: url(F.authorizationEndpoint), deviceEndpoint: url(F.deviceEndpoint), grant: grant,
            authentication: authentication, clientID: grant == .static ? nil : form.given(F.clientID),
            clientMetadataURL: grant.isPersons ? form.given(F.metadataURL) : nil, credential: credentialWish,
            tokenExpiresAt: grant == .static ? form.given(F.tokenEnd).flatMap { Self.moment($0, at: openedAt) } : nil,
            scopes: scopes.isEmpty && finding?.result.suggestedScopes.isEmpty != false ? nil : scopes,
            settings: settings, store: store, target: target,
            pastesRedirect: form.choices[F.browser] == "elsewhere")
    }

    private var target: LoginRequest.Target { purpose.replaced.map { .profile($0.id) } ?? .new }

    /// A client that is registered by itself is told its way by the server.
    private var authentication: ClientAuthentication? {
        guard credentialWish != .none else { return nil }
        return method
    }

    /// - Throws: ``LoginError/reservedParameter(_:)``, ``Failure``.
    func settings() throws -> ProfileSettings {
        var settings = purpose.origin?.profile.settings ?? ProfileSettings()
        settings.sendsResource = form.choices[F.resource] != "kept"
        settings.audience = form.given(F.audience)
        settings.basicEncoding =
            form.choices[F.basicEncoding].flatMap { ProfileSettings.BasicEncoding(rawValue: $0) } ?? .form
        settings.assertionAudience = .init(argument: form.given(F.assertionAudience) ?? "issuer")
        settings.assertionType = form.given(F.assertionType) ?? ProfileSettings().assertionType
        settings.keyID = form.given(F.keyID)
        settings.parameters = try parameters()
        settings.usesDPoP = grant != .static && form.answers[F.dpop] ?? false
        settings.sendsClientIDWithAssertion = sendsClientID
        settings.caFile = form.given(F.caFile)
        settings.allowsLegacyDiscovery = form.answers[F.legacy] ?? false
        settings.redirectURI = grant == .authorizationCode ? form.given(F.redirectURI) : nil
        settings.assertionSource =
            grant == .jwtBearer ? source(form.choices[F.assertionKind], form.text(F.assertion)) : nil
        settings.identityProvider = grant == .enterprise ? identityProvider : nil
        if !keepsKey { (settings.keyAlgorithm, settings.keyAlgorithmName) = (nil, nil) }
        return settings
    }

    /// What was learned from a key goes with the key.
    private var keepsKey: Bool { if case .kept = credentialWish { true } else { false } }

    func parameters() throws -> [ProfileSettings.Parameter] {
        guard let text = form.given(F.parameters) else { return [] }
        guard let words = CommandWords.split(text) else {
            throw Failure(headline: "A quote is still open")
        }
        return try words.map { word in
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw Failure(headline: "\"\(word.plainLine(limit: 40))\" is no name=value")
            }
            let name = String(parts[0])
            guard !TokenRequest.reservedNames.contains(name) else { throw LoginError.reservedParameter(name) }
            return ProfileSettings.Parameter(name: name, value: String(parts[1]))
        }
    }

    private func source(_ kind: String?, _ text: String) -> SecretSource? {
        guard !text.isEmpty else { return nil }
        switch kind {
        case "command": return CommandWords.split(text).map { .command($0) }
        case "variable": return .environment(text)
        default: return .file(text)
        }
    }

    private var identityProvider: IdentityProvider? {
        guard let endpoint = url(F.idpEndpoint), let client = form.given(F.idpClientID),
            let subject = source(form.choices[F.subjectKind], form.text(F.subject))
        else { return nil }
        let kind = form.choices[F.idpSecretKind] ?? "none"
        let type = form.given(F.subjectType) ?? "id_token"
        return IdentityProvider(
            tokenEndpoint: endpoint, clientID: client,
            clientSecretSource: kind == "none" ? nil : source(kind, form.text(F.idpSecret)),
            subjectTokenSource: subject,
            subjectTokenType: type.contains(":") ? type : "urn:ietf:params:oauth:token-type:" + type)
    }

    // MARK: Settings as answers

    /// Fills the fields about what servers differ in.
    mutating func fill(_ settings: ProfileSettings) {
        form.choices[F.resource] = settings.sendsResource ? "sent" : "kept"
        form.set(F.audience, settings.audience ?? "")
        form.choices[F.basicEncoding] = settings.basicEncoding.rawValue
        let audience = settings.assertionAudience.argument
        form.set(F.assertionAudience, audience == "issuer" ? "" : audience)
        let type = settings.assertionType
        form.set(F.assertionType, type == ProfileSettings().assertionType ? "" : type)
        form.set(F.keyID, settings.keyID ?? "")
        form.set(F.parameters, settings.parameters.map { "\($0.name)=\($0.value)".shellWord }.joined(separator: " "))
        form.answers[F.dpop] = settings.usesDPoP
        sendsClientID = settings.sendsClientIDWithAssertion
    }

    func words(_ source: SecretSource) -> (kind: String, text: String) {
        switch source {
        case .file(let path): ("file", path)
        case .command(let words): ("command", words.map(\.shellWord).joined(separator: " "))
        case .environment(let name): ("variable", name)
        }
    }
}
