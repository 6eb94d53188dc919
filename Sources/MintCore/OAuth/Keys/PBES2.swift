import Crypto
import CryptoExtras

/// Password-based encryption scheme 2 (RFC 8018 §6.2) with AES-CBC, under PBKDF2 or scrypt (RFC 7914 §7).
struct PBES2 {
    enum Derivation {
        case pbkdf2(salt: [UInt8], iterations: Int, KDF.Insecure.PBKDF2.HashFunction)
        case scrypt(salt: [UInt8], cost: Int, blockSize: Int, parallelism: Int)
    }

    var derivation: Derivation
    var vector: [UInt8]
    /// Octets of the AES key: 16, 24 or 32.
    var keySize: Int

    /// A file may ask for any number; ten million rounds take some seconds, and no tool writes that many.
    static let iterationLimit = 10_000_000
    /// Octets of memory for scrypt, all lanes together: eight times what OpenSSL asks for.
    static let memoryLimit = 128 << 20

    /// - Throws: ``SigningKeyError/unsupportedEncryption(_:)`` naming the first part that we do not read,
    ///   ``SigningKeyError/encryptionTooCostly(_:)``, or ``SigningKeyError/damaged(_:)``.
    init(_ algorithm: DERElement) throws(SigningKeyError) {
        let (scheme, parameters) = try Self.identifier(algorithm)
        guard scheme == ObjectIdentifiers.pbes2 else {
            throw .unsupportedEncryption(ObjectIdentifiers.schemeName(scheme))
        }
        guard let parts = parameters?.elements, parts.count == 2 else { throw Self.unreadable }
        let (cipher, vector) = try Self.identifier(parts[1])
        keySize =
            switch cipher {
            case "2.16.840.1.101.3.4.1.2": 16
            case "2.16.840.1.101.3.4.1.22": 24
            case "2.16.840.1.101.3.4.1.42": 32
            default: throw .unsupportedEncryption(ObjectIdentifiers.schemeName(cipher))
            }
        guard let octets = vector?.octets, octets.count == 16 else { throw Self.unreadable }
        self.vector = Array(octets)
        let (function, values) = try Self.identifier(parts[0])
        guard let values = values?.elements else { throw Self.unreadable }
        derivation =
            switch function {
            case ObjectIdentifiers.pbkdf2: try Self.pbkdf2(values, keySize: keySize)
            case ObjectIdentifiers.scrypt: try Self.scrypt(values, keySize: keySize)
            default: throw .unsupportedEncryption(ObjectIdentifiers.schemeName(function))
            }
    }

    func key(from passphrase: Secret) throws(SigningKeyError) -> SymmetricKey {
        // HMAC fills its key up with zeros, so one zero octet is the empty passphrase, which the library cannot take.
        let bytes = passphrase.isEmpty ? [0] : passphrase.withBytes { Array($0) }
        do {
            switch derivation {
            case .pbkdf2(let salt, let iterations, let hash):
                return try KDF.Insecure.PBKDF2.deriveKey(
                    from: bytes, salt: salt, using: hash, outputByteCount: keySize, unsafeUncheckedRounds: iterations)
            case .scrypt(let salt, let cost, let blockSize, let parallelism):
                return try KDF.Scrypt.deriveKey(
                    from: bytes, salt: salt, outputByteCount: keySize, rounds: cost, blockSize: blockSize,
                    parallelism: parallelism)
            }
        } catch {
            throw .damaged("its encryption parameters are not usable")
        }
    }

    private static let unreadable = SigningKeyError.damaged("its encryption parameters do not read")

    /// An AlgorithmIdentifier's two parts.
    private static func identifier(_ element: DERElement) throws(SigningKeyError) -> (String, DERElement?) {
        guard let parts = element.elements, (1...2).contains(parts.count), let name = parts[0].objectIdentifier else {
            throw unreadable
        }
        return (name, parts.dropFirst().first)
    }

    private static func pbkdf2(_ values: [DERElement], keySize: Int) throws(SigningKeyError) -> Derivation {
        guard (2...4).contains(values.count), let salt = salt(values[0]), values[1].isInteger else { throw unreadable }
        guard let iterations = values[1].integer, iterations <= iterationLimit else {
            throw .encryptionTooCostly("more than \(iterationLimit) iterations")
        }
        guard iterations > 0 else { throw unreadable }
        var rest = values.dropFirst(2)
        if rest.first?.isInteger == true { try check(rest.removeFirst(), keySize) }
        guard let function = rest.first else {
            return .pbkdf2(salt: salt, iterations: iterations, .insecureSHA1)
        }
        let name = try identifier(function).0
        let hash: KDF.Insecure.PBKDF2.HashFunction =
            switch name {
            case "1.2.840.113549.2.7": .insecureSHA1
            case "1.2.840.113549.2.8": .insecureSHA224
            case "1.2.840.113549.2.9": .sha256
            case "1.2.840.113549.2.10": .sha384
            case "1.2.840.113549.2.11": .sha512
            default: throw .unsupportedEncryption(ObjectIdentifiers.schemeName(name))
            }
        return .pbkdf2(salt: salt, iterations: iterations, hash)
    }

    private static func scrypt(_ values: [DERElement], keySize: Int) throws(SigningKeyError) -> Derivation {
        guard (4...5).contains(values.count), let salt = salt(values[0]), values[1...].allSatisfy(\.isInteger) else {
            throw unreadable
        }
        // Numbers too large for a machine word are costly, too.
        guard let cost = values[1].integer, let blockSize = values[2].integer, let parallelism = values[3].integer,
            cost <= 1 << 24, blockSize <= 1 << 10, parallelism <= 1 << 10,
            128 * cost * blockSize * parallelism <= memoryLimit
        else { throw .encryptionTooCostly("more than \(memoryLimit >> 20) MiB of memory for scrypt") }
        guard cost > 1, cost.nonzeroBitCount == 1, blockSize > 0, parallelism > 0 else { throw unreadable }
        if values.count == 5 { try check(values[4], keySize) }
        return .scrypt(salt: salt, cost: cost, blockSize: blockSize, parallelism: parallelism)
    }

    private static func salt(_ element: DERElement) -> [UInt8]? {
        element.octets.flatMap { (1...1024).contains($0.count) ? Array($0) : nil }
    }

    private static func check(_ length: DERElement, _ keySize: Int) throws(SigningKeyError) {
        guard length.integer == keySize else { throw unreadable }
    }
}
