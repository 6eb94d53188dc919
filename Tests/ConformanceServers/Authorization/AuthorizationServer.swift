internal import HTTPTypes
internal import MintCore

/// An authorization server that says yes to everybody at once, and watches how it is asked.
final class AuthorizationServer: Site {
    let run: Run
    let settings: AuthorizationSettings
    let ledger: TokenLedger?
    private let role: Role
    let state = Shared(State())

    /// What the last authorization request left behind.
    struct State: Sendable {
        var scopes: [String] = []
        var challenge: String?
    }

    /// - Parameter ledger: Where issued tokens are noted with their scopes, if anybody wants to know.
    init(
        _ run: Run, role: Role = .authorization, ledger: TokenLedger? = nil,
        _ settings: AuthorizationSettings = AuthorizationSettings()
    ) {
        self.run = run
        self.role = role
        self.ledger = ledger
        self.settings = settings
    }

    var origin: String { run.origin(of: role) }
    var issuer: String { settings.issuer() ?? origin + settings.routePrefix }

    func endpoint(_ name: String) -> String { origin + settings.routePrefix + "/" + name }

    func respond(to request: Incoming) async -> Answer? {
        let routes = settings.routePrefix
        switch (request.method, request.path) {
        case (.get, settings.metadataPath):
            run.record("authorization-server-metadata", .success)
            return .json(.object(metadata))
        case (.get, routes + "/authorize"): return authorize(request)
        case (.post, routes + "/token"): return token(request)
        case (.post, routes + "/register"): return register(request)
        default: return nil
        }
    }

    private var metadata: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "issuer": .string(issuer),
            "authorization_endpoint": .string(endpoint("authorize")),
            "token_endpoint": .string(endpoint("token")),
            "response_types_supported": ["code"],
            "grant_types_supported": .texts(settings.grantTypes),
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": .texts(settings.methods),
        ]
        if settings.offersRegistration { members["registration_endpoint"] = .string(endpoint("register")) }
        members["authorization_response_iss_parameter_supported"] = settings.promisesIssuer.map(JSONValue.bool)
        members["token_endpoint_auth_signing_alg_values_supported"] = settings.signingAlgorithms.map(JSONValue.texts)
        members["scopes_supported"] = settings.scopesSupported.map(JSONValue.texts)
        members["client_id_metadata_document_supported"] = settings.takesMetadataDocuments.map(JSONValue.bool)
        if settings.boundTokens != nil { members["dpop_signing_alg_values_supported"] = ["ES256"] }
        if settings.isOpenID {
            members["jwks_uri"] = .string(origin + "/.well-known/jwks.json")
            members["subject_types_supported"] = ["public"]
            members["id_token_signing_alg_values_supported"] = ["RS256"]
        }
        return members
    }
}

extension JSONValue {
    static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}
