internal import Crypto
internal import HTTPTypes

/// Verifies the DPoP proof of a request (RFC 9449 §4.3, DP-2, DP-9).
struct DPoPVerifier: Sendable {
    /// Seconds by which `iat` may be off, either way (DP-1).
    static let window = 300
    /// Whose key in a proof may use what; symmetric algorithms and `none` are nobody's.
    static let algorithms = ["ES256", "ES384", "EdDSA", "RS256", "PS256"]

    enum Refusal: Error, Equatable {
        case invalid(String)
        /// The nonce to come back with.
        case needsNonce(String)
    }

    /// Without query and fragment.
    let url: String
    /// The nonces that are accepted; `nil` where none is wanted.
    let nonces: NonceSource?
    /// The token that the proof goes with; `nil` at the token endpoint.
    var accessToken: String?

    /// The thumbprint of the key that signed; `nil` where the request has no proof. A refused proof is not used up.
    func key(_ request: IncomingRequest, _ state: inout SandboxState) throws(Refusal) -> String? {
        let values = request.headers[values: .dpop]
        guard let value = values.first else { return nil }
        try check(values.count == 1, "there must be one DPoP header")
        return try key(value, method: request.method.rawValue, &state)
    }

    func key(_ value: String, method: String, _ state: inout SandboxState) throws(Refusal) -> String {
        guard let jws = CompactJWS(value) else { throw .invalid("the proof is not a JWT") }
        try check(jws.type == "dpop+jwt", "the proof's typ is not dpop+jwt")
        try check(Self.algorithms.contains(jws.algorithm), "the proof's alg is not one of ours")
        guard let member = jws.header["jwk"], let key = try? JSONWebKey.publicKey(member),
            let thumbprint = key.thumbprint
        else { throw .invalid("the proof's jwk is not a public key") }
        try check(
            key.verifies(jws.signature, over: jws.signingInput, algorithm: jws.algorithm),
            "the proof's signature is wrong")
        try check(jws.claims["htm"]?.text == method, "the proof's htm is not the method")
        try check(jws.claims["htu"]?.text == url, "the proof's htu is not the URL")
        guard let issued = jws.date("iat") else { throw .invalid("the proof has no iat") }
        try check(abs(issued - state.now) <= Self.window, "the proof's iat is too far from now")
        try checkToken(jws)
        try checkNonce(jws)
        try spend(jws, thumbprint, until: issued + Self.window + 1, &state)
        return thumbprint
    }

    private func check(_ condition: Bool, _ rule: String) throws(Refusal) {
        guard condition else { throw .invalid(rule) }
    }

    private func checkToken(_ jws: CompactJWS) throws(Refusal) {
        let expected = accessToken.map { Base64URL.encode(SHA256.hash(data: Array($0.utf8))) }
        try check(jws.claims["ath"]?.text == expected, "the proof's ath is not that of the token")
    }

    private func checkNonce(_ jws: CompactJWS) throws(Refusal) {
        guard let nonces else { return }
        guard jws.claims["nonce"]?.text.map(nonces.accepts) ?? false else { throw .needsNonce(nonces.current) }
    }

    private func spend(_ jws: CompactJWS, _ thumbprint: String, until expiry: Int, _ state: inout SandboxState)
        throws(Refusal)
    {
        guard let identifier = jws.claims["jti"]?.text, identifier.utf8.count >= 16 else {
            throw .invalid("the proof's jti is missing or can be guessed")
        }
        let now = state.now
        let isFresh = state.usedProofs.insert("\(thumbprint) \(identifier)", until: expiry, now: now)
        try check(isFresh, "the proof was used before")
    }
}

extension HTTPField.Name {
    // Tokens (RFC 9110 §5.6.2), so never `nil`; the fallback only spares a force unwrap.
    static var dpop: HTTPField.Name { HTTPField.Name("DPoP") ?? .cookie }
    static var dpopNonce: HTTPField.Name { HTTPField.Name("DPoP-Nonce") ?? .cookie }
}
