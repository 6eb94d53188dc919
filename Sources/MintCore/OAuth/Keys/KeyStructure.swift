/// The private-key structures, told apart by their shape: labels and file names are often wrong.
enum KeyStructure {
    case pkcs8(PrivateKeyInfo)
    case sec1(ECPrivateKey)
    case pkcs1(RSAPrivateNumbers)
    case encrypted(EncryptedPrivateKeyInfo)

    init(_ root: DERElement) throws(SigningKeyError) {
        guard let elements = root.elements, let first = elements.first else { throw .notAKey }
        if let info = PrivateKeyInfo(root) {
            self = .pkcs8(info)
        } else if let key = ECPrivateKey(root) {
            self = .sec1(key)
        } else if let numbers = RSAPrivateNumbers(root) {
            self = .pkcs1(numbers)
        } else if let sealed = EncryptedPrivateKeyInfo(root) {
            self = .encrypted(sealed)
        } else if let other = Self.other(first, elements) {
            throw other
        } else {
            throw .notAKey
        }
    }

    /// A name for what people give by mistake.
    private static func other(_ first: DERElement, _ elements: [DERElement]) -> SigningKeyError? {
        let areIntegers = elements.allSatisfy(\.isInteger)
        switch elements.count {
        case 2 where areIntegers, 2 where first.elements != nil && elements[1].bits != nil:
            return .publicOnly(.publicKey)
        case 6 where areIntegers:
            return .unsupportedKey("a DSA key")
        case 3 where first.elements != nil && elements[1].elements != nil && elements[2].bits != nil:
            // A request's second element is a name; a certificate's is the serial number, with or without a version before.
            let isRequest = first.elements?.dropFirst().first?.elements != nil && first.elements?.first?.integer == 0
            return .publicOnly(isRequest ? .certificateRequest : .certificate)
        case 2...3 where first.integer == 3 && elements[1].elements?.first?.objectIdentifier != nil:
            return .unsupportedFormat(.pkcs12)
        default:
            return nil
        }
    }
}

/// PKCS#8 (RFC 5208 §5, RFC 5958 §2).
struct PrivateKeyInfo {
    var algorithm: String
    var parameters: DERElement?
    var key: ArraySlice<UInt8>
    var publicKey: ArraySlice<UInt8>?

    init?(_ root: DERElement) {
        guard let elements = root.elements, elements.count >= 3, let version = elements[0].integer, version <= 1,
            let identifier = elements[1].elements, let algorithm = identifier.first?.objectIdentifier,
            let key = elements[2].octets
        else { return nil }
        self.algorithm = algorithm
        self.parameters = identifier.dropFirst().first
        self.key = key
        self.publicKey = elements.dropFirst(3).lazy.compactMap { $0.taggedBits(1) }.first
    }
}

/// SEC1's ECPrivateKey (RFC 5915 §3).
struct ECPrivateKey {
    var scalar: ArraySlice<UInt8>
    var parameters: DERElement?
    var publicKey: ArraySlice<UInt8>?

    init?(_ root: DERElement) {
        guard let elements = root.elements, elements.count >= 2, elements[0].integer == 1,
            let scalar = elements[1].octets
        else { return nil }
        self.scalar = scalar
        let rest = elements.dropFirst(2)
        self.parameters = rest.lazy.compactMap { $0.tagged(0) }.first
        self.publicKey = rest.lazy.compactMap { $0.tagged(1)?.bits }.first
    }
}

/// PKCS#1's RSAPrivateKey with two primes (RFC 8017 §A.1.2); only the modulus is of interest before the library reads it.
struct RSAPrivateNumbers {
    var modulusBits: Int

    init?(_ root: DERElement) {
        guard let elements = root.elements, elements.count >= 9, elements[0].isInteger,
            elements[1..<9].allSatisfy({ $0.magnitude != nil }), let modulus = elements[1].magnitude
        else { return nil }
        self.modulusBits = modulus.bitLength
    }
}

extension ArraySlice<UInt8> {
    /// The bits of a big-endian number without leading zero octets.
    var bitLength: Int { first.map { count * 8 - $0.leadingZeroBitCount } ?? 0 }
}
