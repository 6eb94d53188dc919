internal import HTTPTypes

/// The paths of one authorization server. Paths match exactly: a client that adds a slash is told.
struct AuthorityEndpoints: Sendable {
    let layout: Layout
    let world: World

    /// `nil` for a path that is not one of this server's.
    func respond(_ request: IncomingRequest) async -> Answer? {
        let root = layout.authority.path
        if ["/.well-known/oauth-authorization-server" + root, "/.well-known/openid-configuration" + root]
            .contains(request.path)
        {
            return get(request) { metadata.authorizationServer() }
        }
        guard request.path.hasPrefix(root + "/") else { return nil }
        let forms = FormEndpoint(world: world)
        switch request.path.dropFirst(root.count) {
        case "/.well-known/openid-configuration": return get(request) { metadata.authorizationServer() }
        case "/jwks": return get(request) { metadata.jwks() }
        case "/token":
            guard request.method == .post else { return .methodNotAllowed([.post]) }
            return await TokenEndpoint(layout: layout, world: world).respond(request)
        case "/introspect": return forms.answer(request, AuthorizationServer(layout: layout).introspect)
        case "/revoke": return forms.answer(request, AuthorizationServer(layout: layout).revoke)
        case "/authorize": return AuthorizationEndpoint(layout: layout, world: world).respond(request)
        case "/device_authorization": return forms.answer(request, device.start)
        case "/device": return device.page(request)
        case "/register": return registration.respond(request, nil)
        case let path where path.hasPrefix("/register/"):
            return registration.respond(request, String(path.dropFirst("/register/".count)))
        default: return nil
        }
    }

    private var metadata: Metadata { Metadata(layout: layout, world: world) }
    private var registration: RegistrationEndpoint { RegistrationEndpoint(layout: layout, world: world) }
    private var device: DeviceEndpoint { DeviceEndpoint(layout: layout, world: world) }

    private func get(_ request: IncomingRequest, _ handler: () -> Answer) -> Answer {
        request.method == .get ? handler() : .methodNotAllowed([.get])
    }
}
