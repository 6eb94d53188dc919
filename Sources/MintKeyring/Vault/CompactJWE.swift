import MintCore

/// A JWE in its compact serialization (RFC 7516 §3.1), for AES-GCM.
struct CompactJWE: Equatable {
    /// The protected header as it is authenticated: ASCII(BASE64URL(UTF8(header))).
    var protected: String
    /// Empty for direct encryption (§5.1 step 5).
    var encryptedKey: [UInt8] = []
    var nonce: [UInt8]
    var ciphertext: [UInt8]
    var tag: [UInt8]

    /// The header's own bytes.
    var header: [UInt8]? { Base64URL.decode(protected) }

    var serialized: String { String(decoding: bytes, as: UTF8.self) }

    /// ``serialized`` as ASCII.
    var bytes: [UInt8] {
        var bytes = Array(protected.utf8)
        for part in [encryptedKey, nonce, ciphertext, tag] {
            bytes.append(UInt8(ascii: "."))
            bytes += Base64URL.encoded(part)
        }
        return bytes
    }
}

extension CompactJWE {
    /// - Returns: `nil` for anything but five parts in canonical base64url, a 96-bit nonce and a 128-bit tag.
    init?(serialized bytes: [UInt8]) {
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 5, !parts[0].isEmpty, let protected = String(validating: parts[0], as: UTF8.self),
            let encryptedKey = Base64URL.decode(ascii: parts[1]),
            let nonce = Base64URL.decode(ascii: parts[2]), nonce.count == 12,
            let ciphertext = Base64URL.decode(ascii: parts[3]),
            let tag = Base64URL.decode(ascii: parts[4]), tag.count == 16
        else { return nil }
        self.init(
            protected: protected, encryptedKey: encryptedKey, nonce: nonce, ciphertext: ciphertext, tag: tag)
    }
}
