import MintCore

/// What a server is to be told of a key that is staged: nothing of it is secret.
struct PublicKeys {
    private let jwk: JSONValue
    /// With the key in use.
    private let set: JSONValue
    private let pem: String

    /// - Returns: `nil` where no key waits to be registered by hand.
    init?(of record: ProfileRecord, _ rotation: RotationService) async throws {
        guard let open = record.rotation, open.state == .staged, open.plan.publication == nil,
            let keys = try await rotation.publicKeys(of: record)
        else { return nil }
        (jwk, set, pem) = (keys.key, keys.set, keys.pem)
    }

    var lines: [String] {
        ["The new public key, as a JWK set with the one in use, and as PEM:", set.serialized(), pem]
    }

    var members: [String: JSONValue] { ["public_jwk": jwk, "public_jwks": set, "public_pem": .string(pem)] }
}
