import FoundationEssentials

@testable import MintCore
@testable import MintKeyring

extension Target {
    /// Sealed files: changed ones, and authentic ones whose header means something else.
    static let sealedFile = Target("sealed-file", share: 30) { one in
        guard let key = VaultSeeds.key else { return one.expect(false, "the seed is no key") }
        let secret = Secret(VaultSeeds.canary)
        let header =
            one.dice.once(in: 3)
            ? one.dice.written(one.dice.object(VaultSeeds.headerMembers)) : Array(VaultSeeds.header.utf8)
        guard let sealed = key.sealed(secret, protected: Base64URL.encode(header)) else {
            return one.expect(false, "nothing was sealed")
        }
        let file = one.dice.once(in: 2) ? one.dice.mutated(sealed) : sealed
        // Its nonce is another one each time: the header alone is the case's own.
        one.note(header)
        let opened = key.opened(file)
        one.expect(opened == nil || file == sealed, "a changed file was opened")
        one.expect(opened == nil || VaultKey.named(by: file) == key.id, "opened under another key than it names")
        guard let opened else { return }
        one.expect(opened.secret == secret, "another secret was opened")
        let again = key.sealed(opened.secret, opened.header).flatMap { key.opened($0) }
        one.expectEqual(again?.header, opened.header, "sealed and opened again")
        let read = VaultHeader(json: Array(opened.header.json.utf8))
        one.expectEqual(read, opened.header, "written and read again")
    }

    /// Key files: JWKs, sets, and what a passphrase seals.
    static let vaultKey = Target("vault-key", share: 30) { one in
        let file = one.dice.vaultKeyFile()
        switch VaultKeyFile.read(file) {
        case .plain(let set):
            one.expect((1...VaultKeySet.most).contains(set.keys.count), "a set of \(set.keys.count)")
            one.expect(Set(set.ids).count == set.ids.count, "two keys of one id")
            one.expectEqual(VaultKeySet(json: Array(set.json.utf8)), set, "written and read again")
            one.note(file)
        case .sealed(let envelope):
            one.expect(PassphraseEnvelope.rounds.contains(envelope.rounds), "\(envelope.rounds) rounds")
            one.note("\(envelope.rounds) rounds")
            // Few rounds, so that many files can be tried.
            guard envelope.rounds <= 1000, one.dice.once(in: 4) else { return }
            let isOurs = envelope == VaultSeeds.envelope
            one.expect(
                ((try? envelope.opened(with: VaultSeeds.passphrase)) != nil) == isOurs, "a changed envelope was opened")
            one.expect((try? envelope.opened(with: Secret("wrong"))) == nil, "a wrong passphrase opened it")
        case .unreadable(let trouble):
            one.note(file)
            one.expectPlain(trouble, limit: 200, "the trouble")
        }
    }
}

extension Dice {
    fileprivate mutating func vaultKeyFile() -> [UInt8] {
        switch below(5) {
        case 0: return maybeMutated(written(object(VaultSeeds.keyMembers)))
        case 1: return mutated(Array(VaultSeeds.set.serialized().utf8))
        case 2:
            let keys = (0..<count(3, rarely: 30)).map { _ in
                once(in: 2) ? VaultSeeds.jwk("k\(below(20))") : object(VaultSeeds.keyMembers)
            }
            return written(["keys": .array(keys), "current": .string(pick(["one", "two", "k1", "k2"]))])
        case 3: return once(in: 4) ? envelope : mutated(envelope)
        default:
            let parts = envelope.split(separator: UInt8(ascii: "."))
            let header = Base64URL.encode(written(object(VaultSeeds.envelopeMembers)))
            return Array(header.utf8) + parts.dropFirst().flatMap { [UInt8(ascii: ".")] + $0 }
        }
    }

    private var envelope: [UInt8] { Array(VaultSeeds.envelopeText.utf8) }
}
