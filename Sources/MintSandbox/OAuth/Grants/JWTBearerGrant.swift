/// RFC 7523 §2.1: a statement of somebody whom this server trusts. Its type tells a person's from a workload's.
struct JWTBearerGrant: GrantRule {
    func grant(_ request: TokenRequest, _ state: inout SandboxState) throws(OAuthError) -> TokenGrant {
        guard let assertion = request.form["assertion"] else {
            throw OAuthError(.invalidRequest, "assertion is missing", client: request.client?.id)
        }
        guard let jws = CompactJWS(assertion) else {
            throw OAuthError(.invalidGrant, "the assertion is not a JWT", client: request.client?.id)
        }
        if jws.type?.lowercased() == IdentityProvider.grantType {
            return try EnterpriseGrant().grant(jws, request, state)
        }
        return try WorkloadGrant().grant(jws, request, state)
    }
}
