import FoundationEssentials
import Glibc
import MintCore
import TestSupport
import Testing

@testable import MintKeyring

/// Making a vault, its passphrase, its credential, and what its status says.
@Suite struct VaultAdministrationTests {
    let vault: TestVault
    let new = Secret("tr0mbones at noon")

    init() throws { vault = try TestVault() }

    @Test func `what is there is not made again, and is said`() async throws {
        try await vault.opened().create(passphrase: nil)
        let plain = bytes(of: vault.keyPath)
        for passphrase in [nil, vault.passphrase] {
            let words = "the key file \(vault.keyPath)"
            await #expect(throws: VaultError.alreadyThere(words)) {
                try await vault.opened().create(passphrase: passphrase)
            }
        }
        #expect(bytes(of: vault.keyPath) == plain && vault.folder.mode(of: "conf/vault.key") == 0o600)
        put("nonsense".utf8, at: vault.keyPath)
        let error = await #expect(throws: VaultError.self) { try await vault.opened().create(passphrase: nil) }
        #expect(error?.headline.contains("is not a vault key") == true && error?.exitStatus == .local)
        #expect(bytes(of: vault.keyPath) == Array("nonsense".utf8))
    }

    @Test func `a key is not made anew for files that need another`() async throws {
        _ = try await vault.filled(1, by: vault.opened())
        #expect(unlink(vault.keyPath) == 0)
        let error = await #expect(throws: VaultError.self) { try await vault.opened().create(passphrase: nil) }
        #expect(error?.headline.contains("is missing, and a sealed file needs it") == true)
        #expect(error?.exitStatus == .store && vault.keyFiles.isEmpty)
    }

    @Test func `many who make it at once make one`() async throws {
        let made = await withTaskGroup(of: Int.self) { group in
            for index in 0..<12 {
                group.addTask {
                    let passphrase = index.isMultiple(of: 2) ? vault.passphrase : nil
                    return (try? await vault.opened().create(passphrase: passphrase)) == nil ? 0 : 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(made == 1 && vault.keyFiles == ["vault.key"])
    }

    @Test func `a passphrase is set, changed and removed, and the files stay as they are`() async throws {
        let keys = try await vault.filled(2, by: vault.opened())
        let sealed = bytes(of: vault.file(keys[0]))
        await #expect(throws: VaultError.noPassphrase) { try await vault.opened().changePassphrase(from: nil, to: nil) }

        let setter = vault.opened()
        try await setter.changePassphrase(from: nil, to: vault.passphrase)
        #expect(try await vault.holds(keys, for: setter))  // who set it is not asked
        #expect(await vault.opened().state() == .locked)
        #expect(!String(decoding: bytes(of: vault.keyPath), as: UTF8.self).contains(#""k""#))

        for wrong in [Secret("another"), Secret("")] {
            await #expect(throws: VaultError.keyring(.wrongPassword(.vault))) {
                try await vault.opened().changePassphrase(from: wrong, to: new)
            }
        }
        await #expect(throws: VaultError.keyring(.unavailable(.vault, .locked))) {
            try await vault.opened().changePassphrase(from: nil, to: new)
        }
        try await vault.opened().changePassphrase(from: vault.passphrase, to: new)
        await #expect(throws: KeyringError.wrongPassword(.vault)) { try await vault.unlocked() }

        try await vault.opened().changePassphrase(from: new, to: nil)
        #expect(try await vault.holds(keys, for: vault.opened()))
        #expect(bytes(of: vault.file(keys[0])) == sealed && vault.folder.mode(of: "conf/vault.key") == 0o600)
        #expect(vault.keyFiles == ["vault.key"])
    }

    @Test func `of several who change the passphrase at once, one succeeds, and its passphrase opens the vault`()
        async throws
    {
        try await vault.opened().create(passphrase: vault.passphrase)
        let keys = try await vault.filled(1, by: vault.unlocked())
        let choices = (0..<4).map { Secret("tr0mbones at noon \($0)") }
        for isAsked in [false, true] {
            let current = await vault.working(vault.passphrase, choices)
            // Who was asked has it open before anybody changes it.
            var contenders: [(keyring: VaultKeyring, choice: Secret)] = []
            for choice in choices where choice != current {
                let keyring = vault.opened()
                if isAsked { try await keyring.open(with: current) }
                contenders.append((keyring, choice))
            }
            let outcomes = await withTaskGroup(of: (Secret, VaultError?).self) { [contenders] group in
                for (keyring, choice) in contenders {
                    group.addTask {
                        do throws(VaultError) {
                            try await keyring.changePassphrase(from: isAsked ? nil : current, to: choice)
                            return (choice, nil)
                        } catch {
                            return (choice, error)
                        }
                    }
                }
                return await group.reduce(into: [(Secret, VaultError?)]()) { $0.append($1) }
            }
            let winners = outcomes.filter { $0.1 == nil }.map(\.0)
            #expect(winners.count == 1)
            #expect(
                outcomes.allSatisfy { outcome in
                    [nil, .changedMeanwhile, .keyring(.wrongPassword(.vault))].contains(outcome.1)
                }, "\(isAsked): \(outcomes.map(\.1))")
            let next = vault.opened()
            try await next.open(with: #require(winners.first))
            #expect(try await vault.holds(keys, for: next))
        }
    }

    @Test func `a passphrase that was set meanwhile is not replaced by who never had it`() async throws {
        let keys = try await vault.filled(1, by: vault.opened())
        let (first, second) = (vault.opened(), vault.opened())
        async let one: Void = first.changePassphrase(from: nil, to: vault.passphrase)
        async let other: Void = second.changePassphrase(from: nil, to: new)
        let results = [try? await one, try? await other]
        #expect(results.compactMap { $0 }.count == 1)
        let next = vault.opened()
        try await next.open(with: results[0] != nil ? vault.passphrase : new)
        #expect(try await vault.holds(keys, for: next))
    }

    @Test func `a curtain asks where nobody can tell, and only the passphrase itself takes it away`() async throws {
        let keyring = vault.opened()
        try await keyring.create(passphrase: vault.passphrase)
        #expect(chmod(vault.keyPath, 0o644) == 0)
        #expect(await keyring.hasPassphrase())
        #expect(chmod(vault.keyPath, 0o600) == 0)
        try await keyring.verify(vault.passphrase)
        await #expect(throws: KeyringError.wrongPassword(.vault)) { try await keyring.verify(new) }
        // Somebody takes the passphrase away: that proves nothing about who sits here.
        try await vault.opened().changePassphrase(from: vault.passphrase, to: nil)
        await #expect(throws: KeyringError.wrongPassword(.vault)) { try await keyring.verify(new) }
        await #expect(throws: KeyringError.wrongPassword(.vault)) { try await vault.opened().verify(new) }
        try await keyring.verify(vault.passphrase)
    }

    @Test func `a rotation keeps the old key while a file does not say which one it needs`() async throws {
        let keyring = vault.opened()
        let keys = try await vault.filled(2, by: keyring)
        let good = bytes(of: vault.file(keys[0]))
        put(Array("!!!!".utf8) + good.dropFirst(4), at: vault.file(keys[0]))
        let rotation = try await keyring.rotateKey { _, _ in }
        #expect(!rotation.isFinished)
        // The file comes back from a backup.
        put(good, at: vault.file(keys[0]))
        #expect(try await vault.holds(keys, for: vault.opened()))
        #expect(try await vault.opened().rotateKey { _, _ in }.isFinished)
        #expect(try await vault.holds(keys, for: vault.opened()))
    }

    @Test func `there is nothing to change where there is no key`() async throws {
        await #expect(throws: VaultError.noKey) { try await vault.opened().changePassphrase(from: nil, to: new) }
        #expect(names(in: vault.folder.path).isEmpty)
    }

    @Test func `a systemd credential goes before the key file, and is never written`() async throws {
        try await vault.opened().create(passphrase: nil)
        let path = vault.folder.file("mintmark.vault.key")
        let set = VaultKeySet(VaultKey())
        put(set.json.utf8, at: path, mode: 0o400)
        let keyring = vault.opened(credential: path)
        let keys = try await vault.filled(1, by: keyring)
        #expect(vault.keyIDs == [set.current.id])
        #expect(await keyring.status().source == .init(path: path, content: .plain))
        await #expect(throws: VaultError.readOnly(path)) { try await keyring.changePassphrase(from: nil, to: new) }
        await #expect(throws: VaultError.alreadyThere("the systemd credential \(path)")) {
            try await keyring.create(passphrase: nil)
        }
        // Without it the key file is used, which does not open that file.
        await #expect(throws: KeyringError.keyMissing(vault.file(keys[0]), id: set.current.id)) {
            try await vault.opened(credential: vault.folder.file("none")).secret(at: keys[0], bound: vault.binding)
        }
        #expect(chmod(path, 0o644) == 0)
        guard case .keyUnavailable(let reason) = await keyring.state() else {
            Issue.record("used")
            return
        }
        #expect(reason.contains("the systemd credential \(path) is readable by others (0644)"))
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func `systemd's own modes are taken, and no others`() async throws {
        let path = vault.folder.file("mintmark.vault.key")
        put(VaultKeySet(VaultKey()).json.utf8, at: path)
        let credential = VaultKeyFile(path: path, isCredential: true)
        for mode in [0o400, 0o440, 0o600] as [mode_t] {
            #expect(chmod(path, mode) == 0)
            #expect(try credential.load() != nil, "\(mode)")
        }
        for mode in [0o444, 0o460, 0o404, 0o500] as [mode_t] {
            #expect(chmod(path, mode) == 0)
            #expect(throws: VaultFailure.self, "\(mode)") { try credential.load() }
        }
        #expect(chmod(path, 0o440) == 0)
        #expect(throws: VaultFailure.self) { try VaultKeyFile(path: path).load() }
        #expect(chown(path, 0, 12345) == 0)
        #expect(throws: VaultFailure.self) { try credential.load() }
    }

    @Test func `status names what does not open, and the rest still does`() async throws {
        let keyring = vault.opened()
        #expect(await keyring.status().source == nil)
        let keys = try await vault.filled(4, by: keyring)
        put("half".utf8, at: vault.file(keys[0]))
        let header = VaultHeader(keyID: "", keys[1], vault.binding)
        let lost = VaultKey()
        try put(#require(lost.sealed(Secret("x"), header)), at: vault.file(keys[1]))
        put(bytes(of: vault.file(keys[2])).dropLast(4), at: vault.file(keys[2]))
        put("half".utf8, at: vault.path + "/.one.jwe.1.tmp")
        let status = await keyring.status()
        #expect(Set(status.damagedFiles) == [vault.file(keys[0]), vault.file(keys[2])])
        #expect(status.filesUnderUnknownKeys == [vault.file(keys[1])])
        #expect(status.files == 4 && status.leftovers == 1 && status.filesUnderOldKeys == 0 && !status.isSound)
        #expect(status.filesWereOpened && status.state == .ready)
        for key in keys[..<3] {
            let path = vault.file(key)
            let error = key == keys[1] ? KeyringError.keyMissing(path, id: lost.id) : .damaged(path)
            await #expect(throws: error) { try await keyring.secret(at: key, bound: vault.binding) }
            #expect(error.headline.contains(lost.id) == (key == keys[1]))
        }
        #expect(try await vault.holds([keys[3]], for: keyring))
    }

    @Test func `status of a locked vault asks nobody and tells what the outside shows`() async throws {
        try await vault.opened().create(passphrase: vault.passphrase)
        let keys = try await vault.filled(2, by: vault.unlocked())
        put("half".utf8, at: vault.file(keys[0]))
        let person = Attendant("correct horse battery staple")
        let status = await vault.opened(by: person.attendant).status()
        #expect(person.asked.isEmpty && status.state == .locked && !status.filesWereOpened && status.hasPassphrase)
        #expect(status.keyFile == .init(path: vault.keyPath, content: .passphrase(rounds: 1000)))
        #expect(status.files == 2 && status.damagedFiles == [vault.file(keys[0])] && status.filesUnderOldKeys == 0)
    }
}
