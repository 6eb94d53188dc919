import Dispatch
import Glibc
import MintCore
import Synchronization
import TestSupport
import Testing

@testable import MintKeyring

/// Calls that wait for the disk wait together, and otherwise do not know of each other.
@Suite(.timeLimit(.minutes(1))) struct VaultSharedWriteTests {
    /// A disk that counts how often it is waited for, and can be held up at the first wait.
    private final class CountingDisk: Sendable {
        let waits = Mutex(0), callers = Mutex(0), order = Mutex<[String]>([])
        let gate = DispatchSemaphore(value: 0)
        /// Makes the file of this name impossible to make.
        let refused: String?

        init(refusing name: String? = nil) { refused = name }

        var count: Int { waits.withLock { $0 } }

        var calls: DiskCalls {
            var calls = DiskCalls.system
            calls.make = { folder, name in
                if let refused = self.refused, name.contains(refused) {
                    errno = ENOSPC
                    return -1
                }
                self.order.withLock { $0.append("make") }
                return DiskCalls.system.make(folder, name)
            }
            calls.synchronize = { file in
                let isFirst = self.waits.withLock { waits in
                    waits += 1
                    return waits == 1
                }
                if isFirst { self.gate.wait() }
                self.order.withLock { $0.append("wait") }
                return 0
            }
            calls.rename = { folder, old, new in
                self.order.withLock { $0.append("rename") }
                return DiskCalls.system.rename(folder, old, new)
            }
            return calls
        }
    }

    /// Lets calls pile up behind one that waits for the disk, and then lets that one go on.
    private func together(
        _ keys: [KeyringKey], in vault: TestVault, on disk: CountingDisk,
        _ call: @escaping @Sendable (VaultKeyring, KeyringKey) async throws -> Void
    ) async throws -> [Result<Void, any Error>] {
        // The key is there, so that no wait of its making is counted.
        _ = try await vault.filled(1, by: vault.opened())
        let keyring = vault.opened(disk: disk.calls)
        let first = KeyringKey(profile: .unused(), kind: .clientSecret, generation: 1)
        let holding = Task { try await keyring.store(Secret("first"), at: first, bound: vault.binding) }
        while disk.count == 0 { await Task.yield() }
        let results = await withTaskGroup(of: (Int, Result<Void, any Error>).self) { group in
            for (number, key) in keys.enumerated() {
                group.addTask {
                    disk.callers.withLock { $0 += 1 }
                    do {
                        try await call(keyring, key)
                        return (number, .success(()))
                    } catch {
                        return (number, .failure(error))
                    }
                }
            }
            while disk.callers.withLock({ $0 }) < keys.count { await Task.yield() }
            disk.gate.signal()
            return await group.reduce(into: [Int: Result<Void, any Error>]()) { $0[$1.0] = $1.1 }
        }
        try await holding.value
        return keys.indices.compactMap { results[$0] }
    }

    private func keys(_ count: Int) -> [KeyringKey] {
        (0..<count).map { _ in KeyringKey(profile: .unused(), kind: .accessToken, generation: 1) }
    }

    @Test func `each of many secrets is on the disk before its call returns, and they are installed together`()
        async throws
    {
        let vault = try TestVault(), disk = CountingDisk(), keys = keys(30)
        let results = try await together(keys, in: vault, on: disk) {
            try await $0.store(Secret($1.profile.rawValue), at: $1, bound: vault.binding)
        }
        #expect(results.allSatisfy { (try? $0.get()) != nil } && results.count == 30)
        #expect(try await vault.holds(keys, for: vault.opened()))
        // One wait for each file, and for the folder far fewer than one for each: the first call had its own.
        #expect(disk.count > 31 && disk.count < 31 + 15, "\(disk.count) waits")
        #expect(names(in: vault.path).allSatisfy { !$0.hasSuffix(".tmp") })
    }

    @Test func `no file gets its name before its content rests on the disk`() async throws {
        let vault = try TestVault(), disk = CountingDisk()
        _ = try await together(keys(10), in: vault, on: disk) {
            try await $0.store(Secret("x"), at: $1, bound: vault.binding)
        }
        var (made, settled, named) = (0, 0, 0)
        for step in disk.order.withLock({ $0 }) {
            switch step {
            case "make": made += 1
            // Also the folder's, which come after the names.
            case "wait": settled += 1
            default:
                named += 1
                #expect(settled >= named && made >= named)
            }
        }
        #expect(named == 11 && disk.order.withLock { $0.last } == "wait")
    }

    @Test func `one that fails hears its own error, and the others are kept`() async throws {
        let keys = keys(6), refused = keys[2].fileName
        let vault = try TestVault(), disk = CountingDisk(refusing: refused)
        let results = try await together(keys, in: vault, on: disk) {
            try await $0.store(Secret($1.profile.rawValue), at: $1, bound: vault.binding)
        }
        for (number, result) in results.enumerated() {
            if number == 2 {
                #expect(throws: KeyringError.self) { try result.get() }
            } else {
                #expect(throws: Never.self) { try result.get() }
            }
        }
        #expect(try await vault.holds(keys.filter { $0 != keys[2] }, for: vault.opened()))
        #expect(try await vault.opened().secret(at: keys[2], bound: vault.binding) == nil)
    }

    @Test func `one secret written and removed at once ends as the later call says`() async throws {
        let vault = try TestVault(), key = keys(1)[0]
        let keyring = vault.opened()
        for round in 0..<20 {
            try await keyring.store(Secret("\(round)"), at: key, bound: vault.binding)
            #expect(try await keyring.secret(at: key, bound: vault.binding) == Secret("\(round)"))
            try await keyring.remove(key)
            #expect(try await keyring.secret(at: key, bound: vault.binding) == nil)
        }
    }

    @Test func `removing where there is no vault makes none`() async throws {
        let vault = try TestVault()
        try await vault.opened().remove(keys(1)[0])
        #expect(access(vault.path, F_OK) != 0)
    }
}
