internal import HTTPTypes

/// The documents that clients discover (RFC 8414, OIDC Discovery, RFC 9728, RFC 7517).
struct Metadata: Sendable {
    let layout: Layout
    let world: World

    /// The same document at the RFC 8414 and both OIDC places (AS-1).
    func authorizationServer() -> Answer {
        document(layout.authority.document, endpoints.merging(authentication) { $1 }.merging(abilities) { $1 })
    }

    private var endpoints: [String: JSONValue] {
        [
            "issuer": .string(layout.issuer),
            "authorization_endpoint": .string(layout.authorizationEndpoint),
            "token_endpoint": .string(layout.tokenEndpoint),
            "device_authorization_endpoint": .string(layout.deviceEndpoint),
            "jwks_uri": .string(layout.jwks),
            "introspection_endpoint": .string(layout.introspection),
            "revocation_endpoint": .string(layout.revocation),
            "registration_endpoint": .string(layout.registration),
        ]
    }

    private var authentication: [String: JSONValue] {
        let proving = JSONValue.strings(ClientMethod.allCases.filter { $0 != .none }.map(\.rawValue))
        let all = JSONValue.strings(ClientMethod.allCases.map(\.rawValue))
        let algorithms = JSONValue.strings(["ES256", "ES384", "RS256", "PS256", "EdDSA"])
        return [
            "token_endpoint_auth_methods_supported": all,
            "token_endpoint_auth_signing_alg_values_supported": algorithms,
            "introspection_endpoint_auth_methods_supported": proving,
            "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
            "revocation_endpoint_auth_methods_supported": all,
            "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
        ]
    }

    private var abilities: [String: JSONValue] {
        [
            "grant_types_supported": .strings(GrantType.allCases.map(\.rawValue)),
            "authorization_grant_profiles_supported": .strings(["urn:ietf:params:oauth:grant-profile:id-jag"]),
            "response_types_supported": .strings(["code"]),
            "code_challenge_methods_supported": .strings(["S256"]),
            "client_id_metadata_document_supported": .bool(true),
            "authorization_response_iss_parameter_supported": .bool(true),
            "scopes_supported": .strings(Scope.all),
            "dpop_signing_alg_values_supported": .strings(DPoPVerifier.algorithms),
            "protected_resources": .strings(layout.resourceURIs),
        ]
    }

    func identityProvider() -> Answer {
        Answer.json([
            "issuer": .string(layout.identityProvider), "token_endpoint": .string(layout.identityProvider + "/token"),
            "jwks_uri": .string(layout.identityProvider + "/jwks"),
            "grant_types_supported": .strings([IdentityProvider.tokenExchange]),
            "token_endpoint_auth_methods_supported": .strings(ClientMethod.allCases.map(\.rawValue)),
        ]).shared
    }

    func jwks() -> Answer {
        keys(world.update { state in state[layout.authority].signingKeys.published })
    }

    func keys(_ keys: [JSONWebKey]) -> Answer {
        Answer.json(["keys": .array(keys.map(\.json))]).shared
    }

    func document(_ document: PublishedDocument, _ members: [String: JSONValue]) -> Answer {
        let overrides = world.update { state in state.metadataOverrides[document] ?? [:] }
        let merged = members.merging(overrides) { _, override in override }.filter { $0.value != .null }
        return Answer.json(.object(merged)).shared
    }
}

extension Answer {
    /// For anyone, and asked for anew each time: a drift that was just set must show (PP-3).
    fileprivate var shared: Answer {
        with(.cacheControl, "no-cache").with(.accessControlAllowOrigin, "*")
    }
}
