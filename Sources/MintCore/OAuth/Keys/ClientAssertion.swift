/// What a client says of itself to prove possession of its key (RFC 7523 §3, draft-ietf-oauth-rfc7523bis). Made for one
/// request and never used again (JA-5); signed, it is a bearer credential until it expires (JA-15).
public struct ClientAssertion: Equatable, Sendable {
    public var clientID: String
    /// The one audience: the issuer byte for byte, or what the profile names instead (JA-2, JA-3).
    public var audience: String
    public var issuedAt: Timestamp
    /// Seconds from ``issuedAt`` to expiry; servers cap it, some at 300.
    public var lifetime: Int
    public var id: String

    /// With an id from the system's random numbers (JA-6).
    public init(clientID: String, audience: String, issuedAt: Timestamp, lifetime: Int = 120) {
        var generator = SystemRandomNumberGenerator()
        self.init(clientID: clientID, audience: audience, issuedAt: issuedAt, lifetime: lifetime, using: &generator)
    }

    /// - Parameter generator: Must not be predictable outside of tests (JA-6).
    public init(
        clientID: String, audience: String, issuedAt: Timestamp, lifetime: Int = 120,
        using generator: inout some RandomNumberGenerator
    ) {
        self.clientID = clientID
        self.audience = audience
        self.issuedAt = issuedAt
        self.lifetime = lifetime
        self.id = UniqueID.make(using: &generator)
    }

    /// Signs off the caller's actor: a long RSA key takes milliseconds.
    ///
    /// - Parameters:
    ///   - keyID: The `kid`; `nil` means the key's thumbprint (JA-11).
    ///   - type: The `typ`; `client-authentication+jwt`, or `JWT` for older servers (JA-4). Empty leaves it out.
    ///   - algorithmName: The `alg` where the server knows another name for it (``SigningAlgorithm/Choice/name``).
    /// - Throws: ``SigningKeyError/algorithmUnfit(_:_:)`` where the key cannot sign so, ``SigningKeyError/notSigned``.
    @concurrent
    public func signed(
        with key: SigningKey, algorithm: SigningAlgorithm, keyID: String? = nil, type: String,
        algorithmName: String? = nil
    ) async throws(SigningKeyError) -> Secret {
        var header: [String: JSONValue] = ["kid": .string(keyID ?? key.thumbprint)]
        if !type.isEmpty { header["typ"] = .string(type) }
        return try JSONWebSignature.compact(
            header: header, payload: claims, key: key, algorithm: algorithm,
            algorithmName: algorithmName ?? algorithm.rawValue)
    }

    /// No `nbf`: a clock that runs ahead would make the assertion unusable (JA-1).
    private var claims: [String: JSONValue] {
        [
            "iss": .string(clientID), "sub": .string(clientID), "aud": .string(audience), "jti": .string(id),
            "iat": .int(Int64(issuedAt.rawValue)), "exp": .int(Int64((issuedAt + lifetime).rawValue)),
        ]
    }
}
