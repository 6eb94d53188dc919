extension SigningKey {
    /// Reads a key file: PEM or DER of PKCS#8, encrypted PKCS#8 (PBES2), SEC1 or PKCS#1, a private JWK, or a JWK set with
    /// one private key (JA-14). A PEM file may hold certificates, public keys and parameters beside its one private key.
    ///
    /// - Parameters:
    ///   - file: The bytes as they lie on disk or in a store.
    ///   - passphrase: Used only where ``isEncrypted(_:)``; an empty one is tried like any other.
    public init(_ file: Secret, passphrase: Secret? = nil) throws(SigningKeyError) {
        switch try KeyFile(file) {
        case .jwk(let members): self = try Self(jwk: members)
        case .der(let bytes): try self.init(Material(der: bytes, passphrase: passphrase))
        }
    }

    /// Whether reading needs a passphrase. `false` where asking would be vain: the file is not encrypted, or in a way that
    /// we do not read, which ``init(_:passphrase:)`` then says.
    public static func isEncrypted(_ file: Secret) -> Bool {
        guard case .der(let bytes) = try? KeyFile(file), let root = DERElement(bytes),
            case .encrypted(let sealed) = try? KeyStructure(root)
        else { return false }
        return (try? PBES2(sealed.algorithm)) != nil
    }
}

extension SigningKey.Material {
    init(der bytes: [UInt8], passphrase: Secret?) throws(SigningKeyError) {
        guard let root = DERElement(bytes) else {
            throw .damaged("it is cut short or is not DER inside")
        }
        switch try KeyStructure(root) {
        case .pkcs8(let info): try self.init(info)
        case .sec1(let key): try self.init(key, curve: nil)
        case .pkcs1(let numbers): try self.init(pkcs1: bytes[...], numbers)
        case .encrypted(let sealed):
            guard let passphrase else { throw .passphraseNeeded }
            let plain = try sealed.opened(with: passphrase)
            // One wrong key in 256 yields sound padding: what does not read as a key was not opened either.
            guard let root = DERElement(plain), case .pkcs8(let info) = try? KeyStructure(root) else {
                throw .wrongPassphrase
            }
            try self.init(info)
        }
    }

    init(_ info: PrivateKeyInfo) throws(SigningKeyError) {
        switch info.algorithm {
        case ObjectIdentifiers.ecPublicKey:
            guard let parameters = info.parameters else { throw .damaged("it names no curve") }
            let curve = try NISTCurve(parameters: parameters)
            guard let key = DERElement(info.key).flatMap(ECPrivateKey.init) else {
                throw .damaged("its EC part does not read")
            }
            try self.init(key, curve: curve)
        case ObjectIdentifiers.rsaEncryption:
            guard let numbers = DERElement(info.key).flatMap(RSAPrivateNumbers.init) else {
                throw .damaged("its RSA part does not read")
            }
            try self.init(pkcs1: info.key, numbers)
        case ObjectIdentifiers.ed25519:
            guard let seed = DERElement(info.key)?.octets else { throw .damaged("its Ed25519 part does not read") }
            try self.init(ed25519: seed, publicKey: info.publicKey)
        default:
            throw .unsupportedKey(ObjectIdentifiers.keyName(info.algorithm))
        }
    }
}
