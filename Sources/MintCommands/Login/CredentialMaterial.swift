import MintBoard
import MintCore

/// Reads what an operator typed, pasted or named as a credential.
struct CredentialMaterial {
    /// What `~` stands for.
    let home: String?

    func file(_ path: String) throws -> Secret {
        guard path.hasPrefix("~/"), let home else { return Secret(try FileInput.read(path)) }
        return Secret(try FileInput.read(home + path.dropFirst()))
    }

    /// A secret is one line; the end of it is no part of it.
    func line(_ secret: Secret?) throws -> Secret {
        let bytes = FileInput.withoutFinalNewline(secret.map { $0.withBytes { Array($0) } } ?? [])
        guard !bytes.isEmpty else { throw LoginError.emptySecret }
        let lines = bytes.split(separator: 0x0A).count
        guard lines == 1, !bytes.contains(0x0A) else {
            throw Failure(
                headline: "That has several lines: a client secret is one",
                hint: "A private key goes with private_key_jwt: choose that, one step back.")
        }
        return Secret(bytes)
    }

    func key(_ text: Secret, _ passphrase: Secret?) throws -> SigningKey {
        guard SigningKey.isEncrypted(text) else { return try SigningKey(text, passphrase: nil) }
        guard let passphrase, !passphrase.isEmpty else {
            throw Failure(headline: "The key is encrypted", hint: "Give its passphrase in the field below.")
        }
        return try SigningKey(text, passphrase: passphrase)
    }

    static func token(_ token: Secret) throws -> Secret {
        guard token.withBytes({ !$0.isEmpty && $0.allSatisfy { (0x21...0x7E).contains($0) } }) else {
            throw Failure(headline: "That is no token: it must be printable ASCII without spaces")
        }
        return token
    }
}

extension CredentialFacts {
    init(_ credential: Credential) {
        switch credential {
        case .secret(let secret):
            self.init(
                kind: .clientSecret, words: "a secret of \(secret.count) bytes",
                warning: secret.count < 16 ? "it is short: a server should give out longer ones" : nil)
        case .key(let key):
            let names = key.algorithms.map(\.rawValue).joined(separator: ", ")
            self.init(
                kind: .privateKey,
                words: "a key for \(names), kid \((key.declaredKeyID ?? key.thumbprint).plainLine(limit: 80))",
                publicJWK: key.publicJWK(keyID: key.declaredKeyID).serialized())
        }
    }
}
