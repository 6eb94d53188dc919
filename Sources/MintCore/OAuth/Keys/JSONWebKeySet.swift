/// A JWK set to publish (RFC 7517 §5): public keys alone, distinct `kid`s (RO-10).
public struct JSONWebKeySet: Equatable, Sendable {
    /// What may leave the machine: the public members, and what says how to use them. All else is dropped.
    static let publishedMembers: Set<String> = ["kty", "use", "alg", "kid", "crv", "x", "y", "n", "e"]

    private let keys: [JSONValue]

    /// - Parameter keys: JWKs, such as ``SigningKey/publicJWK(keyID:algorithm:)`` gives; `use` is set to `sig`.
    /// - Throws: ``SigningKeyError/symmetricKey``, ``SigningKeyError/notAKey`` for what has no `kty` or `kid`,
    ///   ``SigningKeyError/keyIDTaken(_:)``.
    public init(_ keys: [JSONValue]) throws(SigningKeyError) {
        var seen: Set<String> = []
        var published: [JSONValue] = []
        for key in keys {
            guard let type = key["kty"]?.text, let id = key["kid"]?.text, let members = key.members else {
                throw .notAKey
            }
            guard type != "oct" else { throw .symmetricKey }
            guard seen.insert(id).inserted else { throw .keyIDTaken(id) }
            // Every published member is a text: a private key hidden in a nested value stays here, too.
            var kept = members.filter { Self.publishedMembers.contains($0.key) && $0.value.text != nil }
            kept["use"] = "sig"
            published.append(.object(kept))
        }
        self.keys = published
    }

    public var json: JSONValue { ["keys": .array(keys)] }
}
