import MintCore
import SampleKeys
import Testing

@Suite struct EncryptedKeyTests {
    struct Sealed: Sendable, CustomTestStringConvertible {
        var name: String
        var file: String
        var thumbprint = Thumbprints.p256
        var passphrase = "open sesame"
        var testDescription: String { name }
    }

    static let all = [
        Sealed(name: "AES-128, SHA-1", file: EncryptedKeys.aes128SHA1),
        Sealed(name: "AES-128, SHA-256", file: EncryptedKeys.aes128SHA256),
        Sealed(name: "AES-192, SHA-256", file: EncryptedKeys.aes192SHA256),
        Sealed(name: "AES-192, SHA-384", file: EncryptedKeys.aes192SHA384),
        Sealed(name: "AES-256, SHA-224", file: EncryptedKeys.aes256SHA224),
        Sealed(name: "AES-256, SHA-256", file: EncryptedKeys.aes256SHA256),
        Sealed(name: "AES-256, SHA-384", file: EncryptedKeys.aes256SHA384),
        Sealed(name: "AES-256, SHA-512", file: EncryptedKeys.aes256SHA512),
        Sealed(name: "AES-256, scrypt", file: EncryptedKeys.aes256Scrypt),
        Sealed(name: "AES-128, scrypt as OpenSSL likes it", file: EncryptedKeys.aes128ScryptDefault),
        Sealed(name: "P-384", file: EncryptedKeys.p384, thumbprint: Thumbprints.p384),
        Sealed(name: "Ed25519", file: EncryptedKeys.ed25519, thumbprint: Thumbprints.ed25519),
        Sealed(name: "RSA", file: EncryptedKeys.rsa2048, thumbprint: Thumbprints.rsa2048),
        Sealed(name: "not ASCII", file: EncryptedKeys.nonASCIIPassphrase, passphrase: "pässwörd ☃"),
        Sealed(name: "empty passphrase", file: EncryptedKeys.emptyPassphrase, passphrase: ""),
    ]

    @Test(arguments: all)
    func `each cipher opens with its passphrase, and only with it (JA-14)`(sealed: Sealed) throws {
        for file in [Secret(sealed.file), Secret(try KeyText.der(sealed.file))] {
            #expect(SigningKey.isEncrypted(file))
            #expect(try SigningKey(file, passphrase: Secret(sealed.passphrase)).thumbprint == sealed.thumbprint)
            #expect(KeyText.refusal(file) == .passphraseNeeded)
            #expect(KeyText.refusal(file, passphrase: "Open Sesame") == .wrongPassphrase)
        }
    }

    @Test func `wrong passphrases are called that, whatever bytes they yield`() {
        // One in 256 gives sound padding by chance; all of them are the same error.
        for attempt in 0..<600 {
            #expect(
                KeyText.refusal(Secret(EncryptedKeys.aes256SHA256), passphrase: "no \(attempt)") == .wrongPassphrase)
        }
    }

    @Test func `a passphrase for a plain key is not used`() throws {
        #expect(try SigningKey(Secret(PlainKeys.p256), passphrase: Secret("x")).thumbprint == Thumbprints.p256)
    }

    @Test(arguments: [
        (RefusedKeys.tripleDES, "triple DES"), (RefusedKeys.camellia, "Camellia-CBC"),
        (RefusedKeys.truncatedHMAC, "PBKDF2 with a truncated HMAC-SHA512"), (RefusedKeys.pbes1DES, "PBES1 with DES"),
        (RefusedKeys.pkcs12TripleDES, "PKCS#12 PBE with triple DES"),
    ])
    func `another scheme is named, and no passphrase is asked for in vain`(file: String, scheme: String) {
        #expect(!SigningKey.isEncrypted(Secret(file)))
        #expect(KeyText.refusal(Secret(file), passphrase: "open sesame") == .unsupportedEncryption(scheme))
    }

    @Test(arguments: ["traditional"])
    func `OpenSSL's old encryption comes with the way out`(name: String) {
        #expect(!SigningKey.isEncrypted(Secret(RefusedKeys.traditional)))
        #expect(KeyText.refusal(Secret(RefusedKeys.traditional), passphrase: "open sesame") == .legacyEncryption)
        #expect(SigningKeyError.legacyEncryption.hint?.contains("openssl pkcs8 -topk8") == true)
    }
}

/// Parameters that no tool writes, under a passphrase: refused before any work is done.
@Suite struct HostileEncryptionTests {
    static let salt = CraftedDER.octets([1, 2, 3, 4, 5, 6, 7, 8])
    static let prf = CraftedDER.sequence(CraftedDER.hmacSHA256, [0x05, 0])

    static func pbkdf2(_ iterations: [UInt8], salt: [UInt8] = salt) -> Secret {
        CraftedDER.encrypted(CraftedDER.pbkdf2, salt, CraftedDER.integer(iterations), prf)
    }

    static func scrypt(_ cost: [UInt8], _ block: [UInt8], _ lanes: [UInt8]) -> Secret {
        CraftedDER.encrypted(
            CraftedDER.scrypt, salt, CraftedDER.integer(cost), CraftedDER.integer(block), CraftedDER.integer(lanes))
    }

    @Test(
        arguments: [
            // 10,000,001; 2^63 - 1; 2^127; a number of 256 octets.
            [0x00, 0x98, 0x96, 0x81], [0x7F] + Array(repeating: 0xFF, count: 7),
            [0x40] + Array(repeating: 0, count: 15),
            Array(repeating: 0x7F, count: 256),
        ] as [[UInt8]])
    func `a huge iteration count is refused at once`(count: [UInt8]) {
        #expect(
            KeyText.refusal(Self.pbkdf2(count), passphrase: "x")
                == .encryptionTooCostly("more than 10000000 iterations"))
    }

    @Test func `the crafted file is sound but for what each case changes`() {
        #expect(KeyText.refusal(Self.pbkdf2([0x08, 0x00]), passphrase: "x") == .wrongPassphrase)
        #expect(KeyText.refusal(Self.scrypt([4], [8], [1]), passphrase: "x") == .wrongPassphrase)
    }

    @Test(
        arguments: [
            ([0x40, 0, 0, 0], [8], [1]), ([0x04, 0, 0], [8], [1]), ([0x40, 0], [0x7F, 0xFF, 0xFF, 0xFF], [1]),
            ([0x40, 0], [8], [0x7F, 0xFF, 0xFF, 0xFF]), ([0x40, 0], [8], [0x40]),
            (Array(repeating: 0x7F, count: 9), [8], [1]),
        ] as [([UInt8], [UInt8], [UInt8])])
    func `scrypt that wants too much memory is refused at once`(cost: [UInt8], block: [UInt8], lanes: [UInt8]) {
        let error = KeyText.refusal(Self.scrypt(cost, block, lanes), passphrase: "x")
        #expect(error == .encryptionTooCostly("more than 128 MiB of memory for scrypt"))
    }

    @Test(arguments: [
        pbkdf2([0]), pbkdf2([0x08, 0x00], salt: CraftedDER.octets([])),
        pbkdf2([0x08, 0x00], salt: CraftedDER.octets(Array(repeating: 1, count: 2000))),
        scrypt([0], [8], [1]), scrypt([1], [8], [1]), scrypt([3], [8], [1]), scrypt([4], [0], [1]),
        scrypt([4], [8], [0]),
        // A key length that is not the cipher's.
        CraftedDER.encrypted(
            CraftedDER.pbkdf2, salt, CraftedDER.integer([0x08, 0]), CraftedDER.integer([16]), prf),
        CraftedDER.encrypted(CraftedDER.pbkdf2, salt, CraftedDER.integer([0x08, 0]), prf, vector: [1, 2, 3]),
        CraftedDER.encrypted(CraftedDER.pbkdf2, salt, CraftedDER.integer([0x08, 0]), prf, ciphertext: []),
        CraftedDER.encrypted(CraftedDER.pbkdf2, salt, CraftedDER.integer([0x08, 0]), prf, ciphertext: [1, 2, 3]),
        CraftedDER.encrypted(CraftedDER.pbkdf2), CraftedDER.encrypted(CraftedDER.scrypt, salt),
    ])
    func `nonsense parameters are damage`(file: Secret) {
        guard case .damaged = KeyText.refusal(file, passphrase: "x") else {
            Issue.record("\(String(describing: KeyText.refusal(file, passphrase: "x")))")
            return
        }
    }

    @Test func `a negative iteration count is refused`() {
        #expect(KeyText.refusal(Self.pbkdf2([0xFF]), passphrase: "x") != nil)
    }
}
