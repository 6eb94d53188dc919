/// What a client says about itself (RFC 7591 §2), in a registration or in a document of its own.
struct ClientMetadata: Sendable, Equatable {
    enum Refusal: Error, Equatable {
        case redirect(String)
        case metadata(String)
    }

    /// The members that are known here, as they were given; all others are ignored, as §2 says.
    let members: [String: JSONValue]

    private static let known: Set<String> = [
        "redirect_uris", "token_endpoint_auth_method", "grant_types", "response_types", "client_name", "client_uri",
        "logo_uri", "scope", "contacts", "tos_uri", "policy_uri", "jwks", "jwks_uri", "software_id", "software_version",
        "application_type", "dpop_bound_access_tokens",
    ]

    init(_ object: [String: JSONValue]) {
        members = object.filter { Self.known.contains($0.key) && $0.value != .null }
    }

    /// The client that this describes, without a secret.
    func client(id: String, defaultMethod: ClientMethod) throws(Refusal) -> RegisteredClient {
        let method = try choice("token_endpoint_auth_method", ClientMethod.self) ?? defaultMethod
        var client = RegisteredClient(id: id, method: method)
        client.grants = try grants()
        client.keys = try keys(for: method)
        client.redirectURIs = try redirects(for: client.grants)
        client.requiresDPoP = members["dpop_bound_access_tokens"] == .bool(true)
        if let scope = try text("scope") {
            let scopes = scope.split(separator: " ").map(String.init)
            try check(scopes.allSatisfy(Scope.all.contains), "scope names one that is unknown here")
            client.allowedScopes = scopes
            client.defaultScopes = client.defaultScopes.filter(scopes.contains)
        }
        return client
    }

    private func grants() throws(Refusal) -> Set<GrantType> {
        let names = try texts("grant_types") ?? [GrantType.authorizationCode.rawValue]
        let grants = names.compactMap(GrantType.init)
        try check(grants.count == names.count, "grant_types names one that is not supported here")
        let types = try texts("response_types") ?? ["code"]
        try check(types.allSatisfy { $0 == "code" }, "response_types may only be code")
        return Set(grants)
    }

    private func keys(for method: ClientMethod) throws(Refusal) -> [JSONWebKey] {
        // Never both (REG-9); nothing is fetched from elsewhere.
        try check(members["jwks_uri"] == nil, "jwks_uri is not fetched here: give jwks")
        guard method == .privateKeyJWT else { return [] }
        let values = members["jwks"]?["keys"]?.array ?? []
        let keys = values.compactMap { try? JSONWebKey.publicKey($0) }
        try check(!keys.isEmpty && keys.count == values.count, "jwks must hold public keys, and at least one")
        return keys
    }

    /// Loopback redirects are for native clients; who says nothing is a web client (REG-2).
    private func redirects(for grants: Set<GrantType>) throws(Refusal) -> [String] {
        let type = try text("application_type") ?? "web"
        try check(["web", "native"].contains(type), "application_type must be web or native")
        let redirects = try texts("redirect_uris") ?? []
        guard !grants.contains(.authorizationCode) || !redirects.isEmpty else {
            throw .redirect("redirect_uris are missing")
        }
        for uri in redirects {
            guard let address = WebAddress(uri), address.isHTTPS || (address.isLoopback && type == "native") else {
                throw .redirect("a redirect URI must be https, or http on loopback for application_type native")
            }
        }
        return redirects
    }

    private func check(_ condition: Bool, _ rule: String) throws(Refusal) {
        guard condition else { throw .metadata(rule) }
    }

    private func text(_ name: String) throws(Refusal) -> String? {
        guard let value = members[name] else { return nil }
        guard let text = value.text else { throw .metadata("\(name) must be a string") }
        return text
    }

    private func texts(_ name: String) throws(Refusal) -> [String]? {
        guard let value = members[name] else { return nil }
        guard let texts = value.texts else { throw .metadata("\(name) must be an array of strings") }
        return texts
    }

    private func choice<Choice: RawRepresentable<String>>(_ name: String, _: Choice.Type) throws(Refusal) -> Choice? {
        guard let text = try text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else { throw .metadata("\(name) is not supported here") }
        return choice
    }
}
