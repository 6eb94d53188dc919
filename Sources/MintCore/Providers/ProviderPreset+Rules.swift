extension ProviderPreset {
    private static let machine: Set<Grant> = [.clientCredentials]
    private static let people: Set<Grant> = [.authorizationCode, .deviceCode]
    private static let all: Set<Grant> = [.clientCredentials, .authorizationCode, .deviceCode, .jwtBearer, .enterprise]

    private static func rule(
        _ effect: Effect, _ confidence: Confidence, _ grants: Set<Grant>, about credential: KeyringKey.Kind? = nil,
        _ words: String
    ) -> Rule {
        Rule(effect: effect, confidence: confidence, grants: grants, credential: credential, words: words)
    }

    // MARK: - Entra ID

    /// Whether the older endpoint is meant, which wants `resource` and no scope.
    var isEntraV1: Bool {
        if let path = tokenEndpoint?.path { return path.hasSuffix("/oauth2/token") }
        return issuer?.host == "sts.windows.net" || issuer?.host == "sts.chinacloudapi.cn"
    }

    /// Whether the path names no tenant but a group of them.
    var isEntraWithoutTenant: Bool {
        let tenant = (tokenEndpoint ?? issuer)?.path.split(separator: "/").first.map { $0.lowercased() }
        return ["common", "organizations", "consumers"].contains(tenant)
    }

    /// Sources: Microsoft identity platform, client credentials flow; certificate credentials. `resource`: peers G6, G7.
    static let entra: [Rule] = [
        rule(
            .withoutResource, .unverified, all,
            "no `resource` is sent: the v2.0 endpoint answers AADSTS9010010 or AADSTS901002 to it (--no-resource)"),
        rule(
            .defaultScope, .documented, machine,
            "the scope is the API's Application ID URI with /.default; where that is api://…, name it: "
                + "--scope api://…/.default"),
        rule(
            .assertionAudience(.endpoint), .documented, all, about: .privateKey,
            "assertions are addressed to the token endpoint (--assertion-audience endpoint)"),
        rule(
            .assertionType("JWT"), .documented, all, about: .privateKey,
            "assertions have the type JWT (--assertion-type)"),
        rule(
            .clientIDWithAssertion, .documented, machine, about: .privateKey, "client_id goes beside the assertion"),
        rule(
            .note, .documented, all, about: .privateKey,
            "a signed assertion must carry the thumbprint of a registered certificate (x5t#S256, PS256); "
                + "a bare key is not enough, and mintmark sends no thumbprint: use a client secret"),
        rule(
            .note, .unverified, people,
            "a refresh token comes only with the scope offline_access"),
    ]

    static let entraTenant: [Rule] = [
        rule(
            .note, .documented, machine,
            "client credentials need the tenant's own address, not common or organizations: --issuer or "
                + "--token-endpoint"
        )
    ]

    static let entraV1: [Rule] = [
        rule(
            .note, .unverified, all,
            "this is the v1 endpoint: it wants `resource` (the API's Application ID URI) and no scope; "
                + "/oauth2/v2.0/token is the newer one"),
        rule(
            .assertionAudience(.endpoint), .unverified, all, about: .privateKey,
            "assertions are addressed to the token endpoint"),
        rule(
            .assertionType("JWT"), .documented, all, about: .privateKey,
            "assertions have the type JWT (--assertion-type)"),
    ]

    // MARK: - Auth0

    /// Sources: Auth0 support, "Client Credentials Grant Requires audience Parameter"; peers G5.
    static let auth0: [Rule] = [
        rule(
            .audienceFromResource, .documented, machine.union(people),
            "audience={resource} goes along: Auth0 names the API so; where its identifier is another, --audience A"),
        rule(
            .note, .unverified, all, about: .clientSecret,
            "basic or post is a setting of the application; after invalid_client or access_denied try the other "
                + "--auth-method"),
        rule(
            .note, .unverified, all, about: .privateKey,
            "an assertion may live 300 s at most and is good for one request"),
    ]

    // MARK: - Okta

    /// Whether this is the organization's own authorization server and not a custom one under `/oauth2/…`.
    var isOktaOrganization: Bool {
        if let issuer { return issuer.path.withoutFinalSlash.isEmpty }
        return tokenEndpoint?.path == "/oauth2/v1/token"
    }

    /// Sources: Okta, "Implement authorization by grant type" (client credentials); "Build a JWT for client
    /// authentication"; peers G2.
    static let okta: [Rule] = [
        rule(
            .note, .documented, machine,
            "Okta wants at least one scope of the authorization server to be named (--scope); openid is not for "
                + "machines"
        ),
        rule(
            .assertionAudience(.endpoint), .documented, all, about: .privateKey,
            "assertions are addressed to the token endpoint (--assertion-audience endpoint)"),
        rule(
            .assertionType("JWT"), .unverified, all, about: .privateKey,
            "assertions have the type JWT (--assertion-type)"),
    ]

    /// Source: Okta support, "Client Credentials requests to the Org Authorization Server …".
    static let oktaOrganization: [Rule] = [
        rule(
            .note, .documented, machine,
            "this is Okta's organization server: it takes only private_key_jwt, and grants only okta.* scopes; "
                + "for your own API use a custom one: --issuer https://…/oauth2/default")
    ]

    // MARK: - Keycloak

    /// Sources: Keycloak, Server Administration (service accounts, audience mapper); peers G1, G8; facts JA-3, RES-8.
    static let keycloak: [Rule] = [
        rule(
            .note, .documented, machine,
            "the client needs \"Service accounts roles\" switched on (Capability config, with Client authentication)"),
        rule(
            .note, .documented, all,
            "the token says `aud` {resource} only with an audience mapper: Client scopes → the client's -dedicated "
                + "scope → "
                + "Add mapper → By configuration → Audience → Included Custom Audience {resource}"),
        rule(
            .note, .unverified, all, about: .privateKey,
            "assertions are addressed to the realm's issuer; Keycloak before 26 may want --assertion-audience "
                + "endpoint"),
        rule(
            .note, .unverified, all,
            "`resource` is ignored unless the resource-indicator feature is on, which answers invalid_target"),
    ]

    // MARK: - Cognito

    /// Sources: Amazon Cognito Developer Guide (token endpoint; scopes, M2M and resource servers); peers G10.
    static let cognito: [Rule] = [
        rule(
            .basicEncoding(.raw), .documented, all, about: .clientSecret,
            "id and secret go into the Basic header as they are (--basic-encoding raw)"),
        rule(
            .withoutResource, .unverified, machine,
            "no `resource` is sent: the scopes name the resource server (--no-resource)"),
        rule(
            .note, .documented, machine,
            "scopes are written RESOURCE-SERVER/SCOPE, and the app client must be allowed them"),
        rule(
            .note, .documented, all, about: .privateKey,
            "the token endpoint takes a client secret only (basic or post); a key will be refused"),
        rule(
            .note, .unverified, machine,
            "access tokens of machines have no `aud`: the server must go by client_id and scope"),
    ]

    // MARK: - Google

    /// Sources: Google's guides to OAuth 2.0 as quoted by others; peers G12. None was read in the original.
    static let google: [Rule] = [
        rule(
            .note, .unverified, machine,
            "Google has no client credentials grant: a service account signs an assertion for itself (--grant "
                + "jwt-bearer)"
        ),
        rule(
            .withoutResource, .unverified, all, "no `resource` is sent: the scopes name the API (--no-resource)"),
        rule(
            .assertionAudience(.endpoint), .unverified, [.jwtBearer],
            "assertions are addressed to https://oauth2.googleapis.com/token"),
        rule(.assertionType("JWT"), .unverified, [.jwtBearer], "assertions have the type JWT"),
        rule(
            .authorizationParameter(.init(name: "access_type", value: "offline")), .unverified, [.authorizationCode],
            "access_type=offline goes along: without it there is no refresh token"),
        rule(
            .authorizationParameter(.init(name: "prompt", value: "consent")), .unverified, [.authorizationCode],
            "prompt=consent goes along: a refresh token comes only with a new consent"),
        rule(
            .note, .unverified, people,
            "while the app's publishing status is Testing, a refresh token ends after 7 days"),
    ]
}
