import Crypto
public import HTTPTypes

/// A proof of possession for one request (RFC 9449 §4.2); made anew for each, repetitions included (DP-3).
public struct DPoPProof: Sendable {
    let method: HTTPRequest.Method
    let url: HTTPURL
    /// The access token that goes with it; `nil` at a token endpoint.
    let token: Secret?
    let nonce: String?

    public init(_ method: HTTPRequest.Method, _ url: HTTPURL, token: Secret? = nil, nonce: String? = nil) {
        self.method = method
        self.url = url
        self.token = token
        self.nonce = nonce
    }

    /// - Parameter id: Unpredictable and never used before (`jti`).
    /// - Throws: ``SigningKeyError/notSigned``, ``SigningKeyError/algorithmUnfit(_:_:)``.
    @concurrent
    public func signed(
        with key: SigningKey, algorithm: SigningAlgorithm, at moment: Timestamp, id: String
    ) async throws(SigningKeyError) -> Secret {
        var payload: [String: JSONValue] = [
            "jti": .string(id), "htm": .string(method.rawValue), "htu": .string(url.withoutQuery),
            "iat": .int(Int64(moment.rawValue)),
        ]
        if let token { payload["ath"] = .string(Self.hash(of: token)) }
        if let nonce { payload["nonce"] = .string(nonce) }
        return try JSONWebSignature.compact(
            header: ["typ": "dpop+jwt", "jwk": key.barePublicJWK], payload: payload, key: key, algorithm: algorithm,
            algorithmName: algorithm.rawValue)
    }

    /// `ath`: the SHA-256 of the token's ASCII, base64url.
    static func hash(of token: Secret) -> String {
        token.withBytes { Base64URL.encode(SHA256.hash(data: $0)) }
    }
}

extension SigningKey {
    /// The members that define the public key, and no other: what a proof carries (RFC 9449 §4.2).
    var barePublicJWK: JSONValue { .object(publicMembers.mapValues { .string($0) }) }
}
