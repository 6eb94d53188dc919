import MintCore
import MintScreen

extension LoginWizard {
    private typealias F = LoginField

    var grant: Grant { form.choices[LoginField.grant].flatMap { Grant(rawValue: $0) } ?? .clientCredentials }
    var method: ClientAuthentication? {
        guard !methods.isEmpty else { return nil }
        return form.choices[LoginField.method].flatMap { ClientAuthentication(rawValue: $0) }
    }
    var metadata: AuthorizationServerMetadata? { finding?.result.metadata }
    var issuer: String? { finding?.result.issuer ?? form.given(LoginField.issuer) }

    /// Who the authorization server is, by its address.
    var preset: ProviderPreset {
        let endpoint = url(LoginField.tokenEndpoint) ?? finding?.result.tokenEndpoint
        if let chosen = purpose.origin?.profile.settings.preset {
            return ProviderPreset(chosen, issuer: issuer.flatMap { HTTPURL($0) }, tokenEndpoint: endpoint)
        }
        return .recognised(issuer: issuer, tokenEndpoint: endpoint)
    }

    var grantPage: WizardPage {
        var fields = [WizardField(F.grant, "How tokens are obtained", .choice(Grant.allCases.map(option)))]
        if !methods.isEmpty {
            fields.append(WizardField(F.method, "How the client proves itself", .choice(methods.map(option))))
        }
        var lines: [WizardText] = []
        if let metadata, metadata.grantTypes == nil, metadata.listedMethods == nil {
            lines.append(WizardText("The issuer does not say what it takes.", .dim))
        }
        return WizardPage(title: "Who is it that logs in?", lines: lines, fields: fields)
    }

    private func option(_ grant: Grant) -> WizardOption {
        WizardOption(grant.rawValue, grant.rawValue, grant.meaning, doubt: doubt(grant))
    }

    /// What each grant sends, and what the server would have to list for it.
    func doubt(_ grant: Grant) -> WizardOption.Doubt? {
        let isPinned = form.given(LoginField.tokenEndpoint) != nil
        guard let metadata else {
            return grant == .static || isPinned ? nil : .impossible("nothing is known of an issuer")
        }
        let unlisted = WizardOption.Doubt.unlikely("the server does not list it; many have it all the same")
        switch grant {
        case .static: return nil
        case .clientCredentials:
            return metadata.grantTypes == nil || metadata.listsClientCredentials ? nil : unlisted
        case .deviceCode:
            return metadata.deviceAuthorizationEndpoint == nil
                ? .impossible("the server publishes no device authorization endpoint") : nil
        case .authorizationCode:
            guard metadata.authorizationEndpoint != nil else {
                return .impossible("the server publishes no authorization endpoint")
            }
            return metadata.codeChallengeMethods?.contains("S256") == true
                ? nil : .impossible("the server does not list PKCE with S256")
        case .jwtBearer:
            return metadata.lists(grant: "urn:ietf:params:oauth:grant-type:jwt-bearer") ? nil : unlisted
        case .enterprise:
            let isListed = metadata.grantProfiles?.contains("urn:ietf:params:oauth:grant-profile:id-jag") == true
            return isListed ? nil : unlisted
        }
    }

    /// The ways that this grant leaves to choose from.
    var methods: [ClientAuthentication] {
        switch grant {
        case .clientCredentials, .enterprise: [.clientSecretBasic, .clientSecretPost, .privateKeyJWT]
        case .deviceCode, .authorizationCode: [.none, .clientSecretBasic, .clientSecretPost, .privateKeyJWT]
        case .jwtBearer, .static: []
        }
    }

    private func option(_ method: ClientAuthentication) -> WizardOption {
        WizardOption(method.rawValue, method.rawValue, method.meaning, doubt: doubt(method))
    }

    private func doubt(_ method: ClientAuthentication) -> WizardOption.Doubt? {
        guard let metadata, let listed = metadata.listedMethods, !listed.contains(method.rawValue) else { return nil }
        if method == .none, grant.isPersons { return nil }
        let shown = listed.prefix(4).map { $0.plainLine(limit: 30) }.joined(separator: ", ")
        return .unlikely("the server lists \(shown)")
    }

    /// A machine's grant before a person's: servers under-report what they take, and a list that is absent
    /// means RFC 8414's default, which no machine could use (RFC 8414 section 2).
    func likelyGrant() -> Grant {
        let machines: [Grant] = [.clientCredentials, .jwtBearer]
        if let listed = machines.first(where: { doubt($0) == nil }) { return listed }
        if case .unlikely? = doubt(.clientCredentials) { return .clientCredentials }
        return [.deviceCode, .authorizationCode, .static].first { doubt($0) == nil } ?? .clientCredentials
    }

    mutating func chooseMethod() {
        let ways = methods
        let isChosen =
            form.choices[LoginField.method].map { chosen in ways.contains { $0.rawValue == chosen } } ?? false
        guard !isChosen, let first = ways.first else { return }
        form.choices[LoginField.method] = (ways.first { doubt($0) == nil } ?? first).rawValue
    }

    mutating func leaveGrant(_ turn: WizardTurn) -> [Effect] {
        if case .impossible(let reason)? = doubt(grant) {
            form.refuse(LoginField.grant, "\(grant.rawValue) cannot be chosen: \(reason)")
            return []
        }
        return go(to: .credential)
    }
}

extension Grant {
    /// For somebody who does not know the words.
    fileprivate var meaning: String {
        switch self {
        case .clientCredentials: "a service, by its secret or key"
        case .deviceCode: "a person enters a code elsewhere"
        case .authorizationCode: "a person, in a browser"
        case .jwtBearer: "a workload, by its platform's word"
        case .enterprise: "through a company's provider"
        case .static: "a token that somebody gave you"
        }
    }
}

extension ClientAuthentication {
    fileprivate var meaning: String {
        switch self {
        case .clientSecretBasic: "a secret, in the header"
        case .clientSecretPost: "a secret, in the body"
        case .privateKeyJWT: "a key of its own"
        case .none: "a public client, no secret"
        }
    }
}
