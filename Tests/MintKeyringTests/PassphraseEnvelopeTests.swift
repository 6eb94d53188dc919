import MintCore
import TestSupport
import Testing

@testable import MintKeyring

/// The key file's sealed form: a wrong passphrase is told apart from damage, and nothing in it makes us wait.
@Suite struct PassphraseEnvelopeTests {
    let vault: TestVault
    let set = VaultKeySet(VaultKey()).adding(VaultKey())
    let envelope: PassphraseEnvelope

    init() throws {
        vault = try TestVault()
        envelope = try #require(PassphraseEnvelope(set, passphrase: vault.passphrase, rounds: 1000))
    }

    private func changed(_ part: Int, _ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var parts = envelope.serialized.split(separator: ".").map(String.init)
        var bytes = Base64URL.decode(parts[part]) ?? []
        change(&bytes)
        parts[part] = Base64URL.encode(bytes)
        return Array(parts.joined(separator: ".").utf8)
    }

    private func changedHeader(_ member: String, _ value: JSONValue?) -> [UInt8] {
        changed(0) { bytes in
            var members = JSONValue(bytes: bytes)?.members ?? [:]
            members[member] = value
            bytes = Array(JSONValue.object(members).serialized().utf8)
        }
    }

    @Test func `the header says what common tools need, and each sealing has its own salt`() throws {
        let header = try #require(
            CompactJWE(serialized: Array(envelope.serialized.utf8))?.header.flatMap { JSONValue(bytes: $0) })
        #expect(header["alg"] == "PBES2-HS512+A256KW" && header["enc"] == "A256GCM" && header["cty"] == "jwk-set+json")
        #expect(header["p2s"]?.text.flatMap { Base64URL.decode($0) }?.count == 32 && header["p2c"] == 1000)
        let again = try #require(PassphraseEnvelope(set, passphrase: vault.passphrase))
        #expect(again.rounds == 210_000 && again.serialized.prefix(200) != envelope.serialized.prefix(200))
        #expect(try envelope.opened(with: vault.passphrase) == set)
        let one = try #require(PassphraseEnvelope(VaultKeySet(VaultKey()), passphrase: vault.passphrase, rounds: 1000))
        #expect(
            JSONValue(bytes: CompactJWE(serialized: Array(one.serialized.utf8))?.header ?? [])?["cty"] == "jwk+json")
    }

    @Test(arguments: ["", "x", "correct horse battery stapl", "Correct horse battery staple"])
    func `a wrong passphrase is a wrong passphrase`(text: String) {
        #expect(throws: PassphraseEnvelope.Refusal.wrongPassphrase) { try envelope.opened(with: Secret(text)) }
    }

    @Test func `what the right passphrase does not open is damaged`() throws {
        for part in [2, 3, 4] {
            let file = changed(part) { $0[$0.count / 2] ^= 1 }
            let read = try PassphraseEnvelope(file: file)
            #expect(throws: PassphraseEnvelope.Refusal.damaged) { try read.opened(with: vault.passphrase) }
        }
        // Authentic, but not what the header says is inside.
        let other = changedHeader("keys", ["another"])
        #expect(throws: PassphraseEnvelope.Refusal.damaged) {
            try PassphraseEnvelope(file: other).opened(with: vault.passphrase)
        }
    }

    @Test(
        arguments: [
            ("alg", "PBES2-HS256+A128KW"), ("alg", "dir"), ("alg", nil), ("enc", "A128GCM"), ("enc", nil), ("p2s", nil),
            ("p2s", "AAAA"), ("p2s", "=="), ("p2s", 7), ("p2c", nil), ("p2c", "210000"), ("p2c", .double(1000.5)),
            ("zip", "DEF"), ("crit", ["p2c"]), ("crit", .null),
        ] as [(String, JSONValue?)])
    func `a header that is none is no envelope`(member: String, value: JSONValue?) {
        let file = changedHeader(member, value)
        #expect(throws: PassphraseEnvelope.Trouble.shape) { try PassphraseEnvelope(file: file) }
    }

    @Test(arguments: [0, -1, 999, 2_000_001, 4_294_967_295, Int(Int64.max)])
    func `rounds that would hang us, or protect nothing, are refused before the first`(rounds: Int) {
        let file = changedHeader("p2c", .int(Int64(rounds)))
        #expect(throws: PassphraseEnvelope.Trouble.rounds(rounds)) { try PassphraseEnvelope(file: file) }
    }

    @Test func `no octet can be cut off or added, but a line's end`() throws {
        let file = Array(envelope.serialized.utf8)
        for count in stride(from: 0, to: file.count, by: 3) {
            guard let cut = try? PassphraseEnvelope(file: Array(file.prefix(count))) else { continue }
            #expect(throws: PassphraseEnvelope.Refusal.self) { try cut.opened(with: vault.passphrase) }
        }
        for extra in [" ", ".", "=", "\u{0}"] {
            #expect(throws: PassphraseEnvelope.Trouble.shape) { try PassphraseEnvelope(file: file + Array(extra.utf8)) }
        }
        #expect(try PassphraseEnvelope(file: file + [0x0D, 0x0A]) == envelope)
    }

    @Test func `a damaged key file is said to be damaged, whatever the passphrase`() async throws {
        try await vault.opened().create(passphrase: vault.passphrase)
        put(changedHeader("p2c", 2_000_001), at: vault.keyPath)
        let keyring = vault.opened()
        guard case .keyUnavailable(let reason) = await keyring.state() else {
            Issue.record("usable")
            return
        }
        #expect(reason.contains(vault.keyPath) && reason.contains("is damaged: it asks for 2000001 rounds"))
        #expect(await keyring.opening() == .none)
        for file in [changedHeader("enc", nil), changed(3) { $0[0] ^= 1 }] {
            put(file, at: vault.keyPath)
            await #expect(throws: KeyringError.damaged(vault.keyPath)) {
                try await vault.opened().open(with: vault.passphrase)
            }
        }
        put(changed(1) { $0[0] ^= 1 }, at: vault.keyPath)
        await #expect(throws: KeyringError.wrongPassword(.vault)) {
            try await vault.opened().open(with: vault.passphrase)
        }
    }
}
