/// The identity provider's word that a person's client may come here: an ID-JAG (facts 18). It may be used again while it
/// lives (EM-6).
struct EnterpriseGrant: Sendable {
    func grant(_ jws: CompactJWS, _ request: TokenRequest, _ state: SandboxState) throws(OAuthError) -> TokenGrant {
        let client = try request.client(for: .jwtBearer)
        let layout = request.layout
        guard client.method != .none else {
            throw OAuthError(.invalidClient, "this grant needs a client that proves itself", client: client.id)
        }
        let statement = TrustedStatement(jws: jws, issuer: layout.identityProvider, key: state.identityKey.publicKey)
        try statement.check(audiences: [layout.issuer], now: state.now)
        guard jws.claims["client_id"]?.text == client.id else {
            throw OAuthError(.invalidGrant, "the assertion is another client's", client: client.id)
        }
        guard let subject = jws.claims["sub"]?.text, !subject.isEmpty else {
            throw OAuthError(.invalidGrant, "the assertion has no sub", client: client.id)
        }
        let reach = try reach(jws, request, client)
        var grant = TokenGrant(to: client, for: subject, reach, layout, state)
        grant.authTime = jws.date("auth_time")
        return grant
    }

    /// What the form asks for, within what the provider allowed (EM-4).
    private func reach(_ jws: CompactJWS, _ request: TokenRequest, _ client: RegisteredClient) throws(OAuthError)
        -> Reach
    {
        let reach = try Reach(of: request.form, for: client, request.layout)
        let allowed = jws.claims["resource"]?.text.map { [$0] } ?? jws.claims["resource"]?.texts
        guard allowed.map({ Set($0) == Set(reach.resources) }) ?? true else {
            throw OAuthError(.invalidTarget, "the resource is not that of the assertion", client: client.id)
        }
        guard let scopes = jws.claims["scope"]?.text?.split(separator: " ").map(String.init) else { return reach }
        guard request.form["scope"] != nil else {
            return reach.with(scopes: scopes.filter(client.allowedScopes.contains))
        }
        guard reach.scopes.allSatisfy(scopes.contains) else {
            throw OAuthError(.invalidScope, "the scope is wider than the assertion's", client: client.id)
        }
        return reach
    }
}
