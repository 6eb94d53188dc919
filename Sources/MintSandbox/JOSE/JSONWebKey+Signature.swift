internal import Crypto
internal import CryptoExtras

// Verified with swift-crypto from the JWK's own numbers, not with the JOSE library that our client signs with: a fault
// of that library cannot cancel itself out.
extension JSONWebKey {
    /// The algorithms that we let this key verify: one family per key (JA-8), and only its own `alg` where it has one.
    var algorithms: Set<String> {
        let family: Set<String> =
            switch (kty, crv) {
            case ("EC", "P-256"): ["ES256"]
            case ("EC", "P-384"): ["ES384"]
            case ("OKP", "Ed25519"): ["EdDSA", "Ed25519"]
            case ("RSA", _): ["RS256", "PS256"]
            default: []
            }
        guard let alg else { return family }
        return family.intersection(alg == "EdDSA" || alg == "Ed25519" ? ["EdDSA", "Ed25519"] : [alg])
    }

    /// Whether `signature` (JWS form: raw R‖S for ECDSA, JA-10) is this key's over `message`.
    /// `false` too for an algorithm that is not the key's, and for a key whose numbers are no key.
    func verifies(_ signature: [UInt8], over message: [UInt8], algorithm: String) -> Bool {
        guard algorithms.contains(algorithm) else { return false }
        switch algorithm {
        case "ES256": return verifiesP256(signature, message)
        case "ES384": return verifiesP384(signature, message)
        case "EdDSA", "Ed25519": return verifiesEd25519(signature, message)
        case "RS256": return verifiesRSA(signature, message, .insecurePKCS1v1_5)
        case "PS256": return verifiesRSA(signature, message, .PSS)
        default: return false
        }
    }

    private func verifiesP256(_ signature: [UInt8], _ message: [UInt8]) -> Bool {
        guard signature.count == 64, let point = uncompressedPoint(width: 32),
            let key = try? P256.Signing.PublicKey(x963Representation: point),
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
        else { return false }
        return key.isValidSignature(signature, for: SHA256.hash(data: message))
    }

    private func verifiesP384(_ signature: [UInt8], _ message: [UInt8]) -> Bool {
        guard signature.count == 96, let point = uncompressedPoint(width: 48),
            let key = try? P384.Signing.PublicKey(x963Representation: point),
            let signature = try? P384.Signing.ECDSASignature(rawRepresentation: signature)
        else { return false }
        return key.isValidSignature(signature, for: SHA384.hash(data: message))
    }

    private func verifiesEd25519(_ signature: [UInt8], _ message: [UInt8]) -> Bool {
        guard let raw = x.flatMap(Base64URL.decode), let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw)
        else { return false }
        return key.isValidSignature(signature, for: message)
    }

    private func verifiesRSA(_ signature: [UInt8], _ message: [UInt8], _ padding: _RSA.Signing.Padding) -> Bool {
        guard let n = n.flatMap(Base64URL.decode), let e = e.flatMap(Base64URL.decode),
            let key = try? _RSA.Signing.PublicKey(n: n, e: e)
        else { return false }
        let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return key.isValidSignature(signature, for: SHA256.hash(data: message), padding: padding)
    }

    /// The X9.63 point; `nil` unless both coordinates have their full width (RFC 7518 §6.2.1.2).
    private func uncompressedPoint(width: Int) -> [UInt8]? {
        guard let x = x.flatMap(Base64URL.decode), let y = y.flatMap(Base64URL.decode), x.count == width,
            y.count == width
        else { return nil }
        return [0x04] + x + y
    }
}
