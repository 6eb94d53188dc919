import MintCore
import TestSupport
import Testing

@testable import MintKeyring

/// A vault whose key a passphrase seals.
@Suite struct VaultPassphraseTests {
    let vault: TestVault

    init() throws { vault = try TestVault() }

    @Test func `the passphrase is asked for once in a process, when a key is first needed`() async throws {
        try await vault.opened().create(passphrase: vault.passphrase)
        let person = Attendant("correct horse battery staple")
        let keyring = vault.opened(by: person.attendant)
        #expect(await keyring.state() == .locked && person.asked.isEmpty)
        #expect(await keyring.opening() == .unlock)
        #expect(try await keyring.secret(at: vault.key, bound: vault.binding) == nil && person.asked.isEmpty)
        let keys = try await vault.filled(3, by: keyring)
        #expect(try await vault.holds(keys, for: keyring))
        try await keyring.makeReady()
        #expect(person.asked == [1])
        #expect(await keyring.state() == .ready)
        #expect(await keyring.opening() == .none)
    }

    @Test func `many who need it at once wait for one answer`() async throws {
        try await vault.opened().create(passphrase: vault.passphrase)
        let keys = try await vault.filled(8, by: vault.unlocked())
        let person = Attendant("correct horse battery staple", "another answer")
        let keyring = vault.opened(by: person.attendant)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for key in keys {
                group.addTask {
                    let secret = try await keyring.secret(at: key, bound: vault.binding)
                    #expect(secret != nil)
                }
            }
            try await group.waitForAll()
        }
        #expect(person.asked == [1])
    }

    @Test func `the port's promises hold behind a passphrase`() async throws {
        try await vault.opened().create(passphrase: vault.passphrase)
        try await checkKeyring(vault.unlocked(), keepsBinding: true)
    }

    @Test func `where nobody can be asked, the error names the other two keys`() async throws {
        try await vault.opened().create(passphrase: vault.passphrase)
        let keys = try await vault.filled(1, by: vault.unlocked())
        let keyring = vault.opened()
        let error = KeyringError.unavailable(.vault, .locked)
        await #expect(throws: error) { try await keyring.makeReady() }
        await #expect(throws: error) { try await keyring.secret(at: keys[0], bound: vault.binding) }
        await #expect(throws: error) { try await keyring.store(Secret("x"), at: keys[0], bound: vault.binding) }
        #expect(error.exitStatus == .store)
        let hint = try #require(error.hint)
        #expect(hint.contains("vault change-passphrase --remove") && hint.contains("LoadCredential=mintmark.vault.key"))
        try await keyring.remove(keys[0])  // needs no key
    }

    @Test func `three wrong answers are enough, and nobody is asked again`() async throws {
        try await vault.opened().create(passphrase: vault.passphrase)
        let person = Attendant("a", "b", "c", "correct horse battery staple")
        let keyring = vault.opened(by: person.attendant)
        for _ in 0..<2 {
            await #expect(throws: KeyringError.wrongPassword(.vault)) { try await keyring.makeReady() }
            await #expect(throws: KeyringError.wrongPassword(.vault)) {
                try await keyring.store(Secret("x"), at: vault.key, bound: vault.binding)
            }
        }
        #expect(person.asked == [1, 2, 3])
        try await keyring.open(with: vault.passphrase)  // a dialog still may
        try await keyring.makeReady()
    }

    @Test func `a second answer may be the right one; no answer ends the questions`() async throws {
        try await vault.opened().create(passphrase: vault.passphrase)
        let person = Attendant("wrong", "correct horse battery staple")
        try await vault.opened(by: person.attendant).makeReady()
        #expect(person.asked == [1, 2])
        let leaver = Attendant("wrong", nil, "correct horse battery staple")
        let keyring = vault.opened(by: leaver.attendant)
        for _ in 0..<2 {
            await #expect(throws: KeyringError.unavailable(.vault, .locked)) { try await keyring.makeReady() }
        }
        #expect(leaver.asked == [1, 2])
    }

    @Test func `whoever is busy with something else is asked again; whoever breaks it off is not`() async throws {
        try await vault.opened().create(passphrase: vault.passphrase)
        let busy = Attendant([.notNow, .given(vault.passphrase)])
        let keyring = vault.opened(by: busy.attendant)
        await #expect(throws: KeyringError.unavailable(.vault, .locked)) { try await keyring.makeReady() }
        try await keyring.makeReady()
        #expect(busy.asked == [1, 1])
        let leaver = Attendant([.interrupted, .given(vault.passphrase)])
        let other = vault.opened(by: leaver.attendant)
        await #expect(throws: KeyringError.cancelled(.vault)) { try await other.makeReady() }
        await #expect(throws: KeyringError.unavailable(.vault, .locked)) { try await other.makeReady() }
        #expect(leaver.asked == [1])
    }

    @Test func `a wrong passphrase is told also where the vault is open`() async throws {
        try await vault.opened().create(passphrase: vault.passphrase)
        let keyring = try await vault.unlocked()
        for wrong in ["", "correct horse battery stapl", "correct horse battery staple "] {
            await #expect(throws: KeyringError.wrongPassword(.vault)) { try await keyring.open(with: Secret(wrong)) }
        }
        #expect(await keyring.state() == .ready)
    }

    @Test func `a passphrase that another process changed is asked for only where a new key needs it`() async throws {
        try await vault.opened().create(passphrase: vault.passphrase)
        let ours = try await vault.unlocked()
        let keys = try await vault.filled(2, by: ours)
        let theirs = try await vault.unlocked()
        try await theirs.changePassphrase(from: nil, to: Secret("tr0mbones at noon"))
        #expect(try await vault.holds(keys, for: ours))
        #expect(await ours.state() == .ready)
        let more = try await vault.filled(1, by: ours)
        #expect(try await vault.holds(more, for: theirs))

        _ = try await theirs.rotateKey { _, _ in }
        await #expect(throws: KeyringError.unavailable(.vault, .locked)) {
            try await ours.store(Secret("lost?"), at: vault.key, bound: vault.binding)
        }
        #expect(try await ours.secret(at: vault.key, bound: vault.binding) == nil)
        try await ours.open(with: Secret("tr0mbones at noon"))
        #expect(try await vault.holds(keys + more, for: ours))
    }

    @Test func `a key that another process made under the same passphrase is read without a question`() async throws {
        try await vault.opened().create(passphrase: vault.passphrase)
        let ours = try await vault.unlocked()
        let keys = try await vault.filled(2, by: ours)
        _ = try await vault.unlocked().rotateKey { _, _ in }
        #expect(try await vault.holds(keys, for: ours))
        let more = try await vault.filled(1, by: ours)
        #expect(vault.keyIDs.count == 1)
        #expect(try await vault.holds(keys + more, for: vault.unlocked()))
    }
}

extension TestVault {
    /// An item that a test may use once.
    var key: KeyringKey {
        KeyringKey(profile: ProfileID(rawValue: "one-item"), kind: .clientSecret, generation: 1)
    }
}
