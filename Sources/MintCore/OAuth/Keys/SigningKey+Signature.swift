import Crypto
import CryptoExtras

extension SigningKey {
    /// A JWS signature (RFC 7518 §3): ECDSA as R‖S at fixed width and never DER, PS256 with a salt of 32 octets (JA-10).
    ///
    /// - Throws: ``SigningKeyError/algorithmUnfit(_:_:)``, ``SigningKeyError/notSigned``.
    func signature(over message: [UInt8], algorithm: SigningAlgorithm) throws(SigningKeyError) -> [UInt8] {
        guard algorithms.contains(algorithm) else { throw .algorithmUnfit(algorithm.rawValue, kind) }
        do {
            switch (material, algorithm) {
            case (.p256(let key), _): return Array(try key.signature(for: message).rawRepresentation)
            case (.p384(let key), _): return Array(try key.signature(for: message).rawRepresentation)
            case (.ed25519(let key), _): return Array(try key.signature(for: message))
            case (.rsa(let key), .ps256):
                return Array(try key.signature(for: SHA256.hash(data: message), padding: .PSS).rawRepresentation)
            case (.rsa(let key), _):
                let digest = SHA256.hash(data: message)
                return Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
            }
        } catch {
            throw .notSigned
        }
    }
}
