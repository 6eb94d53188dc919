import Crypto
import FoundationEssentials
import MintCore

/// The data key that the sealed files of one vault are under, wherever it came from.
struct VaultKey: Sendable {
    /// Names the key in every file that it sealed (`kid`).
    let id: String
    let material: SymmetricKey

    /// A new 256-bit key.
    init() {
        id = Base64URL.encode(SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) })
        material = SymmetricKey(size: .bits256)
    }
}

extension VaultKey {
    /// The key as a JWK (RFC 7518 §6.4), which other JOSE tools read.
    var jwk: [UInt8] {
        let members: JSONValue = [
            "kty": "oct", "alg": "A256GCM", "kid": .string(id),
            "k": .string(material.withUnsafeBytes { Base64URL.encode($0) }),
        ]
        return Array((members.serialized() + "\n").utf8)
    }

    /// - Returns: `nil` for anything but a 256-bit symmetric key with an id and no other use.
    init?(jwk: [UInt8]) {
        guard let members = JSONValue(bytes: jwk), members["kty"]?.text == "oct",
            members["alg"] == nil || members["alg"]?.text == "A256GCM",
            let id = members["kid"]?.text, (1...128).contains(id.utf8.count),
            var bytes = members["k"]?.text.flatMap({ Base64URL.decode($0) }), bytes.count == 32
        else { return nil }
        self.id = id
        material = SymmetricKey(data: bytes)
        bytes.wipe()
    }
}

extension VaultKey {
    /// Seals a secret under a header of its own, with a fresh random nonce.
    func sealed(_ secret: Secret, _ key: KeyringKey, _ binding: SecretBinding) -> [UInt8]? {
        let protected = Base64URL.encode(VaultHeader(keyID: id, key, binding).json.utf8)
        let box = secret.withBytes { bytes in
            try? AES.GCM.seal(bytes, using: material, nonce: AES.GCM.Nonce(), authenticating: Data(protected.utf8))
        }
        guard let box else { return nil }
        let jwe = CompactJWE(
            protected: protected, nonce: Array(box.nonce), ciphertext: Array(box.ciphertext), tag: Array(box.tag))
        return Array(jwe.serialized.utf8)
    }

    /// Opens a sealed file. The header is not even read before it is known to be authentic.
    ///
    /// - Returns: `nil` where the file was cut or changed, is under another key, or is no sealed secret of ours.
    func opened(_ file: [UInt8]) -> (header: VaultHeader, secret: Secret)? {
        guard let jwe = CompactJWE(serialized: file), let nonce = try? AES.GCM.Nonce(data: jwe.nonce),
            let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: jwe.ciphertext, tag: jwe.tag),
            var plain = try? AES.GCM.open(box, using: material, authenticating: Data(jwe.protected.utf8))
        else { return nil }
        defer { plain.resetBytes(in: 0..<plain.count) }
        guard let header = jwe.header.flatMap({ VaultHeader(json: $0) }), header.keyID == id else { return nil }
        return (header, Secret(plain))
    }
}
