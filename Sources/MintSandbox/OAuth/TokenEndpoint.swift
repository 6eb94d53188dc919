internal import HTTPTypes

/// RFC 6749 §3.2: who asks, by which grant, and the token that comes of it.
struct TokenEndpoint: Sendable {
    let layout: Layout
    let world: World

    func respond(_ request: IncomingRequest) async -> Answer {
        let prepared: PreparedToken
        do {
            let form = try FormEndpoint.form(of: request)
            prepared = try world.update { (state: inout SandboxState) throws(OAuthError) -> PreparedToken in
                try prepare(form, request, &state)
            }
        } catch {
            return error.answer
        }
        let claims = prepared.claims
        guard let token = try? await claims.signed(by: prepared.key) else {
            return OAuthError(.serverError, "nothing could be signed", client: claims.clientID).answer
        }
        var body: [String: JSONValue] = [
            "access_token": .string(token), "token_type": "Bearer", "scope": .string(claims.scope),
            "expires_in": .integer(claims.exp - claims.iat),
        ]
        body["refresh_token"] = prepared.refreshToken.map(JSONValue.string)
        return Answer.json(.object(body)).notStored.from(claims.clientID)
    }

    /// A token that only lacks its signature, which is made outside the lock.
    private struct PreparedToken: Sendable {
        let claims: AccessTokenClaims
        let refreshToken: String?
        let key: SigningKey
    }

    private func prepare(_ form: FormBody, _ request: IncomingRequest, _ state: inout SandboxState) throws(OAuthError)
        -> PreparedToken
    {
        guard let name = form["grant_type"] else { throw OAuthError(.invalidRequest, "grant_type is missing") }
        let type = GrantType(rawValue: name)
        let client = try client(for: type, form, request, &state)
        guard let type else {
            throw OAuthError(.unsupportedGrantType, "this grant is not supported here", client: client?.id)
        }
        let asked = TokenRequest(form: form, layout: layout, client: client, proofKey: nil)
        let grant = try type.rule.grant(asked, &state)
        return PreparedToken(
            claims: AccessTokenClaims(grant, issuer: layout.issuer, now: state.now), refreshToken: grant.refreshToken,
            key: state[layout.authority].signingKeys.current)
    }

    /// `nil` for a workload that lets its assertion speak for it.
    private func client(
        for type: GrantType?, _ form: FormBody, _ request: IncomingRequest, _ state: inout SandboxState
    ) throws(OAuthError) -> RegisteredClient? {
        if type == .jwtBearer, !ClientAuthenticator.isNamed(request, form) { return nil }
        return try ClientAuthenticator(layout: layout, allowsPublicClients: true).client(request, form, &state)
    }
}
