import Crypto
import CryptoExtras

/// A private key that signs client assertions (RFC 7523). Prints as `<signing key ES256>`, never with its material.
public struct SigningKey: Sendable {
    /// What the key is, in the terms of its maker.
    public enum Kind: Equatable, Sendable {
        case p256, p384, ed25519
        case rsa(bits: Int)
    }

    /// The private numbers, inside types that do not print them.
    enum Material: Sendable {
        case p256(P256.Signing.PrivateKey)
        case p384(P384.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
        case rsa(_RSA.Signing.PrivateKey)
    }

    public let kind: Kind
    /// The algorithm that a JWK names for itself (`alg`); the key is bound to it. PEM and DER name none, so storing the
    /// key forgets it: what is to last belongs in the profile's settings.
    public let declaredAlgorithm: SigningAlgorithm?
    /// The `kid` that a JWK names for itself, for the profile's settings. Storing the key forgets it, so nothing here
    /// uses it unasked: an assertion would change its `kid` between the first run and the second.
    public let declaredKeyID: String?

    let material: Material
    /// The members that RFC 7638 §3.2 hashes; all of them public.
    let publicMembers: [String: String]

    init(_ material: Material, algorithm: SigningAlgorithm? = nil, keyID: String? = nil) throws(SigningKeyError) {
        self.material = material
        self.declaredAlgorithm = algorithm
        self.declaredKeyID = keyID
        self.kind = material.kind
        self.publicMembers = try material.publicMembers()
    }

    /// What the key can sign with, the safest guess first; one alone where a JWK names it (JA-8: one key, one algorithm).
    public var algorithms: [SigningAlgorithm] { declaredAlgorithm.map { [$0] } ?? kind.algorithms }
}

extension SigningKey.Kind {
    public var algorithms: [SigningAlgorithm] {
        switch self {
        case .p256: [.es256]
        case .p384: [.es384]
        case .ed25519: [.edDSA]
        case .rsa: [.rs256, .ps256]
        }
    }

    /// For a sentence: `EC P-256`, `RSA 3072`.
    public var words: String {
        switch self {
        case .p256: "EC P-256"
        case .p384: "EC P-384"
        case .ed25519: "Ed25519"
        case .rsa(let bits): "RSA \(bits)"
        }
    }
}

extension SigningKey.Material {
    var kind: SigningKey.Kind {
        switch self {
        case .p256: .p256
        case .p384: .p384
        case .ed25519: .ed25519
        case .rsa(let key): .rsa(bits: key.keySizeInBits)
        }
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "<signing key \(algorithms.map(\.rawValue).joined(separator: "/"))>" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SigningKey.Material: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "<key material>" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
