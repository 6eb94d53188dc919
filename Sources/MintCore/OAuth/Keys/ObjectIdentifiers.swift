/// The object identifiers that key files use (RFC 5480, RFC 8017, RFC 8018, RFC 8410).
enum ObjectIdentifiers {
    static let ecPublicKey = "1.2.840.10045.2.1"
    static let rsaEncryption = "1.2.840.113549.1.1.1"
    static let ed25519 = "1.3.101.112"
    static let pbes2 = "1.2.840.113549.1.5.13"
    static let pbkdf2 = "1.2.840.113549.1.5.12"
    static let scrypt = "1.3.6.1.4.1.11591.4.11"

    /// A key that we do not sign with, for a sentence.
    static func keyName(_ identifier: String) -> String {
        switch identifier {
        case "1.2.840.113549.1.1.10": "an RSA key restricted to PSS (id-RSASSA-PSS)"
        case "1.2.840.10040.4.1": "a DSA key"
        case "1.2.840.113549.1.3.1", "1.2.840.10046.2.1": "a Diffie-Hellman key"
        case "1.3.101.110": "an X25519 key"
        case "1.3.101.111": "an X448 key"
        case "1.3.101.113": "an Ed448 key"
        case "1.2.156.10197.1.301": "an SM2 key"
        case "2.16.840.1.101.3.4.3.17", "2.16.840.1.101.3.4.3.18", "2.16.840.1.101.3.4.3.19": "an ML-DSA key"
        default: "a key of type \(identifier)"
        }
    }

    static func curveName(_ identifier: String) -> String {
        switch identifier {
        case "1.3.132.0.35": "an EC key on P-521"
        case "1.3.132.0.10": "an EC key on secp256k1"
        case "1.3.132.0.33": "an EC key on P-224"
        case "1.2.840.10045.3.1.1": "an EC key on P-192"
        case "1.3.36.3.3.2.8.1.1.7": "an EC key on brainpoolP256r1"
        case "1.3.36.3.3.2.8.1.1.11": "an EC key on brainpoolP384r1"
        case "1.3.36.3.3.2.8.1.1.13": "an EC key on brainpoolP512r1"
        default: "an EC key on the curve \(identifier)"
        }
    }

    /// An encryption scheme, cipher, or function of key files that we do not read.
    static func schemeName(_ identifier: String) -> String {
        switch identifier {
        case "1.2.840.113549.1.5.1", "1.2.840.113549.1.5.3", "1.2.840.113549.1.5.10": "PBES1 with DES"
        case "1.2.840.113549.1.5.4", "1.2.840.113549.1.5.6", "1.2.840.113549.1.5.11": "PBES1 with RC2"
        case "1.2.840.113549.1.12.1.1", "1.2.840.113549.1.12.1.2": "PKCS#12 PBE with RC4"
        case "1.2.840.113549.1.12.1.3", "1.2.840.113549.1.12.1.4": "PKCS#12 PBE with triple DES"
        case "1.2.840.113549.1.12.1.5", "1.2.840.113549.1.12.1.6": "PKCS#12 PBE with RC2"
        case "1.3.14.3.2.7": "DES-CBC"
        case "1.2.840.113549.3.7": "triple DES"
        case "1.2.840.113549.3.2": "RC2"
        case "1.2.392.200011.61.1.1.1.2", "1.2.392.200011.61.1.1.1.3", "1.2.392.200011.61.1.1.1.4": "Camellia-CBC"
        case "1.2.410.200004.1.4": "SEED-CBC"
        case "1.2.410.200046.1.1.2", "1.2.410.200046.1.1.7", "1.2.410.200046.1.1.12": "ARIA-CBC"
        case "1.2.156.10197.1.104.2": "SM4-CBC"
        case "2.16.840.1.101.3.4.1.6", "2.16.840.1.101.3.4.1.26", "2.16.840.1.101.3.4.1.46": "AES-GCM"
        case "1.2.840.113549.2.8": "PBKDF2 with HMAC-SHA224"
        case "1.2.840.113549.2.12", "1.2.840.113549.2.13": "PBKDF2 with a truncated HMAC-SHA512"
        default: identifier
        }
    }
}
