internal import JWTKit

/// The claims of RFC 9068 §2.2.
struct AccessTokenClaims: JWTPayload {
    let iss: String
    let sub: String
    let clientID: String
    let aud: AudienceClaim
    let scope: String
    let iat: Int
    let exp: Int
    let jti: String
    /// Only where a person stands behind the token (§2.2.1).
    let authTime: Int?
    /// The thumbprint of the key that the token is bound to, as `jkt` (RFC 9449 §6.1).
    let cnf: [String: String]?

    enum CodingKeys: String, CodingKey {
        case iss, sub, aud, scope, iat, exp, jti, cnf
        case clientID = "client_id"
        case authTime = "auth_time"
    }

    init(_ grant: TokenGrant, issuer: String, now: Int) {
        iss = issuer
        sub = grant.subject
        clientID = grant.client
        aud = AudienceClaim(value: grant.audience)
        scope = grant.scopes.joined(separator: " ")
        iat = now
        exp = now + grant.lifetime
        jti = grant.identifier
        authTime = grant.authTime
        cnf = grant.boundKey.map { ["jkt": $0] }
    }

    /// Nothing here: whoever receives the token verifies it with ``AccessTokenVerifier``, without this library.
    func verify(using algorithm: some JWTAlgorithm) async throws {}

    /// The token itself, typed `at+jwt`.
    func signed(by key: SigningKey) async throws -> String {
        let identifier = JWKIdentifier(string: key.publicKey.kid ?? "")
        let keys = JWTKeyCollection()
        await keys.add(ecdsa: try ES256PrivateKey(backing: key.privateKey), kid: identifier)
        return try await keys.sign(self, kid: identifier, header: ["typ": "at+jwt"])
    }
}
