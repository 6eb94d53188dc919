/// Verifies access tokens as RFC 9068 §4 says: at the protected servers, at introspection and at revocation.
struct AccessTokenVerifier: Sendable {
    struct Token: Sendable, Equatable {
        let client: String
        let subject: String
        let scopes: [String]
        let audience: [String]
        let issued: Int
        let expiry: Int
        let identifier: String
        /// The thumbprint of the key that the token is bound to (RFC 9449 §6.1).
        let boundKey: String?
        let authority: Authority
    }

    enum Refusal: Error, Equatable {
        case malformed
        case wrongType
        case badSignature
        case wrongIssuer
        case expired
        case revoked
    }

    let layout: Layout

    func token(_ text: String, _ state: SandboxState) throws(Refusal) -> Token {
        guard let jws = CompactJWS(text) else { throw .malformed }
        guard ["at+jwt", "application/at+jwt"].contains(jws.type?.lowercased()) else { throw .wrongType }
        guard jws.algorithm == "ES256",
            let key = state[layout.authority].signingKeys.published.first(where: { $0.kid == jws.keyID }),
            key.verifies(jws.signature, over: jws.signingInput, algorithm: jws.algorithm)
        else { throw .badSignature }
        guard jws.claims["iss"]?.text == layout.issuer else { throw .wrongIssuer }
        guard let client = jws.claims["client_id"]?.text, let subject = jws.claims["sub"]?.text,
            let identifier = jws.claims["jti"]?.text,
            let issued = jws.date("iat"), let expiry = jws.date("exp")
        else { throw .malformed }
        guard expiry > state.now else { throw .expired }
        guard !state[layout.authority].revokedTokens.contains(identifier) else { throw .revoked }
        // Nothing is left of a client that is no more (RFC 7592 §2.3).
        guard state.client(client, at: layout.authority) != nil else { throw .revoked }
        let scopes = jws.claims["scope"]?.text?.split(separator: " ").map(String.init) ?? []
        return Token(
            client: client, subject: subject, scopes: scopes, audience: jws.audience, issued: issued, expiry: expiry,
            identifier: identifier, boundKey: jws.claims["cnf"]?["jkt"]?.text, authority: layout.authority)
    }
}
