/// What can go wrong with a signing key. No case carries any of its material.
public enum SigningKeyError: Error, Equatable {
    /// What was given in the place of a private key.
    public enum PublicMaterial: String, Sendable {
        case publicKey = "a public key"
        case certificate = "a certificate"
        case certificateRequest = "a certificate request"
        case jwk = "a public JWK"
    }

    /// Containers of keys that other tools turn into PKCS#8.
    public enum Format: String, Sendable, CaseIterable {
        case openSSH = "an OpenSSH key file"
        case openPGP = "an OpenPGP key"
        case pkcs12 = "a PKCS#12 file"
        case putty = "a PuTTY key file"
        case explicitCurve = "an EC key that writes its curve out in numbers"
    }

    case empty
    /// Octets.
    case tooLarge(limit: Int)
    case notAKey
    case publicOnly(PublicMaterial)
    case symmetricKey
    case severalKeys(Int)
    /// A phrase with its article: `a DSA key`.
    case unsupportedKey(String)
    case unsupportedFormat(Format)
    case weakRSA(bits: Int)
    /// OpenSSL's format before PKCS#8 (`Proc-Type: 4,ENCRYPTED`): one round of MD5 over the passphrase.
    case legacyEncryption
    case unsupportedEncryption(String)
    /// The file asks for more work than any honest one.
    case encryptionTooCostly(String)
    case passphraseNeeded
    case wrongPassphrase
    /// A reason that goes on from "the key is damaged".
    case damaged(String)
    /// A JOSE name, asked for or declared, that this kind of key cannot sign with.
    case algorithmUnfit(String, SigningKey.Kind)
    case noCommonAlgorithm(key: [String], server: [String])
    case sizeNotOffered(bits: Int)
    case keyIDTaken(String)
    case notMade
    case notSigned
}

extension SigningKeyError: UserFacingError {
    public var headline: String {
        switch self {
        case .empty: "The key file is empty"
        case .tooLarge(let limit): "The key file is larger than \(limit / 1024) KiB: no key is"
        case .notAKey: "The file holds no private key that Mintmark knows"
        case .publicOnly(let material): "The file holds \(material.rawValue), not a private key"
        case .symmetricKey: "The file holds a symmetric key, not a private key"
        case .severalKeys(let count): "The file holds \(count) private keys, so which one is meant is unclear"
        case .unsupportedKey(let what): "The file holds \(what), which Mintmark does not sign with"
        case .unsupportedFormat(let format): "The file holds \(format.rawValue), which Mintmark does not read"
        case .weakRSA(let bits): "The RSA key has \(bits) bits; fewer than 2048 are not safe (RFC 7518 §3.3)"
        case .legacyEncryption: "The key is encrypted in OpenSSL's old format, which protects it badly"
        case .unsupportedEncryption(let scheme): "The key is encrypted with \(scheme), which Mintmark does not read"
        case .encryptionTooCostly(let what): "The key's encryption asks for \(what)"
        case .passphraseNeeded: "The key is encrypted and needs its passphrase"
        case .wrongPassphrase: "The key does not open with this passphrase"
        case .damaged(let reason): "The key is damaged: \(reason)"
        case .algorithmUnfit(let name, let kind): "An \(kind.words) key cannot sign with \(name)"
        case .noCommonAlgorithm(let key, let server):
            "The key signs with \(key.joined(separator: ", ")), the server takes \(Self.list(server))"
        case .sizeNotOffered(let bits): "An RSA key of \(bits) bits is not offered"
        case .keyIDTaken(let id): "Two keys have the same id: \(id.plainLine(limit: 80))"
        case .notMade: "The key could not be made"
        case .notSigned: "The key could not sign"
        }
    }

    public var hint: String? {
        switch self {
        case .empty, .tooLarge, .notAKey, .damaged: Self.accepted
        case .publicOnly, .symmetricKey: "Give the file of the private key. \(Self.accepted)"
        case .severalKeys: "Put the key of this client into a file of its own."
        case .unsupportedKey, .weakRSA: Self.replacement
        case .unsupportedFormat(let format): format.conversion
        case .legacyEncryption:
            "Convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in KEYFILE -out NEWFILE"
        case .unsupportedEncryption, .encryptionTooCostly:
            "Convert it: openssl pkey -in KEYFILE | openssl pkcs8 -topk8 -v2 aes-256-cbc -out NEWFILE\n"
                + "Old ciphers need -provider legacy -provider default after the first pkey."
        case .passphraseNeeded: "Run the command in a terminal, where it asks for the passphrase."
        case .wrongPassphrase: "Run the command again. To try it alone: openssl pkey -in KEYFILE -noout"
        case .algorithmUnfit(_, let kind):
            "It can sign with \(kind.algorithms.map(\.rawValue).joined(separator: ", ")): "
                + "--client-key-alg \(kind.algorithms.first?.rawValue ?? "ALG")"
        case .noCommonAlgorithm:
            "Register a key of a kind that the server takes, or name an algorithm all the same: --client-key-alg ALG"
        case .sizeNotOffered: "Choose from 2048 to 4096 bits, a multiple of 8."
        case .keyIDTaken: "Give each key an id of its own, or none: the thumbprint is unique."
        case .notMade, .notSigned: nil
        }
    }

    public var exitStatus: ExitStatus { .local }

    private static let accepted =
        "Mintmark reads EC P-256, EC P-384, RSA and Ed25519 keys as PEM, DER (PKCS#8, SEC1, PKCS#1) or JWK."

    private static let replacement = """
        Make a new key and register its public half at the server:
          openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out NEWFILE
          openssl pkey -in NEWFILE -pubout
        """

    /// A server's list, which may hold anything.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(12).map { $0.plainLine(limit: 20) }.joined(separator: ", ")
        return names.count > 12 ? shown + ", …" : shown
    }
}

extension SigningKeyError.Format {
    /// The command that makes a file we read.
    var conversion: String {
        switch self {
        case .openSSH:
            """
            RSA and ECDSA keys, in a copy: cp KEYFILE NEWFILE && ssh-keygen -p -m PKCS8 -f NEWFILE
            Ed25519 keys: most versions of ssh-keygen cannot; make a new one: openssl genpkey -algorithm ed25519
            """
        case .openPGP:
            "It signs mail and packages. Make a key for this client instead: openssl genpkey -algorithm ed25519"
        case .pkcs12: "Take the key out: openssl pkcs12 -in KEYFILE -nocerts -out NEWFILE"
        case .putty: "Convert it: puttygen KEYFILE -O private-openssh -o NEWFILE && ssh-keygen -p -m PKCS8 -f NEWFILE"
        case .explicitCurve: "Convert it: openssl pkey -in KEYFILE -ec_param_enc named_curve -out NEWFILE"
        }
    }
}
