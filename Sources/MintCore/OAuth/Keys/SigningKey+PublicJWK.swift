import Crypto
import CryptoExtras

extension SigningKey {
    /// The public half as a JWK (RFC 7517 §4) with `use` = `sig`; no private member is in it (RO-10).
    ///
    /// - Parameters:
    ///   - keyID: `nil` means the thumbprint (JA-11).
    ///   - algorithm: `nil` means the key's own word, else no `alg` where an RSA key leaves it open.
    public func publicJWK(keyID: String? = nil, algorithm: SigningAlgorithm? = nil) -> JSONValue {
        var members = publicMembers.mapValues { JSONValue.string($0) }
        members["use"] = "sig"
        members["kid"] = .string(keyID ?? thumbprint)
        if let algorithm = algorithm ?? (algorithms.count == 1 ? algorithms.first : nil) {
            members["alg"] = .string(algorithm.rawValue)
        }
        return .object(members)
    }

    /// The SHA-256 JWK thumbprint (RFC 7638), base64url without padding.
    public var thumbprint: String { Self.thumbprint(of: publicMembers) }

    /// - Parameter members: The required ones (RFC 7638 §3.2); they hold nothing that JSON would escape.
    static func thumbprint(of members: [String: String]) -> String {
        let pairs = members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
        return Base64URL.encode(SHA256.hash(data: Array("{\(pairs.joined(separator: ","))}".utf8)))
    }
}

extension SigningKey.Material {
    /// The members that define the public key: fixed-width coordinates, minimal RSA numbers (RFC 7518 §6.2.1.2, §6.3.1).
    func publicMembers() throws(SigningKeyError) -> [String: String] {
        switch self {
        case .p256(let key): return Self.point(key.publicKey.rawRepresentation, .p256)
        case .p384(let key): return Self.point(key.publicKey.rawRepresentation, .p384)
        case .ed25519(let key):
            return ["kty": "OKP", "crv": "Ed25519", "x": Base64URL.encode(key.publicKey.rawRepresentation)]
        case .rsa(let key):
            guard let numbers = try? key.publicKey.getKeyPrimitives() else {
                throw .damaged("its RSA numbers do not fit together")
            }
            return [
                "kty": "RSA", "n": Base64URL.encode(numbers.modulus.drop { $0 == 0 }),
                "e": Base64URL.encode(numbers.publicExponent.drop { $0 == 0 }),
            ]
        }
    }

    /// - Parameter raw: x and y, each at the curve's width.
    private static func point(_ raw: some Collection<UInt8>, _ curve: NISTCurve) -> [String: String] {
        [
            "kty": "EC", "crv": curve.name, "x": Base64URL.encode(raw.prefix(curve.size)),
            "y": Base64URL.encode(raw.dropFirst(curve.size)),
        ]
    }
}
