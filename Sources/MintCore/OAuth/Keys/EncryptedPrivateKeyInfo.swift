import Crypto
import CryptoExtras

/// Encrypted PKCS#8 (RFC 5208 §6).
struct EncryptedPrivateKeyInfo {
    var algorithm: DERElement
    var ciphertext: ArraySlice<UInt8>

    init?(_ root: DERElement) {
        guard let elements = root.elements, elements.count == 2,
            elements[0].elements?.first?.objectIdentifier != nil, let ciphertext = elements[1].octets
        else { return nil }
        self.algorithm = elements[0]
        self.ciphertext = ciphertext
    }

    /// The PKCS#8 bytes inside. CBC proves nothing: a wrong passphrase may also yield bytes that are no key.
    func opened(with passphrase: Secret) throws(SigningKeyError) -> [UInt8] {
        let scheme = try PBES2(algorithm)
        guard !ciphertext.isEmpty, ciphertext.count.isMultiple(of: 16) else {
            throw .damaged("its encrypted part is cut")
        }
        let key = try scheme.key(from: passphrase)
        do {
            let vector = try AES._CBC.IV(ivBytes: scheme.vector)
            return Array(try AES._CBC.decrypt(ciphertext, using: key, iv: vector))
        } catch {
            throw .wrongPassphrase
        }
    }
}
