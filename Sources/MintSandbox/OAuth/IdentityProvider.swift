internal import FoundationEssentials

/// The company's identity provider: it turns a person's id token into an ID-JAG for one server (facts 18, RFC 8693).
///
/// Its clients are those of the first authorization server, with the same credentials.
struct IdentityProvider: Sendable {
    static let grantType = "oauth-id-jag+jwt"
    static let tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange"
    static let assertionTokenType = "urn:ietf:params:oauth:token-type:id-jag"
    static let identityTokenType = "urn:ietf:params:oauth:token-type:id_token"
    /// Seconds.
    static let assertionLifetime = 300

    let layout: Layout

    func token(_ form: FormBody, _ request: IncomingRequest, _ state: inout SandboxState) throws(OAuthError) -> Answer {
        guard form["grant_type"] == Self.tokenExchange else {
            throw OAuthError(.unsupportedGrantType, "only token exchange is supported here")
        }
        let authenticator = ClientAuthenticator(
            layout: layout.at(.first), issuer: layout.identityProvider, allowsPublicClients: true)
        let client = try authenticator.client(request, form, &state)
        let person = try person(form, client, state)
        try checkTarget(form, client)
        let claims = claims(for: person, form, client, now: state.now)
        guard let assertion = state.identityKey.jwt(type: Self.grantType, claims: claims) else {
            throw OAuthError(.serverError, "nothing could be signed", client: client.id)
        }
        var body: [String: JSONValue] = [
            "access_token": .string(assertion), "issued_token_type": .string(Self.assertionTokenType),
            // It is no access token (EM-2).
            "token_type": "N_A", "expires_in": .integer(Self.assertionLifetime),
        ]
        body["scope"] = claims["scope"]
        return Answer.json(.object(body)).notStored.from(client.id)
    }

    /// The id token of the form: ours, for this client, alive.
    private func person(_ form: FormBody, _ client: RegisteredClient, _ state: SandboxState) throws(OAuthError)
        -> CompactJWS
    {
        guard form["requested_token_type"] == Self.assertionTokenType else {
            throw OAuthError(.invalidRequest, "requested_token_type must be that of an ID-JAG", client: client.id)
        }
        guard form["subject_token_type"] == Self.identityTokenType, let token = form["subject_token"] else {
            throw OAuthError(.invalidRequest, "the subject token must be an id token", client: client.id)
        }
        guard let jws = CompactJWS(token), jws.type == "JWT" else {
            throw OAuthError(.invalidGrant, "the subject token is not an id token", client: client.id)
        }
        let statement = TrustedStatement(jws: jws, issuer: layout.identityProvider, key: state.identityKey.publicKey)
        try statement.check(audiences: [client.id], now: state.now)
        return jws
    }

    private func checkTarget(_ form: FormBody, _ client: RegisteredClient) throws(OAuthError) {
        guard let audience = form["audience"], Authority.allCases.contains(where: { layout.at($0).issuer == audience })
        else { throw OAuthError(.invalidTarget, "audience is no server of this company", client: client.id) }
        let resources = form.all("resource")
        guard resources.count <= 1, resources.allSatisfy(layout.resourceURIs.contains) else {
            throw OAuthError(.invalidTarget, "the resource is not one of this company's", client: client.id)
        }
    }

    private func claims(for person: CompactJWS, _ form: FormBody, _ client: RegisteredClient, now: Int)
        -> [String: JSONValue]
    {
        var claims: [String: JSONValue] = [
            "iss": .string(layout.identityProvider), "aud": .string(form["audience"] ?? ""),
            "client_id": .string(client.id), "jti": .string(UUID().uuidString.lowercased()), "iat": .integer(now),
            "exp": .integer(now + Self.assertionLifetime),
        ]
        claims["sub"] = person.claims["sub"]
        claims["auth_time"] = person.claims["auth_time"]
        claims["resource"] = form.all("resource").first.map(JSONValue.string)
        claims["scope"] = form["scope"].map(JSONValue.string)
        return claims
    }
}
