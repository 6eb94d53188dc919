/// A person's login that has just come to its tokens, by whichever way.
struct Login: Sendable {
    let client: RegisteredClient
    let subject: String
    /// Seconds since the epoch.
    let authTime: Int
    let request: TokenRequest
    let reach: Reach

    /// An access token, and the first refresh token where the client may refresh.
    func grant(_ state: inout SandboxState) -> (grant: TokenGrant, family: RefreshTokens.FamilyID?) {
        var grant = TokenGrant(to: client, for: subject, reach, request.layout, state)
        grant.authTime = authTime
        guard client.grants.contains(.refreshToken) else { return (grant, nil) }
        let now = state.now
        let boundKey = client.method == .none ? request.proofKey : nil
        let family = RefreshFamily(
            client: client.id, subject: subject, reach: reach, authTime: authTime, boundKey: boundKey)
        let (token, id) = state[request.layout.authority].refreshTokens.open(family)
        state[request.layout.authority].refreshTokens.note(grant.issued(now: now), in: id, now: now)
        grant.refreshToken = token
        return (grant, id)
    }
}
