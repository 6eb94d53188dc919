/// RFC 6749 §4.1.3 with PKCE (RFC 7636 §4.6): a code serves once, for the client, the redirect and the verifier that
/// belong to it.
struct AuthorizationCodeGrant: GrantRule {
    func grant(_ request: TokenRequest, _ state: inout SandboxState) throws(OAuthError) -> TokenGrant {
        let client = try request.client(for: .authorizationCode)
        guard let name = request.form["code"] else {
            throw OAuthError(.invalidRequest, "code is missing", client: client.id)
        }
        guard let code = state[request.layout.authority].codes[name], code.request.client == client.id else {
            throw OAuthError(.invalidGrant, "the code is not one of this client's", client: client.id)
        }
        guard !code.isUsed else {
            takeBack(code, at: request.layout.authority, &state)
            throw OAuthError(.invalidGrant, "the code was used before", client: client.id)
        }
        try check(code, request, client, now: state.now)

        let login = Login(
            client: client, subject: code.subject, authTime: code.issued, request: request, reach: code.request.reach)
        let (grant, family) = login.grant(&state)
        var used = code
        used.family = family
        used.token = grant.issued(now: state.now)
        state[request.layout.authority].codes[name] = used
        return grant
    }

    private func check(_ code: AuthorizationCode, _ request: TokenRequest, _ client: RegisteredClient, now: Int)
        throws(OAuthError)
    {
        guard now < code.issued + AuthorizationCode.lifetime else {
            throw OAuthError(.invalidGrant, "the code has expired", client: client.id)
        }
        guard request.form["redirect_uri"] == code.request.redirectURI else {
            throw OAuthError(.invalidGrant, "redirect_uri is not that of the authorization request", client: client.id)
        }
        guard let verifier = request.form["code_verifier"] else {
            throw OAuthError(.invalidRequest, "code_verifier is missing", client: client.id)
        }
        guard CodeChallenge(of: verifier) == code.request.challenge else {
            throw OAuthError(.invalidGrant, "code_verifier does not fit the challenge", client: client.id)
        }
        guard code.request.proofKey == nil || code.request.proofKey == request.proofKey else {
            throw OAuthError(.invalidGrant, "the code is bound to another DPoP key", client: client.id)
        }
        try code.request.reach.checkResources(of: request.form, client)
    }

    private func takeBack(_ code: AuthorizationCode, at authority: Authority, _ state: inout SandboxState) {
        if let family = code.family { state[authority].end(family: family, now: state.now) }
        if let token = code.token {
            _ = state[authority].revokedTokens.insert(token.identifier, until: token.expiry, now: state.now)
        }
    }
}
