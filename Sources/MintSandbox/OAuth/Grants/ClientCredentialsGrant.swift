/// RFC 6749 §4.4: the client for itself; never with a refresh token (TK-9).
struct ClientCredentialsGrant: GrantRule {
    func grant(_ request: TokenRequest, _ state: inout SandboxState) throws(OAuthError) -> TokenGrant {
        let client = try request.client(for: .clientCredentials)
        let reach = try Reach(of: request.form, for: client, request.layout)
        return TokenGrant(to: client, for: client.id, reach, request.layout, state)
    }
}
