import Crypto
import CryptoExtras
import FoundationEssentials
import MintCore

/// A key set sealed by a passphrase: a JWE with `PBES2-HS512+A256KW` (RFC 7518 §4.8) and `A256GCM`.
///
/// The header has a member of ours, `keys`: the ids of the keys inside, the current one first. They stand in every sealed
/// file, too; here they tell a process that has the keys open whether another one changed more than the passphrase.
struct PassphraseEnvelope: Sendable, Equatable {
    static let algorithm = "PBES2-HS512+A256KW"
    /// What common JOSE tools still open (joserfc: up to 300,000), and OWASP's figure for PBKDF2 with SHA-512.
    static let usualRounds = 210_000
    /// What we read. A file may ask for any number; two million rounds take a second.
    static let rounds = 1_000...2_000_000

    /// As it lies in the file.
    let serialized: String
    private let jwe: CompactJWE
    private let salt: [UInt8]
    let rounds: Int
    /// `nil` in a file that another tool wrote.
    let keyIDs: [String]?

    /// Why a file is none.
    enum Trouble: Error, Equatable {
        case shape, rounds(Int)
    }

    enum Refusal: Error {
        /// The wrapped key's own check (RFC 3394 §2.2.3) failed: another passphrase, or a changed salt or key.
        case wrongPassphrase
        /// The passphrase is right, and what it seals is not what was sealed.
        case damaged
    }
}

extension PassphraseEnvelope {
    /// - Throws: Where it is no such JWE, or asks for more rounds than we would wait for, or too few.
    init(file: [UInt8]) throws(Trouble) {
        var text = file[...]
        while text.last == 0x0A || text.last == 0x0D { text.removeLast() }
        guard let jwe = CompactJWE(serialized: Array(text)), jwe.encryptedKey.count == 40,
            let header = jwe.header.flatMap({ JSONValue(bytes: $0) }), let members = header.members,
            members["crit"] == nil, members["zip"] == nil,
            header["alg"]?.text == Self.algorithm, header["enc"]?.text == "A256GCM",
            let salt = header["p2s"]?.text.flatMap({ Base64URL.decode($0) }), (8...1024).contains(salt.count),
            let rounds = header["p2c"]?.integer
        else { throw .shape }
        guard Self.rounds.contains(rounds) else { throw .rounds(rounds) }
        (self.jwe, self.salt, self.rounds) = (jwe, salt, rounds)
        serialized = jwe.serialized
        keyIDs = header["keys"]?.texts
    }

    /// Seals with a new salt and a new content key, each time.
    ///
    /// - Returns: `nil` for an empty passphrase.
    init?(_ set: VaultKeySet, passphrase: Secret, rounds: Int = usualRounds) {
        let salt = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        let header: JSONValue = [
            "alg": .string(Self.algorithm), "enc": "A256GCM", "cty": .string(set.contentType),
            "p2s": .string(Base64URL.encode(salt)), "p2c": .int(Int64(rounds)),
            "keys": .array(set.ids.map { .string($0) }),
        ]
        let protected = Base64URL.encode(header.serialized().utf8)
        let contentKey = SymmetricKey(size: .bits256)
        var content = Array(set.json.utf8)
        defer { content.wipe() }
        guard let wrapping = Self.wrappingKey(passphrase, salt, rounds),
            let wrapped = try? AES.KeyWrap.wrap(contentKey, using: wrapping),
            let box = try? AES.GCM.seal(content, using: contentKey, authenticating: Data(protected.utf8))
        else { return nil }
        jwe = CompactJWE(
            protected: protected, encryptedKey: Array(wrapped), nonce: Array(box.nonce),
            ciphertext: Array(box.ciphertext), tag: Array(box.tag))
        serialized = jwe.serialized
        (self.salt, self.rounds, keyIDs) = (salt, rounds, set.ids)
    }

    func opened(with passphrase: Secret) throws(Refusal) -> VaultKeySet {
        guard let wrapping = Self.wrappingKey(passphrase, salt, rounds),
            let contentKey = try? AES.KeyWrap.unwrap(jwe.encryptedKey, using: wrapping)
        else { throw .wrongPassphrase }
        guard let nonce = try? AES.GCM.Nonce(data: jwe.nonce),
            let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: jwe.ciphertext, tag: jwe.tag),
            var plain = try? AES.GCM.open(box, using: contentKey, authenticating: Data(jwe.protected.utf8))
        else { throw .damaged }
        defer { plain.resetBytes(in: 0..<plain.count) }
        var bytes = Array(plain)
        defer { bytes.wipe() }
        guard let set = VaultKeySet(json: bytes), keyIDs == nil || keyIDs == set.ids else { throw .damaged }
        return set
    }

    /// RFC 7518 §4.8.1.1: the salt is the algorithm's name, a zero octet, and `p2s`.
    private static func wrappingKey(_ passphrase: Secret, _ salt: [UInt8], _ rounds: Int) -> SymmetricKey? {
        guard !passphrase.isEmpty else { return nil }
        var bytes = passphrase.withBytes { Array($0) }
        defer { bytes.wipe() }
        return try? KDF.Insecure.PBKDF2.deriveKey(
            from: bytes, salt: Array(algorithm.utf8) + [0] + salt, using: .sha512, outputByteCount: 32,
            unsafeUncheckedRounds: rounds)
    }
}
