/// A JWT by somebody else whom this server believes, once it is checked (RFC 7523 §3).
struct TrustedStatement: Sendable {
    /// Seconds by which clocks may differ.
    static let tolerance = 5

    let jws: CompactJWS
    let issuer: String
    let key: JSONWebKey

    /// - Throws: `invalid_grant`, with the rule that was broken (WF-9).
    func check(audiences: [String], now: Int) throws(OAuthError) {
        try check(jws.claims["iss"]?.text == issuer, "its iss is nobody whom this server believes")
        try check(
            key.verifies(jws.signature, over: jws.signingInput, algorithm: jws.algorithm), "its signature is wrong")
        try check(jws.audience.contains(where: audiences.contains), "its aud is not this server")
        guard let expiry = jws.date("exp") else { throw OAuthError(.invalidGrant, "the assertion: it has no exp") }
        try check(expiry > now - Self.tolerance, "it has expired")
        try check(jws.claims["nbf"] == nil || (jws.date("nbf") ?? .max) <= now + Self.tolerance, "it is not valid yet")
        try check((jws.date("iat") ?? now) <= now + Self.tolerance, "its iat is in the future")
    }

    private func check(_ condition: Bool, _ rule: String) throws(OAuthError) {
        guard condition else { throw OAuthError(.invalidGrant, "the assertion: \(rule)") }
    }
}
