import Crypto
import FoundationEssentials
import MintCore

/// A data key that sealed files are under, wherever it came from.
struct VaultKey: Sendable, Equatable {
    /// Names the key in every file that it sealed (`kid`).
    let id: String
    /// 256 bits, in locked memory for as long as we have them.
    private let bytes: Secret

    /// For one operation; swift-crypto wipes its own copy.
    private var material: SymmetricKey { bytes.withBytes { SymmetricKey(data: $0) } }

    /// A new key.
    init() {
        id = Base64URL.encode(SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) })
        bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Secret($0) }
    }
}

extension VaultKey {
    /// The key as a JWK (RFC 7518 §6.4), which other JOSE tools read.
    var jwk: JSONValue {
        [
            "kty": "oct", "alg": "A256GCM", "kid": .string(id),
            "k": .string(bytes.withBytes { Base64URL.encode($0) }),
        ]
    }

    /// - Returns: `nil` for anything but a 256-bit symmetric key with an id and no other use.
    init?(jwk: JSONValue) {
        guard jwk["kty"]?.text == "oct", jwk["alg"] == nil || jwk["alg"]?.text == "A256GCM",
            let id = jwk["kid"]?.text, (1...128).contains(id.utf8.count),
            var decoded = jwk["k"]?.text.flatMap({ Base64URL.decode($0) }), decoded.count == 32
        else { return nil }
        self.id = id
        bytes = Secret(decoded)
        decoded.wipe()
    }
}

extension VaultKey {
    /// Seals a secret under a header of its own, with a fresh random nonce.
    func sealed(_ secret: Secret, _ header: VaultHeader) -> [UInt8]? {
        var header = header
        header.keyID = id
        return sealed(secret, protected: Base64URL.encode(header.json.utf8))
    }

    func sealed(_ secret: Secret, protected: String) -> [UInt8]? {
        let box = secret.withBytes { bytes in
            try? AES.GCM.seal(bytes, using: material, nonce: AES.GCM.Nonce(), authenticating: Data(protected.utf8))
        }
        guard let box else { return nil }
        let jwe = CompactJWE(
            protected: protected, nonce: Array(box.nonce), ciphertext: Array(box.ciphertext), tag: Array(box.tag))
        return jwe.bytes
    }

    /// Opens a sealed file.
    ///
    /// - Returns: `nil` where the file was cut or changed, is under another key, or is no sealed secret of ours.
    func opened(_ file: [UInt8]) -> (header: VaultHeader, secret: Secret)? {
        guard let sealed = SealedSecret(file), let secret = opened(sealed) else { return nil }
        return (sealed.header, secret)
    }

    /// - Returns: `nil` where it was changed, or is under another key.
    func opened(_ sealed: SealedSecret) -> Secret? {
        let jwe = sealed.jwe
        guard sealed.header.keyID == id, let nonce = try? AES.GCM.Nonce(data: jwe.nonce),
            let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: jwe.ciphertext, tag: jwe.tag),
            var plain = try? AES.GCM.open(box, using: material, authenticating: Data(jwe.protected.utf8))
        else { return nil }
        defer { plain.resetBytes(in: 0..<plain.count) }
        return Secret(plain)
    }

    /// Which key a sealed file names, also where the rest of it was cut off. It is only a hint until that key opens it.
    static func named(by file: [UInt8]) -> String? {
        let protected = file.prefix { $0 != UInt8(ascii: ".") }
        guard protected.count < file.count else { return nil }
        return Base64URL.decode(ascii: protected).flatMap { JSONValue(bytes: $0) }?["kid"]?.text
    }
}

/// A sealed file as far as it can be read without its key. Nothing of it is to be believed before the key opens it.
struct SealedSecret {
    let jwe: CompactJWE
    let header: VaultHeader

    /// - Returns: `nil` where it was cut, or is no sealed secret of ours.
    init?(_ file: [UInt8]) {
        guard let jwe = CompactJWE(serialized: file), jwe.encryptedKey.isEmpty,
            let header = jwe.header.flatMap({ VaultHeader(json: $0) })
        else { return nil }
        (self.jwe, self.header) = (jwe, header)
    }
}
