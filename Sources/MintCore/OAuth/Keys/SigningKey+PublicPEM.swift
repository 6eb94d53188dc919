import Crypto
import CryptoExtras

extension SigningKey {
    /// The public half as SubjectPublicKeyInfo PEM (RFC 7468 §13), for servers that take no JWK.
    public var publicPEM: String {
        let text =
            switch material {
            case .p256(let key): key.publicKey.pemRepresentation
            case .p384(let key): key.publicKey.pemRepresentation
            case .ed25519(let key): key.publicKey.pemRepresentation
            case .rsa(let key): key.publicKey.pemRepresentation
            }
        return text.hasSuffix("\n") ? text : text + "\n"
    }
}
