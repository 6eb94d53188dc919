import Foundation
import MintCore
import Testing

enum KeyText {
    /// The binary content of the last PEM block.
    static func der(_ pem: String) throws -> [UInt8] {
        let lines = pem.split(separator: "\n")
        let begin = try #require(lines.lastIndex { $0.hasPrefix("-----BEGIN") })
        let end = try #require(lines.lastIndex { $0.hasPrefix("-----END") })
        return Array(try #require(Data(base64Encoded: lines[(begin + 1)..<end].joined())))
    }

    static func members(_ jwk: String) throws -> [String: JSONValue] {
        try #require(JSONValue(bytes: Array(jwk.utf8))?.members)
    }

    /// What reading says; `nil` where it succeeds.
    static func refusal(_ file: Secret, passphrase: String? = nil) -> SigningKeyError? {
        do {
            _ = try SigningKey(file, passphrase: passphrase.map { Secret($0) })
            return nil
        } catch {
            return error
        }
    }
}

/// Writes DER for crafted files (X.690 §8.1).
enum CraftedDER {
    static func element(_ tag: UInt8, _ parts: [UInt8]...) -> [UInt8] {
        let content = parts.flatMap { $0 }
        var length = [UInt8(truncatingIfNeeded: content.count)]
        if content.count >= 0x80 {
            let digits = withUnsafeBytes(of: content.count.bigEndian) { Array($0.drop { $0 == 0 }) }
            length = [0x80 | UInt8(digits.count)] + digits
        }
        return [tag] + length + content
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { element(0x30, parts.flatMap { $0 }) }
    static func octets(_ bytes: [UInt8]) -> [UInt8] { element(0x04, bytes) }
    static func integer(_ bytes: [UInt8]) -> [UInt8] { element(0x02, bytes) }

    static let pbes2: [UInt8] = [0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 13]
    static let pbkdf2: [UInt8] = [0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 12]
    static let scrypt: [UInt8] = [0x06, 9, 0x2B, 6, 1, 4, 1, 0xDA, 0x47, 4, 11]
    static let hmacSHA256: [UInt8] = [0x06, 8, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 2, 9]
    static let aes256: [UInt8] = [0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42]

    /// An encrypted PKCS#8 file with these parameters of its key derivation.
    static func encrypted(
        _ function: [UInt8], _ values: [UInt8]..., vector: [UInt8] = Array(repeating: 7, count: 16),
        ciphertext: [UInt8] = Array(repeating: 9, count: 64)
    ) -> Secret {
        let derivation = sequence(function, sequence(values.flatMap { $0 }))
        let cipher = sequence(aes256, octets(vector))
        return Secret(sequence(sequence(pbes2, sequence(derivation, cipher)), octets(ciphertext)))
    }
}
