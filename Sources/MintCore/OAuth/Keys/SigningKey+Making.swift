import Crypto
import CryptoExtras

extension SigningKey {
    /// Makes a key from the system's random numbers.
    ///
    /// - Parameters:
    ///   - algorithm: What the key will sign with; its only one (JA-8).
    ///   - rsaBits: From 2048 to 4096, a multiple of 8; for RS256 and PS256 alone. 4096 bits take some seconds.
    /// - Throws: ``SigningKeyError/sizeNotOffered(bits:)``, ``SigningKeyError/notMade``.
    public static func generate(
        _ algorithm: SigningAlgorithm, rsaBits: Int = 3072
    ) throws(SigningKeyError) -> SigningKey {
        let material: Material
        switch algorithm {
        case .es256: material = .p256(P256.Signing.PrivateKey())
        case .es384: material = .p384(P384.Signing.PrivateKey())
        case .edDSA: material = .ed25519(Curve25519.Signing.PrivateKey())
        case .rs256, .ps256:
            guard (2048...4096).contains(rsaBits), rsaBits.isMultiple(of: 8) else {
                throw .sizeNotOffered(bits: rsaBits)
            }
            guard let key = try? _RSA.Signing.PrivateKey(keySize: _RSA.Signing.KeySize(bitCount: rsaBits)) else {
                throw .notMade
            }
            material = .rsa(key)
        }
        return try SigningKey(material, algorithm: algorithm)
    }

    /// The key as PKCS#8 PEM, for a store; ``init(_:passphrase:)`` reads it back.
    public var serialized: Secret {
        switch material {
        case .p256(let key): Secret(key.pemRepresentation)
        case .p384(let key): Secret(key.pemRepresentation)
        case .ed25519(let key): Secret(key.pemRepresentation)
        case .rsa(let key): Secret(key.pkcs8PEMRepresentation)
        }
    }
}
