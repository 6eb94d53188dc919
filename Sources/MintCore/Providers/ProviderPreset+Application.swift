extension ProviderPreset {
    /// What came of applying a preset.
    public struct Application: Equatable, Sendable {
        public var settings: ProfileSettings
        /// The scopes that this provider wants where the operator names none; `nil` where it has no say.
        public var scopeSuggestion: [String]?
        /// One plain line each, in a fixed order.
        public var notices: [String]
    }

    /// The settings for a new login at this provider.
    ///
    /// - Parameters:
    ///   - settings: The operator's; whatever is not at its default stays.
    ///   - server: The server that the token is for; stands in where `resource` is empty.
    ///   - resource: Its resource identifier, used byte for byte: a trailing slash matters (RES-8).
    ///   - credential: The kind that the client proves itself with; `nil` hears of both.
    ///   - said: Settings that the operator named, even where the value is the default.
    public func applied(
        to settings: ProfileSettings, server: HTTPURL, resource: String, grant: Grant,
        credential: KeyringKey.Kind? = nil, said: Set<Setting> = []
    ) -> Application {
        var application = Application(settings: settings, scopeSuggestion: nil, notices: [])
        let resource = resource.isEmpty ? server.text : resource
        for rule in rules where rule.concerns(grant, credential) {
            if let setting = rule.effect.setting, said.contains(setting) { continue }
            if application.apply(rule.effect, resource: resource) {
                application.notices.append(
                    rule.notice.replacing("{resource}", with: resource.plainLine(limit: 200)))
            }
        }
        return application
    }

    /// What goes with an authorization request beside the parameters of RFC 6749 §4.1.1.
    public var authorizationParameters: [ProfileSettings.Parameter] {
        rules.compactMap { rule in
            if case .authorizationParameter(let parameter) = rule.effect { parameter } else { nil }
        }
    }

    /// What this provider wants, in the order in which it is applied.
    public var rules: [Rule] {
        switch name {
        case .entra: isEntraV1 ? Self.entraV1 : Self.entra + (isEntraWithoutTenant ? Self.entraTenant : [])
        case .auth0: Self.auth0
        case .okta: isOktaOrganization ? Self.okta + Self.oktaOrganization : Self.okta
        case .keycloak: Self.keycloak
        case .cognito: Self.cognito
        case .google: Self.google
        case .generic: []
        }
    }
}

extension ProviderPreset.Rule {
    fileprivate func concerns(_ grant: Grant, _ kind: KeyringKey.Kind?) -> Bool {
        grants.contains(grant) && (credential == nil || kind == nil || credential == kind)
    }
}

extension ProviderPreset.Effect {
    var setting: ProviderPreset.Setting? {
        switch self {
        case .withoutResource: .resource
        case .audienceFromResource: .audience
        case .basicEncoding: .basicEncoding
        case .assertionAudience: .assertionAudience
        case .assertionType: .assertionType
        case .clientIDWithAssertion: .clientIDWithAssertion
        case .defaultScope: .scope
        case .authorizationParameter, .note: nil
        }
    }
}

extension ProviderPreset.Application {
    /// - Returns: Whether there is something to tell.
    fileprivate mutating func apply(_ effect: ProviderPreset.Effect, resource: String) -> Bool {
        switch effect {
        case .withoutResource: change(\.sendsResource, from: true, to: false)
        case .audienceFromResource: change(\.audience, from: nil, to: resource)
        case .basicEncoding(let encoding): change(\.basicEncoding, from: .form, to: encoding)
        case .assertionAudience(let audience): change(\.assertionAudience, from: .issuer, to: audience)
        case .assertionType(let type): change(\.assertionType, from: ProfileSettings().assertionType, to: type)
        case .clientIDWithAssertion: change(\.sendsClientIDWithAssertion, from: false, to: true)
        case .defaultScope: suggestDefaultScope(of: resource)
        case .authorizationParameter, .note: true
        }
    }

    private mutating func change<Value: Equatable>(
        _ setting: WritableKeyPath<ProfileSettings, Value>, from old: Value, to new: Value
    ) -> Bool {
        guard settings[keyPath: setting] == old, old != new else { return false }
        settings[keyPath: setting] = new
        return true
    }

    /// An `api://…` that the operator gave as audience is the API's name; else the resource is. Nothing is normalized: a
    /// resource that ends in a slash gives two.
    private mutating func suggestDefaultScope(of resource: String) -> Bool {
        let name = settings.audience.flatMap { $0.hasPrefix("api://") ? $0 : nil } ?? resource
        let scope = name.hasSuffix("/.default") ? name : name + "/.default"
        guard Scopes.isToken(scope) else { return false }
        scopeSuggestion = [scope]
        return true
    }
}
