/// A platform's word about a workload: no client id, no secret, no registration (facts 17).
struct WorkloadGrant: Sendable {
    func grant(_ jws: CompactJWS, _ request: TokenRequest, _ state: SandboxState) throws(OAuthError) -> TokenGrant {
        guard request.client == nil else {
            throw OAuthError(
                .invalidRequest, "a workload's assertion goes without client authentication", client: request.client?.id
            )
        }
        let layout = request.layout
        // Both are in use; 7523bis allows either in a grant.
        let statement = TrustedStatement(jws: jws, issuer: layout.platform, key: state.platformKey.publicKey)
        try statement.check(audiences: [layout.tokenEndpoint, layout.issuer], now: state.now)
        guard let subject = jws.claims["sub"]?.text, let client = state[layout.authority].clients.workload(subject)
        else {
            throw OAuthError(.invalidGrant, "the assertion's sub is no workload that is known here")
        }
        guard client.grants.contains(.jwtBearer) else {
            throw OAuthError(.unauthorizedClient, "this workload may not use jwt-bearer", client: client.id)
        }
        let reach = try Reach(of: request.form, for: client, layout)
        var grant = TokenGrant(to: client, for: subject, reach, layout, state)
        // A token does not outlive what it rests on (WF-8).
        grant.lifetime = min(grant.lifetime, max(1, (jws.date("exp") ?? state.now) - state.now))
        return grant
    }
}
