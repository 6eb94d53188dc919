/// RFC 6749 §6 with rotation: a used refresh token is dead, and one that comes back takes all of its family with it
/// (RFC 9700 §4.14.2).
struct RefreshTokenGrant: GrantRule {
    func grant(_ request: TokenRequest, _ state: inout SandboxState) throws(OAuthError) -> TokenGrant {
        let client = try request.client(for: .refreshToken)
        let authority = request.layout.authority
        let now = state.now
        guard let token = request.form["refresh_token"] else {
            throw OAuthError(.invalidRequest, "refresh_token is missing", client: client.id)
        }
        guard let standing = state[authority].refreshTokens.standing(of: token), standing.family.client == client.id
        else { throw OAuthError(.invalidGrant, "the refresh token is not one of this client's", client: client.id) }
        guard standing.isCurrent else {
            state[authority].end(family: standing.id, now: now)
            throw OAuthError(.invalidGrant, "the refresh token was used or revoked", client: client.id)
        }
        guard now < standing.family.expiry else {
            throw OAuthError(.invalidGrant, "the refresh token has expired", client: client.id)
        }
        guard standing.family.boundKey == nil || standing.family.boundKey == request.proofKey else {
            throw OAuthError(.invalidDPoPProof, "the refresh token is bound to another DPoP key", client: client.id)
        }
        let reach = try standing.family.reach.narrowed(by: request.form, client)

        var grant = TokenGrant(to: client, for: standing.family.subject, reach, request.layout, state)
        grant.authTime = standing.family.authTime
        state[authority].refreshTokens.note(grant.issued(now: now), in: standing.id, now: now)
        if client.rotatesRefreshTokens { grant.refreshToken = state[authority].refreshTokens.rotate(standing.id) }
        return grant
    }
}
