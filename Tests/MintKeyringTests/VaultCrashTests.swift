import MintCore
import TestSupport
import Testing

@testable import MintKeyring

/// The power goes at every octet and every step: the old file is there, or the new one, and the next process goes on.
@Suite struct VaultCrashTests {
    /// More work than any of these takes.
    private static let plenty = 100_000

    /// Calls `attempt` with the power going after 0, 1, 2 … units of work, until it does not go.
    private func cutting(
        step: Int = 1, _ attempt: (DiskCalls, _ cut: PowerCut) async throws -> Void
    ) async throws {
        var work = 0
        while true {
            let cut = PowerCut(after: work)
            try await attempt(cut.disk, cut)
            guard cut.happened else { return }
            try #require(work < Self.plenty)
            work += step
        }
    }

    @Test func `a write leaves the old secret or the new one`() async throws {
        let vault = try TestVault()
        let calm = PowerCut(after: .max).disk
        try await vault.opened(disk: calm).store(Secret("old"), at: vault.key, bound: vault.binding)
        try await cutting { disk, cut in
            let isDone =
                (try? await vault.opened(disk: disk).store(Secret("new"), at: vault.key, bound: vault.binding)) != nil
            let reader = vault.opened(disk: calm)
            let kept = try #require(try await reader.secret(at: vault.key, bound: vault.binding))
            #expect(kept == Secret("new") || (kept == Secret("old") && !isDone), "after \(cut.rest)")
            #expect(await reader.status().isSound)
            try await reader.store(Secret("old"), at: vault.key, bound: vault.binding)
            #expect(names(in: vault.path) == [".lock", vault.key.fileName])
        }
    }

    @Test func `the first write makes one key or none, and never a file without its key`() async throws {
        let calm = PowerCut(after: .max).disk
        try await cutting { disk, _ in
            let vault = try TestVault()
            let isDone =
                (try? await vault.opened(disk: disk).store(Secret("new"), at: vault.key, bound: vault.binding)) != nil
            let next = vault.opened(disk: calm)
            #expect(await next.state() == .ready)
            let kept = try await next.secret(at: vault.key, bound: vault.binding)
            #expect(kept == Secret("new") || (kept == nil && !isDone))
            try await next.store(Secret("newer"), at: vault.key, bound: vault.binding)
            #expect(try await vault.opened().secret(at: vault.key, bound: vault.binding) == Secret("newer"))
        }
    }

    @Test func `a change of the passphrase leaves the old one or the new one`() async throws {
        let vault = try TestVault()
        let calm = PowerCut(after: .max).disk
        let new = Secret("tr0mbones at noon")
        try await vault.opened(disk: calm).create(passphrase: vault.passphrase)
        let keys = try await vault.filled(1, by: vault.unlocked())
        try await cutting(step: 7) { disk, _ in
            let isDone =
                (try? await vault.opened(disk: disk).changePassphrase(from: vault.passphrase, to: new)) != nil
            let next = vault.opened(disk: calm)
            let isNew = (try? await next.open(with: new)) != nil
            if !isNew { try await next.open(with: vault.passphrase) }
            #expect(isNew || !isDone)
            #expect(try await vault.holds(keys, for: next))
            if isNew { try await next.changePassphrase(from: new, to: vault.passphrase) }
        }
        #expect(vault.keyFiles == ["vault.key"])
    }

    @Test func `a rotation that was cut anywhere leaves every file open, and is finished by the next`() async throws {
        let vault = try TestVault()
        let calm = PowerCut(after: .max).disk
        let keys = try await vault.filled(3, by: vault.opened(disk: calm))
        try await cutting(step: 11) { disk, _ in
            _ = try? await vault.opened(disk: disk).rotateKey { _, _ in }
            let isDone = (try? await vault.opened(disk: disk).forgetOldKeys { _, _ in }.isFinished) == true
            let next = vault.opened(disk: calm)
            let holdsAll = try await vault.holds(keys, for: next)
            #expect(holdsAll)
            let status = await next.status()
            #expect(status.isSound && (status.keyIDs?.count == 1 || !isDone))
            let rotation = try await next.rotateKey { _, _ in }
            #expect(rotation.isFinished)
            #expect(vault.keyIDs.count == 1)
            #expect(try await next.forgetOldKeys { _, _ in }.oldKeys == 0)
        }
        #expect(vault.keyFiles == ["vault.key"])
        #expect(names(in: vault.path).count == 4)
    }

    @Test func `a removal leaves the secret or nothing`() async throws {
        let vault = try TestVault()
        let calm = PowerCut(after: .max).disk
        try await cutting { disk, _ in
            try await vault.opened(disk: calm).store(Secret("x"), at: vault.key, bound: vault.binding)
            let isDone = (try? await vault.opened(disk: disk).remove(vault.key)) != nil
            let kept = try await vault.opened(disk: calm).secret(at: vault.key, bound: vault.binding)
            #expect(kept == nil || (kept == Secret("x") && !isDone))
        }
    }
}
