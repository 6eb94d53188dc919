import FoundationEssentials

@testable import MintCore

extension Target {
    /// Private JWKs and sets of them, in the members' own terms.
    static let jwk = Target("jwk", share: 30) { one in
        let value = one.dice.privateJWK()
        let body = one.dice.written(one.dice.once(in: 6) ? ["keys": .array([value, one.dice.value()])] : value)
        one.note(body)
        one.read(body, hiding: Sample.holdsCanary(body, only: KeyParts.secret) ? Words.canary : nil)
        guard let set = try? JSONWebKeySet([value]) else { return }
        let published = set.json["keys"]?.items?.first?.members ?? [:]
        one.expect(published.keys.allSatisfy { !KeyParts.secret.contains($0) }, "a private member is published")
        one.expect(published.values.allSatisfy { $0.text != nil }, "a member is published that is no text")
    }

    /// Key files: PEM and DER, with their parts mixed up.
    static let key = Target("key", share: 10) { one in
        let bytes = one.dice.keyFile(one.dice.pick(KeySeeds.plain))
        one.note(bytes)
        one.read(bytes)
    }

    /// Encrypted key files, but none that would take long to open.
    static let encryptedKey = Target("encrypted-key", share: 3) { one in
        let bytes = one.dice.keyFile(one.dice.pick(KeySeeds.encrypted))
        one.note(bytes)
        guard KeyParts.isQuick(bytes) else {
            one.expect(bytes.count <= KeyFile.sizeLimit, "a file of \(bytes.count) bytes was looked into")
            return
        }
        one.read(bytes)
    }
}

extension Case {
    fileprivate mutating func read(_ bytes: [UInt8], hiding secret: String? = nil) {
        let file = Secret(bytes)
        do {
            let key = try SigningKey(file, passphrase: Secret(dice.once(in: 4) ? "wrong" : KeySeeds.passphrase))
            let again = try SigningKey(key.serialized)
            expectEqual(again.thumbprint, key.thumbprint, "stored and read again")
            expect(!key.algorithms.isEmpty, "a key without an algorithm")
            let published = key.publicJWK().members ?? [:]
            expect(KeyParts.secret.allSatisfy { published[$0] == nil }, "a private member is published")
            expect(String(reflecting: key).hasPrefix("<signing key"), "the description is \(String(reflecting: key))")
        } catch {
            expectFit(error, hiding: secret)
        }
    }
}

private enum KeyParts {
    static let secret = ["d", "p", "q", "dp", "dq", "qi", "k", "oth"]

    /// Whether opening it costs no more than a few thousand rounds.
    static func isQuick(_ bytes: [UInt8]) -> Bool {
        guard case .der(let der) = try? KeyFile(Secret(bytes)), let root = DERElement(der),
            case .encrypted(let sealed) = try? KeyStructure(root), let scheme = try? PBES2(sealed.algorithm)
        else { return true }
        switch scheme.derivation {
        case .pbkdf2(_, let iterations, _): return iterations <= 20_000
        case .scrypt(_, let cost, let blockSize, let parallelism): return cost * blockSize * parallelism <= 1 << 15
        }
    }
}

extension Dice {
    fileprivate mutating func privateJWK() -> JSONValue {
        guard var members = JSONValue(bytes: Array(pick(KeySeeds.jwks).utf8))?.members else { return .null }
        let strangers = JSONValue(bytes: Array(pick(KeySeeds.jwks).utf8))?.members ?? [:]
        for _ in 0..<below(3) {
            let name = pick(members.keys.sorted() + ["alg", "use", "kid", "oth", "kty"])
            let edges: [JSONValue] = [
                "", "AA", "AQ", "AQAB", "_", "sig", "ES256", "EdDSA", "oct", "EC", "P-384", "P-521", value(),
            ]
            members[name] = once(in: 4) ? strangers[name] : pick(edges)
        }
        if once(in: 3) { members[pick(["d", "p", "k"])] = .string(Words.canary) }
        return .object(members)
    }

    fileprivate mutating func keyFile(_ pem: String) -> [UInt8] {
        let lines = pem.split(separator: "\n")
        switch below(5) {
        case 0: return mutated(Array(pem.utf8))
        case 1:
            let labels = [
                "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "CERTIFICATE", text(),
            ]
            let label = pick(labels)
            let text = (["-----BEGIN \(label)-----"] + lines.dropFirst().dropLast() + ["-----END \(label)-----"])
                .joined(separator: "\n")
            return Array((once(in: 3) ? text + "\n" + text : text).utf8)
        default:
            let der = Array(Data(base64Encoded: lines.dropFirst().dropLast().joined()) ?? Data())
            let broken = once(in: 6) ? der : mutated(der)
            guard once(in: 2) else { return broken }
            return Array("\(lines[0])\n\(Data(broken).base64EncodedString())\n\(lines[lines.count - 1])\n".utf8)
        }
    }
}
