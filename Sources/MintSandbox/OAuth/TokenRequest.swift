/// A request at the token endpoint, once it is known who asks.
struct TokenRequest: Sendable {
    let form: FormBody
    let layout: Layout
    /// `nil` where nobody says who asks: a workload's assertion alone (WF-1).
    let client: RegisteredClient?
    /// The thumbprint of the key in the DPoP proof, where there is one.
    let proofKey: String?

    /// The client, which must be one and must be registered for the grant.
    func client(for grant: GrantType) throws(OAuthError) -> RegisteredClient {
        guard let client else { throw OAuthError(.invalidClient, "no client authentication in the request") }
        guard client.grants.contains(grant) else {
            throw OAuthError(.unauthorizedClient, "this client may not use \(grant.rawValue)", client: client.id)
        }
        return client
    }
}

/// One grant: from a form to what is to be signed.
protocol GrantRule: Sendable {
    /// - Throws: the error of RFC 6749 §5.2 or of the grant's own document; a refused request uses nothing up.
    func grant(_ request: TokenRequest, _ state: inout SandboxState) throws(OAuthError) -> TokenGrant
}

extension GrantType {
    var rule: any GrantRule {
        switch self {
        case .clientCredentials: ClientCredentialsGrant()
        case .authorizationCode: AuthorizationCodeGrant()
        case .refreshToken: RefreshTokenGrant()
        case .deviceCode: DeviceCodeGrant()
        case .jwtBearer: JWTBearerGrant()
        }
    }
}
