import Crypto
import CryptoExtras
import FoundationEssentials

extension SigningKey.Material {
    /// - Parameter curve: From the algorithm identifier around the key; the key's own word must agree.
    init(_ key: ECPrivateKey, curve outer: NISTCurve?) throws(SigningKeyError) {
        var inner: NISTCurve?
        if let parameters = key.parameters { inner = try NISTCurve(parameters: parameters) }
        guard let curve = outer ?? inner else { throw .damaged("it names no curve") }
        guard inner == nil || inner == curve else { throw .damaged("it names two curves") }
        try self.init(curve, scalar: key.scalar, publicKey: key.publicKey)
    }

    /// - Parameter publicKey: An X9.62 point; one that the scalar does not make is refused: what the server was given may
    ///   be either half.
    init(
        _ curve: NISTCurve, scalar: some Collection<UInt8>, publicKey: (some Collection<UInt8>)?
    ) throws(SigningKeyError) {
        guard let scalar = curve.padded(scalar) else { throw .damaged("its private number is too long for its curve") }
        let points: [Data]
        do {
            switch curve {
            case .p256:
                let key = try P256.Signing.PrivateKey(rawRepresentation: scalar)
                self = .p256(key)
                points = [key.publicKey.x963Representation, key.publicKey.compressedRepresentation]
            case .p384:
                let key = try P384.Signing.PrivateKey(rawRepresentation: scalar)
                self = .p384(key)
                points = [key.publicKey.x963Representation, key.publicKey.compressedRepresentation]
            }
        } catch {
            throw .damaged("its private number is not on its curve")
        }
        if let publicKey, !points.contains(where: { $0.elementsEqual(publicKey) }) { throw .damaged(Self.mismatch) }
    }

    init(ed25519 seed: some Collection<UInt8>, publicKey: (some Collection<UInt8>)?) throws(SigningKeyError) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: Array(seed)) else {
            throw .damaged("an Ed25519 key has 32 octets")
        }
        if let publicKey, !key.publicKey.rawRepresentation.elementsEqual(publicKey) { throw .damaged(Self.mismatch) }
        self = .ed25519(key)
    }

    /// The library checks that the numbers fit together, and refuses huge public exponents.
    init(pkcs1 bytes: ArraySlice<UInt8>, _ numbers: RSAPrivateNumbers) throws(SigningKeyError) {
        guard numbers.modulusBits >= 2048 else { throw .weakRSA(bits: numbers.modulusBits) }
        guard numbers.modulusBits <= 8192 else { throw .unsupportedKey("an RSA key of \(numbers.modulusBits) bits") }
        guard let key = try? _RSA.Signing.PrivateKey(derRepresentation: bytes) else {
            throw .damaged("its RSA numbers do not fit together")
        }
        self = .rsa(key)
    }

    static let mismatch = "its public half does not belong to its private half"
}
