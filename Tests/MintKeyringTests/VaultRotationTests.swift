import Glibc
import MintCore
import Synchronization
import TestSupport
import Testing

@testable import MintKeyring

@Suite struct VaultRotationTests {
    let vault: TestVault

    init() throws { vault = try TestVault() }

    @Test(arguments: [false, true])
    func `every file moves under the new key, and the old key goes when that is wanted`(hasPassphrase: Bool)
        async throws
    {
        if hasPassphrase { try await vault.opened().create(passphrase: vault.passphrase) }
        let keyring = hasPassphrase ? try await vault.unlocked() : vault.opened()
        let keys = try await vault.filled(7, by: keyring)
        let before = try #require(await keyring.status().keyIDs)
        let seen = Mutex<[Int]>([])
        let rotation = try await keyring.rotateKey { number, count in seen.withLock { $0.append(number * 100 + count) }
        }
        #expect(rotation.isFinished && rotation.resealed == 7 && rotation.damaged.isEmpty)
        #expect(seen.withLock { $0 } == (1...7).map { $0 * 100 + 7 })
        #expect(vault.keyIDs == [rotation.keyID] && rotation.keyID != before[0])
        #expect(rotation.oldKeys == 1 && rotation.forgotten == 0)
        #expect(await keyring.status().keyIDs == [rotation.keyID] + before)
        let end = try await keyring.forgetOldKeys { _, _ in }
        #expect(end.isFinished && end.keyID == rotation.keyID && (end.forgotten, end.oldKeys) == (1, 0))
        let other = hasPassphrase ? try await vault.unlocked() : vault.opened()
        #expect(await other.status().keyIDs == [rotation.keyID])
        #expect(try await vault.holds(keys, for: other))
        #expect(try await vault.holds(keys, for: keyring))
    }

    @Test func `a vault without a key, or with another's, is not rotated`() async throws {
        await #expect(throws: VaultError.noKey) { try await vault.opened().rotateKey { _, _ in } }
        #expect(names(in: vault.folder.path).isEmpty)
        let credential = vault.folder.file("mintmark.vault.key")
        put(VaultKeySet(VaultKey()).json.utf8, at: credential)
        await #expect(throws: VaultError.readOnly(credential)) {
            try await vault.opened(credential: credential).rotateKey { _, _ in }
        }
        await #expect(throws: VaultError.readOnly(credential)) {
            try await vault.opened(credential: credential).forgetOldKeys { _, _ in }
        }
    }

    @Test func `a second vault with the same key file loses nothing, whoever changes the key`() async throws {
        let place = vault.folder.file("second")
        let keys = try await vault.filled(2, by: vault.opened())
        let others = try await vault.filled(2, by: vault.opened(at: place))
        let rotation = try await vault.opened().rotateKey { _, _ in }
        #expect(rotation.isFinished && rotation.oldKeys == 1)
        #expect(try await vault.holds(others, for: vault.opened(at: place)))
        // The second one follows: no third key.
        let second = try await vault.opened(at: place).rotateKey { _, _ in }
        #expect(second.isFinished && second.keyID == rotation.keyID && second.resealed == 2)
        #expect(try await vault.opened().forgetOldKeys { _, _ in }.forgotten == 1)
        #expect(try await vault.holds(keys, for: vault.opened()))
        #expect(try await vault.holds(others, for: vault.opened(at: place)))
    }

    @Test func `two vaults with one key file change keys at once, and both keep theirs`() async throws {
        let places = [vault.path, vault.folder.file("second"), vault.folder.file("third")]
        var keys: [[KeyringKey]] = []
        for place in places { keys.append(try await vault.filled(4, by: vault.opened(at: place))) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for place in places {
                group.addTask {
                    for _ in 0..<3 { _ = try await vault.opened(at: place).rotateKey { _, _ in } }
                }
            }
            try await group.waitForAll()
        }
        for (place, keys) in zip(places, keys) { #expect(try await vault.holds(keys, for: vault.opened(at: place))) }
    }

    @Test func `there are no more keys than are read`() async throws {
        let keys = try await vault.filled(1, by: vault.opened())
        for _ in 1..<VaultKeySet.most { _ = try await vault.opened().rotateKey { _, _ in } }
        let error = VaultError.tooManyKeys(VaultKeySet.most)
        await #expect(throws: error) { try await vault.opened().rotateKey { _, _ in } }
        #expect(error.hint?.contains("mintmark vault rotate-key --forget-old") == true)
        #expect(try await vault.holds(keys, for: vault.opened()))
        #expect(try await vault.opened().forgetOldKeys { _, _ in }.forgotten == VaultKeySet.most - 1)
        #expect(try await vault.opened().rotateKey { _, _ in }.isFinished)
    }

    @Test func `a file that does not open keeps the old key, and all others move`() async throws {
        let keyring = vault.opened()
        let keys = try await vault.filled(3, by: keyring)
        let old = try #require(await keyring.status().keyIDs?.first)
        let whole = bytes(of: vault.file(keys[1]))
        put(whole.dropLast() + [UInt8(ascii: "!")], at: vault.file(keys[1]))
        put("nonsense".utf8, at: vault.path + "/other.jwe")
        put(whole.dropLast(30), at: vault.file(keys[1]))
        for _ in 0..<2 {
            let rotation = try await vault.opened().rotateKey { _, _ in }
            #expect(!rotation.isFinished)
            #expect(try await !vault.opened().forgetOldKeys { _, _ in }.isFinished)
            #expect(Set(rotation.damaged) == [vault.file(keys[1]), vault.path + "/other.jwe"])
            #expect(await keyring.status().keyIDs == [rotation.keyID, old])
        }
        put(whole, at: vault.file(keys[1]))
        let rotation = try await vault.opened().rotateKey { _, _ in }
        #expect(rotation.isFinished && rotation.resealed == 1)
        #expect(try await vault.holds(keys, for: keyring))
        #expect(await keyring.status().keyIDs == [rotation.keyID, old])
        #expect(try await keyring.forgetOldKeys { _, _ in }.isFinished)
        #expect(await keyring.status().keyIDs == [rotation.keyID])
    }

    @Test func `what was cancelled opens everywhere, and the next one finishes it`() async throws {
        let keyring = vault.opened()
        let keys = try await vault.filled(6, by: keyring)
        let task = Task {
            try await keyring.rotateKey { number, _ in
                if number == 2 { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }
        let rotation = try await task.value
        #expect(!rotation.isFinished && rotation.resealed == 2)
        #expect(try await vault.holds(keys, for: vault.opened()))
        let status = await vault.opened().status()
        #expect(status.filesUnderOldKeys == 4 && status.keyIDs?.count == 2 && status.isSound)
        let next = try await vault.opened().rotateKey { _, _ in }
        #expect(next.isFinished && next.resealed == 4 && next.keyID == rotation.keyID)
        #expect(await vault.opened().status().keyIDs?.first == rotation.keyID)
    }

    @Test func `writers and readers go on while keys rotate, and no update is lost`() async throws {
        let keys = try await vault.filled(12, by: vault.opened())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<3 {
                group.addTask {
                    let own = vault.opened()
                    for round in 0..<15 {
                        let key = keys[writer * 4 + round % 4]
                        let value = Secret("\(key.profile.rawValue) \(round)")
                        try await own.store(value, at: key, bound: vault.binding)
                        #expect(try await own.secret(at: key, bound: vault.binding) == value)
                    }
                }
            }
            group.addTask {
                for _ in 0..<3 {
                    let rotation = try await vault.opened().rotateKey { _, _ in }
                    #expect(rotation.isFinished)
                    #expect(try await vault.opened().forgetOldKeys { _, _ in }.oldKeys == 0)
                }
            }
            try await group.waitForAll()
        }
        for (index, key) in keys.enumerated() {
            let last = (0..<15).last { $0 % 4 == index % 4 } ?? 0
            let kept = try await vault.opened().secret(at: key, bound: vault.binding)
            #expect(kept == Secret("\(key.profile.rawValue) \(last)"))
        }
        #expect(vault.keyIDs.count == 1)
        #expect(await vault.opened().status().isSound)
    }

    @Test func `two rotations at once agree on a key`() async throws {
        let keys = try await vault.filled(10, by: vault.opened())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 { group.addTask { _ = try await vault.opened().rotateKey { _, _ in } } }
            try await group.waitForAll()
        }
        #expect(vault.keyIDs.count == 1)
        #expect(try await vault.holds(keys, for: vault.opened()))
        #expect(await vault.opened().status().isSound)
    }

    @Test func `a secret that is removed meanwhile does not come back`() async throws {
        let keyring = vault.opened()
        let keys = try await vault.filled(8, by: keyring)
        async let rotation = vault.opened().rotateKey { _, _ in }
        for key in keys { try await keyring.remove(key) }
        #expect(try await rotation.isFinished)
        #expect(names(in: vault.path) == [".lock"])
    }

    @Test func `who waits for the lock can give up, and holds up nobody`() async throws {
        let keys = try await vault.filled(1, by: vault.opened())
        let lock = open(vault.path + "/.lock", O_RDWR | O_CLOEXEC)
        defer { close(lock) }
        try #require(lock >= 0 && flock(lock, LOCK_EX) == 0)
        let keyring = vault.opened(patience: .seconds(600))
        let writer = Task { try await keyring.store(Secret("x"), at: keys[0], bound: vault.binding) }
        let remover = Task { try await keyring.remove(keys[0]) }
        let rotator = Task { try await keyring.rotateKey { _, _ in } }
        for _ in 0..<20 { #expect(try await vault.holds(keys, for: keyring)) }
        #expect(await keyring.state() == .ready)
        for task in [writer, remover] {
            task.cancel()
            await #expect(throws: KeyringError.cancelled(.vault)) { try await task.value }
        }
        rotator.cancel()
        await #expect(throws: VaultError.keyring(.cancelled(.vault))) { try await rotator.value }
        #expect(try await vault.holds(keys, for: keyring))
    }

    @Test func `who keeps the lock for too long is named slow, and readers do not wait`() async throws {
        let keys = try await vault.filled(1, by: vault.opened())
        let lock = open(vault.path + "/.lock", O_RDWR | O_CLOEXEC)
        defer { close(lock) }
        try #require(lock >= 0 && flock(lock, LOCK_EX) == 0)
        let keyring = vault.opened(patience: .milliseconds(20))
        await #expect(throws: KeyringError.slow(.vault, .store)) {
            try await keyring.store(Secret("x"), at: keys[0], bound: vault.binding)
        }
        await #expect(throws: KeyringError.slow(.vault, .remove)) { try await keyring.remove(keys[0]) }
        #expect(try await vault.holds(keys, for: keyring))
    }
}
