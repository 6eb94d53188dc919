import Glibc
import MintCore
import TestSupport
import Testing

@testable import MintKeyring

/// Disks that are full or closed: a clear error, and the old secret stays.
@Suite struct DiskTroubleTests {
    let binding = SecretBinding(profileName: "p", issuer: nil, tokenEndpointOrigin: "https://as.example")
    let key = KeyringKey(profile: .unused(), kind: .clientSecret, generation: 1)

    /// A small file system in memory, gone with this value; `nil` where mounting is not allowed.
    private final class SmallDisk {
        let folder: TemporaryFolder

        init?() throws {
            folder = try TemporaryFolder()
            guard mount("none", folder.path, "tmpfs", UInt(MS_NOSUID), "size=64k,mode=0700") == 0 else { return nil }
        }

        deinit { umount2(folder.path, Int32(MNT_DETACH)) }

        func setReadOnly(_ flag: Bool) -> Bool {
            mount("none", folder.path, "tmpfs", UInt(MS_REMOUNT) | (flag ? UInt(MS_RDONLY) : 0), nil) == 0
        }
    }

    private static var canMount: Bool { (try? SmallDisk()) != nil }

    @Test(.enabled(if: canMount, "not run: mounting is refused here"))
    func `a full disk is said, and the old secret stays`() async throws {
        let disk = try #require(try SmallDisk())
        let place = try TemporaryFolder()
        let keyring = VaultKeyring(folder: disk.folder.file("vault"), keyFile: place.file("key"), notice: { _ in })
        try await keyring.store(Secret("old"), at: key, bound: binding)
        let error = await #expect(throws: KeyringError.self) {
            try await keyring.store(Secret([UInt8](repeating: 1, count: 65_536)), at: key, bound: binding)
        }
        guard case .failed(.vault, .store, let reason) = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("No space left on device"))
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("old"))
        #expect(names(in: disk.folder.file("vault")) == [".lock", key.fileName])
    }

    @Test(.enabled(if: canMount, "not run: mounting is refused here"))
    func `a read-only disk is said before anything is tried, and reading goes on`() async throws {
        let disk = try #require(try SmallDisk())
        let place = try TemporaryFolder()
        let keyring = VaultKeyring(folder: disk.folder.file("vault"), keyFile: place.file("key"), notice: { _ in })
        try await keyring.store(Secret("old"), at: key, bound: binding)
        try #require(disk.setReadOnly(true))
        guard case .refused(let reason) = await keyring.state() else {
            Issue.record("not refused")
            return
        }
        #expect(reason.contains("Read-only file system"))
        for work in ["store", "remove"] {
            let error = await #expect(throws: KeyringError.self) {
                if work == "store" {
                    try await keyring.store(Secret("new"), at: key, bound: binding)
                } else {
                    try await keyring.remove(key)
                }
            }
            #expect(error?.headline.contains("Read-only file system") == true)
        }
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("old"))
        try #require(disk.setReadOnly(false))
    }

    @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
    func `a folder that we may not write to is said, and the old secret stays`() async throws {
        let place = try TemporaryFolder()
        let keyring = VaultKeyring(folder: place.file("vault"), keyFile: place.file("key"), notice: { _ in })
        try await keyring.store(Secret("old"), at: key, bound: binding)
        #expect(chmod(place.file("vault"), 0o500) == 0)
        guard case .refused(let reason) = await keyring.state() else {
            Issue.record("not refused")
            return
        }
        #expect(reason.contains("Permission denied"))
        await #expect(throws: KeyringError.self) { try await keyring.store(Secret("new"), at: key, bound: binding) }
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("old"))
        #expect(chmod(place.file("vault"), 0o700) == 0)
    }

    @Test func `a place that is none is said`() async throws {
        let place = try TemporaryFolder()
        put([], at: place.file("file"))
        let keyring = VaultKeyring(folder: place.file("file/vault"), keyFile: place.file("key"), notice: { _ in })
        #expect(await keyring.state() != .ready)
        let error = await #expect(throws: KeyringError.self) {
            try await keyring.store(Secret("x"), at: key, bound: binding)
        }
        #expect(error?.headline.contains("Not a directory") == true)
    }
}
