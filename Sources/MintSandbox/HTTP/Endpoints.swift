internal import HTTPTypes

/// Which handler answers at which path. Paths match exactly: a client that adds a slash is told.
struct Endpoints: Sendable {
    let layout: Layout
    let world: World

    func respond(_ request: IncomingRequest) async -> Answer {
        switch request.path {
        case "/.well-known/oauth-authorization-server/as", "/.well-known/openid-configuration/as",
            "/as/.well-known/openid-configuration":
            return get(request) { metadata.authorizationServer() }
        case "/as/jwks": return get(request) { metadata.jwks() }
        case "/as/token":
            guard request.method == .post else { return .methodNotAllowed([.post]) }
            return await server.token(request)
        case "/as/introspect": return post(request, server.introspect)
        case "/as/revoke": return post(request, server.revoke)
        default: return resource(request)
        }
    }

    private var metadata: Metadata { Metadata(layout: layout, world: world) }
    private var server: AuthorizationServer { AuthorizationServer(layout: layout, world: world) }

    private func resource(_ request: IncomingRequest) -> Answer {
        for resource in ProtectedResource.allCases {
            switch request.path {
            case resource.path: return MCPServer(layout: layout, resource: resource, world: world).respond(request)
            case ProtectedResource.wellKnown + resource.path:
                return get(request) { metadata.protectedResource(resource) }
            default: continue
            }
        }
        return .plain("not found\n", status: .notFound)
    }

    private func get(_ request: IncomingRequest, _ handler: () -> Answer) -> Answer {
        request.method == .get ? handler() : .methodNotAllowed([.get])
    }

    private func post(_ request: IncomingRequest, _ handler: (IncomingRequest) -> Answer) -> Answer {
        request.method == .post ? handler(request) : .methodNotAllowed([.post])
    }
}
