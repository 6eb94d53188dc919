/// The choices of a login, made from what was asked and what was found.
struct LoginDraft {
    let request: LoginRequest
    let found: Discovery.Result?
    private let isNew: Bool
    private var presetScopes: [String]?
    var clientID: String?
    var authentication: ClientAuthentication = .none
    var scopes: [String] = []
    var settings: ProfileSettings
    var notices: [String] = []

    /// - Parameter isNew: Whether the provider's habits are still to be taken over.
    init(request: LoginRequest, found: Discovery.Result?, isNew: Bool) {
        self.isNew = isNew
        self.request = request
        self.found = found
        let takesDocuments = request.grant.isPersons && found?.metadata.supportsClientIDMetadataDocuments == true
        clientID = request.clientID ?? (takesDocuments ? request.clientMetadataURL : nil)
        settings = request.settings
    }

    /// Who the authorization server is, by the operator's word or by its address.
    private var preset: ProviderPreset {
        let issuer = found?.issuer ?? request.issuer
        let endpoint = request.tokenEndpoint ?? found?.tokenEndpoint
        guard let name = settings.preset else {
            return .recognised(issuer: issuer, tokenEndpoint: endpoint)
        }
        return ProviderPreset(name, issuer: issuer.flatMap { HTTPURL($0) }, tokenEndpoint: endpoint)
    }

    private var metadata: AuthorizationServerMetadata? { found?.metadata }

    mutating func choose() throws {
        notices += found?.notices ?? []
        takeHabits()
        try chooseAuthentication()
        try chooseAlgorithm()
        chooseScopes()
        noteGrantSupport()
        noteProofSupport()
        noteResource()
        if found?.resourceMetadata?.requiresDPoP == true, !settings.usesDPoP {
            throw LoginError.wantsDPoP(server: request.server)
        }
    }

    /// What the provider is known to want, where the operator said nothing else.
    private mutating func takeHabits() {
        guard request.grant != .static else { return }
        let preset = preset
        let habits = preset.applied(
            to: settings, server: request.server, resource: found?.resource ?? request.server.text,
            grant: request.grant, credential: request.credential?.kind, said: request.said)
        presetScopes = habits.scopeSuggestion
        guard isNew else { return }
        settings = habits.settings
        notices += habits.notices
    }

    private mutating func chooseAuthentication() throws {
        guard let credential = request.credential else { return }
        let choice = try AuthenticationChoice.choose(
            for: credential.kind, asked: request.authentication, metadata: metadata)
        authentication = choice.method
        notices += [choice.warning].compactMap { $0 }
    }

    private mutating func chooseAlgorithm() throws {
        guard case .key(let key) = request.credential else { return }
        let choice = try SigningAlgorithm.choose(
            for: key, asked: settings.keyAlgorithm, supported: metadata?.assertionAlgorithms)
        settings.keyAlgorithm = choice.algorithm
        settings.keyAlgorithmName = choice.name == choice.algorithm.rawValue ? nil : choice.name
        settings.keyID = settings.keyID ?? key.declaredKeyID
        notices += [choice.warning].compactMap { $0 }
    }

    /// Refresh tokens are asked for by people only, and only where the authorization server lists the scope (SC-8), whatever
    /// the resource lists. What the operator names is asked for as it is.
    private mutating func chooseScopes() {
        let offline = "offline_access"
        scopes = request.scopes ?? presetScopes ?? found?.suggestedScopes.filter { $0 != offline } ?? []
        guard request.grant.isPersons, metadata?.scopesSupported?.contains(offline) == true else { return }
        scopes = Scopes.union(scopes, [offline])
    }

    /// The operator's own choice, where it is new; a provider that wants it so says it itself (RES-8).
    private mutating func noteResource() {
        guard isNew, request.grant != .static, !request.settings.sendsResource else { return }
        notices.append(ProfileSettings.withoutResource)
    }

    private mutating func noteGrantSupport() {
        guard let metadata else { return }
        let wire: String? =
            switch request.grant {
            case .clientCredentials: "client_credentials"
            case .jwtBearer, .enterprise: "urn:ietf:params:oauth:grant-type:jwt-bearer"
            case .deviceCode: "urn:ietf:params:oauth:grant-type:device_code"
            case .authorizationCode, .static: nil
            }
        guard let wire, !metadata.lists(grant: wire) else { return }
        notices.append("the server does not list the grant \(wire); many do not although they have it")
    }

    /// Proofs are signed with ES256, which nearly every server takes (DP-7).
    private mutating func noteProofSupport() {
        guard settings.usesDPoP, let listed = metadata?.dpopAlgorithms, !listed.contains("ES256") else { return }
        let shown = listed.prefix(6).map { $0.plainLine(limit: 40) }.joined(separator: ", ")
        notices.append("the server lists \(shown) for proofs, not ES256, which is tried all the same")
    }

    // MARK: - Endpoints

    /// - Throws: ``DiscoveryError/noAuthorizationServer(server:)``, ``TransportError/insecure(_:)``.
    var tokenEndpoint: HTTPURL {
        get throws {
            // A pasted token is asked of nobody: the server stands for the endpoint that there is not.
            let fallback = request.grant == .static ? request.server : nil
            guard let endpoint = request.tokenEndpoint ?? found?.tokenEndpoint ?? fallback else {
                throw DiscoveryError.noAuthorizationServer(server: request.server)
            }
            guard endpoint.mayCarryCredentials else { throw TransportError.insecure(endpoint) }
            return endpoint
        }
    }

    /// Where a person agrees, or where a device code is given.
    var personEndpoint: HTTPURL? {
        get throws {
            let issuer = found?.issuer ?? request.issuer ?? request.tokenEndpoint?.text ?? ""
            switch request.grant {
            case .authorizationCode:
                // A pinned endpoint has no metadata to say it; a published one must (AS-11).
                if let metadata, metadata.codeChallengeMethods?.contains("S256") != true {
                    throw AuthorizationError.noPKCE(issuer: issuer)
                }
                let named = try request.authorizationEndpoint ?? metadata?.endpoint(.authorization)
                guard let named else { throw AuthorizationError.noEndpoint(issuer: issuer) }
                guard named.mayCarryCredentials else { throw AuthorizationError.endpointUnusable(named.text) }
                return named
            case .deviceCode:
                let named = try request.deviceEndpoint ?? metadata?.endpoint(.deviceAuthorization)
                guard let named else { throw DeviceAuthorizationError.noEndpoint(issuer: issuer) }
                guard named.mayCarryCredentials else { throw TransportError.insecure(named) }
                return named
            default: return nil
            }
        }
    }

    /// REG-1: a client id that was given, registered before or our own document's; else registration; else the operator.
    var registrationEndpoint: HTTPURL? {
        get throws {
            guard request.grant.isPersons, clientID == nil else { return nil }
            guard let url = try metadata?.endpoint(.registration) else {
                throw ClientRegistrationError.noWay(issuer: found?.issuer ?? request.issuer ?? request.server.text)
            }
            return url
        }
    }

    /// What the provider wants to see at its authorization endpoint.
    var authorizationParameters: [ProfileSettings.Parameter] {
        request.grant == .authorizationCode ? preset.authorizationParameters : []
    }

    var questions: [LoginPlan.Question] {
        guard let found else { return [] }
        var questions: [LoginPlan.Question] = []
        if !found.issuerIsNamedByOperator {
            questions.append(.issuer(found.issuer, host: HTTPURL(found.issuer)?.hostAndPort ?? found.issuer))
        }
        if request.scopes == nil, presetScopes == nil, !found.suggestedScopes.isEmpty {
            questions.append(.scopes(found.suggestedScopes))
        }
        return questions
    }
}
