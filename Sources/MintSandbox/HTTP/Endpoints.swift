internal import HTTPTypes

/// Which handler answers at which path. Paths match exactly: a client that adds a slash is told.
struct Endpoints: Sendable {
    let layout: Layout
    let world: World

    func respond(_ request: IncomingRequest) async -> Answer {
        for authority in Authority.allCases {
            let endpoints = AuthorityEndpoints(layout: layout.at(authority), world: world)
            if let answer = await endpoints.respond(request) { return answer }
        }
        return company(request) ?? resource(request) ?? .plain("not found\n", status: .notFound)
    }

    private var metadata: Metadata { Metadata(layout: layout, world: world) }

    /// Those whom the authorization servers trust.
    private func company(_ request: IncomingRequest) -> Answer? {
        switch request.path {
        case "/idp/token": FormEndpoint(world: world).answer(request, IdentityProvider(layout: layout).token)
        case "/idp/jwks": get(request) { metadata.keys(world.update { state in [state.identityKey.publicKey] }) }
        case "/idp/.well-known/openid-configuration", "/.well-known/openid-configuration/idp":
            get(request) { metadata.identityProvider() }
        case "/platform/jwks": get(request) { metadata.keys(world.update { state in [state.platformKey.publicKey] }) }
        default: nil
        }
    }

    private func resource(_ request: IncomingRequest) -> Answer? {
        for resource in ProtectedResource.allCases {
            switch request.path {
            case resource.path: return MCPServer(layout: layout, resource: resource, world: world).respond(request)
            case ProtectedResource.wellKnown + resource.path:
                guard request.method == .get else { return .methodNotAllowed([.get]) }
                return metadata.protectedResource(resource)
            default: continue
            }
        }
        return nil
    }

    private func get(_ request: IncomingRequest, _ handler: () -> Answer) -> Answer {
        request.method == .get ? handler() : .methodNotAllowed([.get])
    }
}
