import Glibc
import MintCore
import TestSupport
import Testing

@testable import MintKeyring

/// What a disk says it did, and what a key file holds, is looked at before a call succeeds.
@Suite struct VaultReadBackTests {
    private let key = KeyringKey(profile: "p", kind: .accessToken, generation: 1)

    private func stored(in test: TestVault, by disk: DiskCalls) async -> KeyringError? {
        do throws(KeyringError) {
            try await test.opened(disk: disk).store(Secret("the-secret"), at: key, bound: test.binding)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a file that the disk only pretends to have renamed is not kept`() async throws {
        let test = try TestVault()
        var disk = DiskCalls.system
        disk.rename = { folder, old, _ in unlinkat(folder, old, 0) }
        #expect(await stored(in: test, by: disk) == .notKept(.vault))
        #expect(await stored(in: test, by: .system) == nil)
    }

    @Test func `a file that holds something else than what was written is not kept`() async throws {
        let test = try TestVault()
        let other = KeyringKey(profile: "q", kind: .accessToken, generation: 1)
        try await test.opened().store(Secret("another"), at: other, bound: test.binding)
        var disk = DiskCalls.system
        disk.rename = { [other] folder, old, new in
            _ = unlinkat(folder, old, 0)
            return linkat(folder, other.fileName, folder, new, 0)
        }
        #expect(await stored(in: test, by: disk) == .notKept(.vault))
    }

    @Test func `a key that another vault's rotation dropped meanwhile seals nothing that counts`() async throws {
        let test = try TestVault()
        let other = KeyringKey(profile: "q", kind: .accessToken, generation: 1)
        try await test.opened().store(Secret("another"), at: other, bound: test.binding)
        let keyFile = test.keyFile
        var disk = DiskCalls.system
        disk.rename = { folder, old, new in
            try? keyFile.replace(with: .plain(VaultKeySet(VaultKey())), disk: .system)
            return DiskCalls.system.rename(folder, old, new)
        }
        guard case .keyMissing = await stored(in: test, by: disk) else {
            Issue.record("it was taken for kept")
            return
        }
    }
}
