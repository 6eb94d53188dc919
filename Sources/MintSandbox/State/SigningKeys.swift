internal import Crypto

/// The keys that sign access tokens: one signs, all that are published verify.
struct SigningKeys: Sendable {
    private(set) var current = SigningKey()
    private var retired: [JSONWebKey] = []

    var published: [JSONWebKey] { [current.publicKey] + retired }

    /// Signs with a new key from now on. Without `keepPrevious` every token issued so far is worthless at once.
    mutating func rotate(keepPrevious: Bool) {
        retired = keepPrevious ? published : []
        current = SigningKey()
    }
}

/// One ES256 key with the name under which it is published.
struct SigningKey: Sendable {
    let privateKey = P256.Signing.PrivateKey()

    var publicKey: JSONWebKey { JSONWebKey(privateKey.publicKey) }
}

extension JSONWebKey {
    init(_ key: P256.Signing.PublicKey) {
        let point = [UInt8](key.rawRepresentation)
        self.init(
            kty: "EC", crv: "P-256", x: Base64URL.encode(point.prefix(32)), y: Base64URL.encode(point.suffix(32)),
            alg: "ES256", use: "sig")
        kid = thumbprint
    }
}
