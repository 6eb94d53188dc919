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
            "access_token": .string(token), "token_type": claims.cnf == nil ? "Bearer" : "DPoP",
            "scope": .string(claims.scope),
            "expires_in": .integer(claims.exp - claims.iat),
        ]
        body["refresh_token"] = prepared.refreshToken.map(JSONValue.string)
        if prepared.refreshToken != nil, let login = claims.authTime {
            // Seconds until the person has to log in again (TK-12).
            body["authorization_expires_in"] = .integer(login + RefreshFamily.lifetime - claims.iat)
        }
        var answer = Answer.json(.object(body)).notStored.from(claims.clientID)
        if let nonce = prepared.nonce { answer.headers[.dpopNonce] = nonce }
        return answer
    }

    /// A token that only lacks its signature, which is made outside the lock.
    private struct PreparedToken: Sendable {
        let claims: AccessTokenClaims
        let refreshToken: String?
        /// For the next proof.
        let nonce: String?
        let key: SigningKey
    }

    private func prepare(_ form: FormBody, _ request: IncomingRequest, _ state: inout SandboxState) throws(OAuthError)
        -> PreparedToken
    {
        guard let name = form["grant_type"] else { throw OAuthError(.invalidRequest, "grant_type is missing") }
        let type = GrantType(rawValue: name)
        let proofKey = try proofKey(request, &state)
        let client = try client(for: type, form, request, &state)
        guard let type else {
            throw OAuthError(.unsupportedGrantType, "this grant is not supported here", client: client?.id)
        }
        guard proofKey != nil || !(state.dpop.isRequired || client?.requiresDPoP ?? false) else {
            throw OAuthError(.invalidDPoPProof, "a DPoP proof is required", client: client?.id)
        }
        let asked = TokenRequest(form: form, layout: layout, client: client, proofKey: proofKey)
        var grant = try type.rule.grant(asked, &state)
        grant.boundKey = proofKey
        return PreparedToken(
            claims: AccessTokenClaims(grant, issuer: layout.issuer, now: state.now), refreshToken: grant.refreshToken,
            nonce: proofKey.flatMap { _ in nextNonce(&state) }, key: state[layout.authority].signingKeys.current)
    }

    /// First of all: a client that has to come back with a nonce has used up neither code nor assertion.
    private func proofKey(_ request: IncomingRequest, _ state: inout SandboxState) throws(OAuthError) -> String? {
        let nonces = state.dpop.wantsServerNonce ? state.dpop.serverNonces : nil
        do throws(DPoPVerifier.Refusal) {
            return try DPoPVerifier(url: layout.tokenEndpoint, nonces: nonces).key(request, &state)
        } catch {
            switch error {
            case .invalid(let rule): throw OAuthError(.invalidDPoPProof, rule)
            case .needsNonce(let nonce):
                var refusal = OAuthError(.useDPoPNonce, "the proof needs this server's nonce")
                refusal.nonce = nonce
                throw refusal
            }
        }
    }

    private func nextNonce(_ state: inout SandboxState) -> String? {
        guard state.dpop.wantsServerNonce else { return nil }
        if state.dpop.renewsNonces { state.dpop.serverNonces.renew() }
        return state.dpop.serverNonces.current
    }

    /// `nil` for a workload that lets its assertion speak for it.
    private func client(
        for type: GrantType?, _ form: FormBody, _ request: IncomingRequest, _ state: inout SandboxState
    ) throws(OAuthError) -> RegisteredClient? {
        if type == .jwtBearer, !ClientAuthenticator.isNamed(request, form) { return nil }
        return try ClientAuthenticator(layout: layout, allowsPublicClients: true).client(request, form, &state)
    }
}
