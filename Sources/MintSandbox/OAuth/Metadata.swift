internal import HTTPTypes

/// The documents that clients discover (RFC 8414, OIDC Discovery, RFC 9728, RFC 7517).
struct Metadata: Sendable {
    let layout: Layout
    let world: World

    /// The same document at the RFC 8414 and both OIDC places (AS-1).
    func authorizationServer() -> Answer {
        let methods = JSONValue.strings(ClientMethod.allCases.map(\.rawValue))
        let algorithms = JSONValue.strings(["ES256", "ES384", "RS256", "PS256", "EdDSA"])
        return document(
            .authorizationServer,
            [
                "issuer": .string(layout.issuer),
                "token_endpoint": .string(layout.tokenEndpoint),
                "jwks_uri": .string(layout.jwks),
                "introspection_endpoint": .string(layout.introspection),
                "revocation_endpoint": .string(layout.revocation),
                "grant_types_supported": .strings(["client_credentials"]),
                // Required by RFC 8414 §2 and meaningless without an authorization endpoint; real servers send it (facts 29).
                "response_types_supported": .array([]),
                "scopes_supported": .strings(Scope.all),
                "token_endpoint_auth_methods_supported": methods,
                "token_endpoint_auth_signing_alg_values_supported": algorithms,
                "introspection_endpoint_auth_methods_supported": methods,
                "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
                "revocation_endpoint_auth_methods_supported": methods,
                "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
                "protected_resources": .strings(layout.resourceURIs),
            ])
    }

    /// RFC 9728 §2; the scopes are the minimal set, since clients ask for all of it (PP-2).
    func protectedResource(_ resource: ProtectedResource) -> Answer {
        document(
            .protectedResource,
            [
                "resource": .string(layout.uri(of: resource)),
                "authorization_servers": .strings([layout.issuer]),
                "scopes_supported": .strings([Scope.read, Scope.call]),
                "bearer_methods_supported": .strings(["header"]),
                "resource_name": .string(resource.name),
            ])
    }

    func jwks() -> Answer {
        let keys = world.update { state in state.signingKeys.published }
        return Answer.json(["keys": .array(keys.map(\.json))]).shared
    }

    private func document(_ document: PublishedDocument, _ members: [String: JSONValue]) -> Answer {
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
