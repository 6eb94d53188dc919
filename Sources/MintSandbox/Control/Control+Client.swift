extension Control {
    /// Replaces what a client authenticates with: `client_secrets` (all of them are accepted) or `jwks` (public keys).
    ///
    /// An unknown `client_id` is 404, unless `method` is given: that makes the client. `method` changes a known one's too.
    /// Also: `scopes` (allowed), `default_scopes`, `token_lifetime` (seconds), `basic_encoding` (`form`, `raw`),
    /// `assertion_audience` (`issuer`, `endpoint`, `either`), `narrow_scope`, `client_credentials` (both true or false),
    /// `grants` (their registered names), `redirect_uris`, `rotate_refresh_tokens`, `dpop_bound` (both true or false),
    /// `workload_subject`; `secret_lifetime` (seconds from now on; 0 for ever); `jwks_uri` (a `client-document` that holds the
    /// keys) with `jwks_cache` (seconds); `issuer` (`as`, `as2`) says whose client.
    func client(_ command: inout ControlCommand, _ state: inout SandboxState) throws(ControlCommand.Refusal) {
        guard let id = try command.text("client_id"), !id.isEmpty, id.utf8.count <= 200 else {
            throw ControlCommand.Refusal(description: "client_id is missing")
        }
        let authority = try command.choice("issuer", Authority.self) ?? .first
        let method = try command.choice("method", ClientMethod.self)
        guard var client = state[authority].clients[id] ?? method.map({ RegisteredClient(id: id, method: $0) }) else {
            throw ControlCommand.Refusal(description: "no such client; give a method to make it", isNotFound: true)
        }
        client.method = method ?? client.method
        try replaceCredentials(of: &client, &command)
        try adjust(&client, &command)
        if let lifetime = try command.integer("secret_lifetime", 0...31_536_000) {
            client.secretExpiry = lifetime == 0 ? nil : state.now + lifetime
        }
        try adjustGrants(of: &client, &command)
        state[authority].clients[id] = client
    }

    private func replaceCredentials(of client: inout RegisteredClient, _ command: inout ControlCommand)
        throws(ControlCommand.Refusal)
    {
        if let secrets = try command.texts("client_secrets") {
            guard client.method == .basic || client.method == .post else {
                throw ControlCommand.Refusal(description: "this client is registered for \(client.method.rawValue)")
            }
            client.secrets = secrets
            client.keys = []
        }
        if let address = try command.text("jwks_uri") {
            guard client.method == .privateKeyJWT else {
                throw ControlCommand.Refusal(description: "this client is registered for a secret: give client_secrets")
            }
            (client.keysAddress, client.keysReadAt, client.secrets) = (address.isEmpty ? nil : address, nil, [])
        }
        client.keysCacheTime = try command.integer("jwks_cache", 0...86_400) ?? client.keysCacheTime
        guard let set = try command.object("jwks") else { return }
        guard client.method == .privateKeyJWT else {
            throw ControlCommand.Refusal(description: "this client is registered for a secret: give client_secrets")
        }
        guard let values = set["keys"]?.array else {
            throw ControlCommand.Refusal(description: "jwks has no keys array")
        }
        client.keys = try values.map { (value) throws(ControlCommand.Refusal) in try publicKey(value) }
        client.secrets = []
    }

    private func publicKey(_ value: JSONValue) throws(ControlCommand.Refusal) -> JSONWebKey {
        do throws(JSONWebKey.Refusal) {
            return try JSONWebKey.publicKey(value)
        } catch {
            switch error {
            case .notAnObject, .missingMember:
                throw ControlCommand.Refusal(description: "jwks holds a key that lacks members")
            case .unknownType: throw ControlCommand.Refusal(description: "jwks holds a key that is not EC, OKP or RSA")
            case .privateMember: throw ControlCommand.Refusal(description: "jwks holds private key members")
            }
        }
    }

    private func adjust(_ client: inout RegisteredClient, _ command: inout ControlCommand)
        throws(ControlCommand.Refusal)
    {
        let scopes = try command.texts("scopes")
        let defaults = try command.texts("default_scopes")
        guard ((scopes ?? []) + (defaults ?? [])).allSatisfy(Scope.all.contains) else {
            throw ControlCommand.Refusal(description: "scopes are \(Scope.all.joined(separator: ", "))")
        }
        client.allowedScopes = scopes ?? client.allowedScopes
        client.defaultScopes = (defaults ?? client.defaultScopes).filter(client.allowedScopes.contains)
        client.tokenLifetime = try command.integer("token_lifetime", 1...31_536_000) ?? client.tokenLifetime
        client.basicEncoding =
            try command.choice("basic_encoding", RegisteredClient.BasicEncoding.self) ?? client.basicEncoding
        client.assertionAudience =
            try command.choice("assertion_audience", RegisteredClient.AssertionAudience.self)
            ?? client.assertionAudience
        client.narrowsScopes = try command.bool("narrow_scope") ?? client.narrowsScopes
    }

    private func adjustGrants(of client: inout RegisteredClient, _ command: inout ControlCommand)
        throws(ControlCommand.Refusal)
    {
        if let names = try command.texts("grants") {
            let grants = names.compactMap(GrantType.init)
            guard grants.count == names.count else { throw ControlCommand.Refusal(description: "unknown grant") }
            client.grants = Set(grants)
        }
        switch try command.bool("client_credentials") {
        case true?: client.grants.insert(.clientCredentials)
        case false?: client.grants.remove(.clientCredentials)
        case nil: break
        }
        client.redirectURIs = try command.texts("redirect_uris") ?? client.redirectURIs
        client.rotatesRefreshTokens = try command.bool("rotate_refresh_tokens") ?? client.rotatesRefreshTokens
        client.requiresDPoP = try command.bool("dpop_bound") ?? client.requiresDPoP
        client.workloadSubject = try command.text("workload_subject") ?? client.workloadSubject
    }
}
