import MintCore
import TestSupport

@testable import MintKeyring

/// A vault in a folder of the test's own, opened anew as each process would, with a cheap passphrase.
struct TestVault {
    let folder: TemporaryFolder
    let binding = SecretBinding(
        profileName: "p", issuer: "https://as.example", tokenEndpointOrigin: "https://as.example")
    let passphrase = Secret("correct horse battery staple")

    init() throws { folder = try TemporaryFolder() }

    var path: String { folder.file("vault") }
    var keyPath: String { folder.file("conf/vault.key") }
    var keyFile: VaultKeyFile { VaultKeyFile(path: keyPath) }

    func opened(
        by attendant: StoreAttendant = .nobody, at place: String? = nil, credential: String? = nil,
        disk: DiskCalls = .system, patience: Duration = .seconds(30)
    ) -> VaultKeyring {
        VaultKeyring(
            folder: place ?? path, keyFile: keyPath, credential: credential, attendant: attendant, disk: disk,
            rounds: 1000,
            patience: patience, notice: { _ in })
    }

    /// As somebody's process who knows the passphrase.
    func unlocked() async throws -> VaultKeyring {
        let vault = opened()
        try await vault.open(with: passphrase)
        return vault
    }

    /// Keys of so many new items, each stored with its profile's id as the secret.
    func filled(_ count: Int, by vault: VaultKeyring) async throws -> [KeyringKey] {
        let keys = (0..<count).map { _ in KeyringKey(profile: .unused(), kind: .accessToken, generation: 1) }
        for key in keys { try await vault.store(Secret(key.profile.rawValue), at: key, bound: binding) }
        return keys
    }

    /// Whether each item still has the secret that ``filled(_:by:)`` gave it.
    func holds(_ keys: [KeyringKey], for vault: VaultKeyring) async throws -> Bool {
        for key in keys {
            guard try await vault.secret(at: key, bound: binding) == Secret(key.profile.rawValue) else { return false }
        }
        return true
    }

    /// The one of these passphrases that opens the vault.
    func working(_ first: Secret, _ others: [Secret]) async -> Secret {
        for passphrase in others where (try? await opened().open(with: passphrase)) != nil { return passphrase }
        return first
    }

    func file(_ key: KeyringKey) -> String { "\(path)/\(key.fileName)" }

    /// What lies where the key does, but for the writers' lock.
    var keyFiles: [String] { names(in: folder.file("conf")).filter { $0 != ".vault.key.lock" } }

    /// The ids of the keys that the sealed files name.
    var keyIDs: Set<String?> {
        Set(names(in: path).filter { $0.hasSuffix(".jwe") }.map { VaultKey.named(by: bytes(of: "\(path)/\($0)")) })
    }
}
