internal import HTTPTypes

/// What can be asked about tokens that are out, and done to them.
struct AuthorizationServer: Sendable {
    let layout: Layout

    /// RFC 7662: any client that proves itself may ask about any token; an inactive one gets `active` alone (IN-2).
    func introspect(_ form: FormBody, _ request: IncomingRequest, _ state: inout SandboxState) throws(OAuthError)
        -> Answer
    {
        let client = try ClientAuthenticator(layout: layout).client(request, form, &state)
        guard let text = form["token"] else {
            throw OAuthError(.invalidRequest, "token is missing", client: client.id)
        }
        let description: JSONValue
        if let token = try? AccessTokenVerifier(layout: layout).token(text, state) {
            description = self.description(of: token)
        } else if let standing = state[layout.authority].refreshTokens.standing(of: text), standing.isCurrent,
            standing.family.expiry > state.now
        {
            description = self.description(of: standing.family)
        } else {
            description = ["active": .bool(false)]
        }
        return Answer.json(description).from(client.id)
    }

    /// RFC 7009: success too for a token that is not one (RV-2); another client's token is refused (§2.1).
    func revoke(_ form: FormBody, _ request: IncomingRequest, _ state: inout SandboxState) throws(OAuthError) -> Answer
    {
        let client = try ClientAuthenticator(layout: layout, allowsPublicClients: true).client(request, form, &state)
        guard let text = form["token"] else {
            throw OAuthError(.invalidRequest, "token is missing", client: client.id)
        }
        let now = state.now
        if let token = try? AccessTokenVerifier(layout: layout).token(text, state) {
            try check(token.client, client)
            _ = state[layout.authority].revokedTokens.insert(token.identifier, until: token.expiry, now: now)
        } else if let standing = state[layout.authority].refreshTokens.standing(of: text) {
            try check(standing.family.client, client)
            state[layout.authority].end(family: standing.id, now: now)
        }
        return Answer(status: .ok).from(client.id)
    }

    private func check(_ owner: String, _ client: RegisteredClient) throws(OAuthError) {
        guard owner == client.id else {
            throw OAuthError(.invalidGrant, "the token is another client's", client: client.id)
        }
    }

    private func description(of token: AccessTokenVerifier.Token) -> JSONValue {
        var members: [String: JSONValue] = [
            "active": .bool(true), "client_id": .string(token.client), "sub": .string(token.subject),
            "iss": .string(layout.issuer), "scope": .string(token.scopes.joined(separator: " ")),
            "aud": Self.audience(token.audience), "iat": .integer(token.issued), "exp": .integer(token.expiry),
            "jti": .string(token.identifier), "token_type": token.boundKey == nil ? "Bearer" : "DPoP",
        ]
        members["cnf"] = token.boundKey.map { ["jkt": .string($0)] }
        return .object(members)
    }

    private func description(of family: RefreshFamily) -> JSONValue {
        [
            "active": .bool(true), "client_id": .string(family.client), "sub": .string(family.subject),
            "iss": .string(layout.issuer), "scope": .string(family.reach.scopes.joined(separator: " ")),
            "aud": Self.audience(family.reach.audience(layout)), "iat": .integer(family.authTime),
            "exp": .integer(family.expiry),
        ]
    }

    private static func audience(_ audience: [String]) -> JSONValue {
        audience.count == 1 ? .string(audience[0]) : .strings(audience)
    }
}
