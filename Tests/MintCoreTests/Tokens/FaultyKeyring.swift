import MintCore
import TestSupport

/// Fails at the n-th write, or forgets what it was told to keep.
actor FaultyKeyring: Keyring {
    enum Fault { case failsToStore(Int), forgets(Int) }
    private let inner: InMemoryKeyring
    private let fault: Fault
    private var writes = 0

    init(_ inner: InMemoryKeyring, _ fault: Fault) { (self.inner, self.fault) = (inner, fault) }

    func state() async -> StoreState { await inner.state() }

    func store(_ secret: Secret, at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError) {
        writes += 1
        switch fault {
        case .failsToStore(let number) where number == writes: throw .failed(.vault, .store, reason: "disk full")
        case .forgets(let number) where number == writes: throw .notKept(.vault)
        default: try await inner.store(secret, at: key, bound: binding)
        }
    }

    func secret(at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError) -> Secret? {
        try await inner.secret(at: key, bound: binding)
    }

    func makeReady() async throws(KeyringError) { try await inner.makeReady() }

    func remove(_ key: KeyringKey) async throws(KeyringError) { try await inner.remove(key) }
}
