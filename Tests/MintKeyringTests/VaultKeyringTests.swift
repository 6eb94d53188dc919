import Glibc
import MintCore
import Synchronization
import TestSupport
import Testing

@testable import MintKeyring

@Suite struct VaultKeyringTests {
    let binding = SecretBinding(
        profileName: "billing-sync", issuer: "https://as.example", tokenEndpointOrigin: "https://as.example")
    let key = KeyringKey(profile: .unused(), kind: .clientSecret, generation: 1)
    let folder: TemporaryFolder
    let keyring: VaultKeyring

    init() throws {
        folder = try TemporaryFolder()
        keyring = VaultKeyring(folder: folder.file("vault"), keyFile: folder.file("conf/vault.key"), notice: { _ in })
    }

    private var sealedPath: String { folder.file("vault/\(key.fileName)") }

    @Test func `keeps the port's promises`() async throws {
        try await checkKeyring(keyring, keepsBinding: true)
    }

    @Test func `memory keeps them too`() async throws {
        try await checkKeyring(InMemoryKeyring(), keepsBinding: true)
    }

    @Test func `files are ours alone, and nothing else is left behind`() async throws {
        try await keyring.store(Secret("hush-hush"), at: key, bound: binding)
        try await keyring.store(Secret("hush-hush-2"), at: key, bound: binding)
        #expect(names(in: folder.file("vault")) == [".lock", "\(key.profile.rawValue).client-secret.1.jwe"])
        #expect(names(in: folder.file("conf")) == [".vault.key.lock", "vault.key"])
        #expect(folder.mode(of: "vault") == 0o700 && folder.mode(of: "conf") == 0o700)
        #expect(folder.mode(of: "vault/.lock") == 0o600)
        #expect(folder.mode(of: "vault/\(key.fileName)") == 0o600 && folder.mode(of: "conf/vault.key") == 0o600)
        #expect(!String(decoding: bytes(of: sealedPath), as: UTF8.self).contains("hush"))
    }

    @Test func `what a killed writer left is removed by the next one`() async throws {
        try await keyring.store(Secret("x"), at: key, bound: binding)
        let leftover = folder.file("vault/.\(key.fileName).123.tmp")
        put("half".utf8, at: leftover)
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("x"))
        let next = VaultKeyring(folder: folder.file("vault"), keyFile: folder.file("conf/vault.key"), notice: { _ in })
        try await next.store(Secret("y"), at: key, bound: binding)
        #expect(names(in: folder.file("vault")) == [".lock", key.fileName])
        put("half".utf8, at: leftover)
        try await next.remove(key)
        #expect(names(in: folder.file("vault")) == [".lock"])
    }

    @Test func `looking makes nothing`() async throws {
        #expect(await keyring.state() == .ready)
        #expect(try await keyring.secret(at: key, bound: binding) == nil)
        try await keyring.remove(key)
        #expect(names(in: folder.path).isEmpty)
    }

    @Test func `a secret moved to another name does not open`() async throws {
        try await keyring.store(Secret("x"), at: key, bound: binding)
        var others = [key, key, key]
        others[0].profile = .unused()
        others[1].kind = .accessToken
        others[2].generation = 2
        for other in others {
            let path = folder.file("vault/\(other.fileName)")
            put(bytes(of: sealedPath), at: path)
            await #expect(throws: KeyringError.bindingMismatch(path)) {
                try await keyring.secret(at: other, bound: binding)
            }
        }
    }

    @Test func `a pinned endpoint has no issuer, and that is kept too`() async throws {
        let pinned = SecretBinding(profileName: "p", issuer: nil, tokenEndpointOrigin: "https://as.example")
        try await keyring.store(Secret("x"), at: key, bound: pinned)
        #expect(try await keyring.secret(at: key, bound: pinned) == Secret("x"))
        await #expect(throws: KeyringError.bindingMismatch(sealedPath)) {
            try await keyring.secret(at: key, bound: binding)
        }
    }

    @Test(arguments: [
        "", ".", "..", "../../etc/passwd", "a/b", "a.b", "A", "a\u{0}b", "ä", String(repeating: "a", count: 65),
    ])
    func `a profile id that is none names no file`(id: String) async throws {
        let odd = KeyringKey(profile: ProfileID(rawValue: id), kind: .clientSecret, generation: 1)
        await #expect(throws: KeyringError.self) { try await keyring.store(Secret("x"), at: odd, bound: binding) }
        await #expect(throws: KeyringError.self) { try await keyring.secret(at: odd, bound: binding) }
        await #expect(throws: KeyringError.self) { try await keyring.remove(odd) }
        #expect(names(in: folder.path).isEmpty)
    }

    @Test(arguments: [0, -1, Int.min])
    func `generations count from one`(generation: Int) async {
        let odd = KeyringKey(profile: .unused(), kind: .clientSecret, generation: generation)
        await #expect(throws: KeyringError.self) { try await keyring.store(Secret("x"), at: odd, bound: binding) }
    }

    @Test func `many vaults at once agree on one key, and one says so`() async throws {
        let notices = Mutex<[String]>([])
        let noticed: @Sendable (String) -> Void = { text in notices.withLock { $0.append(text) } }
        let paths = (folder.file("vault"), folder.file("conf/vault.key"))
        let keys = (0..<24).map { _ in KeyringKey(profile: .unused(), kind: .accessToken, generation: 1) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for key in keys {
                group.addTask {
                    let vault = VaultKeyring(folder: paths.0, keyFile: paths.1, notice: noticed)
                    try await vault.store(Secret(key.profile.rawValue), at: key, bound: binding)
                }
            }
            try await group.waitForAll()
        }
        for key in keys { #expect(try await keyring.secret(at: key, bound: binding) == Secret(key.profile.rawValue)) }
        let said = notices.withLock { $0 }
        #expect(
            said.count == 1 && said.first?.contains(paths.1) == true && said.first == said.first?.plainLine(limit: 999))
    }

    @Test func `two vaults may write one secret at once`() async throws {
        let other = VaultKeyring(folder: folder.file("vault"), keyFile: folder.file("conf/vault.key"), notice: { _ in })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for round in 0..<20 {
                let vault = round.isMultiple(of: 2) ? keyring : other
                group.addTask { try await vault.store(Secret("round \(round)"), at: key, bound: binding) }
            }
            try await group.waitForAll()
        }
        let kept = try await keyring.secret(at: key, bound: binding)
        #expect((0..<20).contains { kept == Secret("round \($0)") })
        #expect(names(in: folder.file("vault")) == [".lock", key.fileName])
    }
}
