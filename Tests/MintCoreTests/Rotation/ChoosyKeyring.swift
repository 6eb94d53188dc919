import MintCore
import Synchronization
import TestSupport

/// A store that refuses some kinds of items, from a moment on until it is mended.
final class ChoosyKeyring: Keyring {
    let base: InMemoryKeyring
    private let refused: Mutex<Set<KeyringKey.Kind>>
    /// What it refuses with.
    private let error: KeyringError
    /// Called before each write.
    let before = Mutex<(@Sendable (KeyringKey) async -> Void)?>(nil)

    init(
        _ base: InMemoryKeyring, refusing refused: Set<KeyringKey.Kind> = [],
        _ error: KeyringError = .failed(.vault, .store, reason: "No space left on device")
    ) {
        self.base = base
        self.refused = Mutex(refused)
        self.error = error
    }

    func refuse(_ kinds: Set<KeyringKey.Kind>) { refused.withLock { $0 = kinds } }
    func state() async -> StoreState { await base.state() }
    func makeReady() async throws(KeyringError) { try await base.makeReady() }
    func remove(_ key: KeyringKey) async throws(KeyringError) { try await base.remove(key) }
    func secret(at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError) -> Secret? {
        try await base.secret(at: key, bound: binding)
    }

    func store(_ secret: Secret, at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError) {
        // As a real one does.
        if Task.isCancelled { throw .cancelled(.vault) }
        await before.withLock { $0 }?(key)
        guard !refused.withLock({ $0.contains(key.kind) }) else { throw error }
        try await base.store(secret, at: key, bound: binding)
    }

    /// The store works again after somebody waited a few times.
    func isMended(after waits: Int, _ bench: RotationBench) {
        let count = Mutex(0)
        bench.meanwhile.withLock { meanwhile in
            meanwhile = {
                let isEnough = count.withLock { count in
                    count += 1
                    return count >= waits
                }
                if isEnough { self.refuse([]) }
            }
        }
    }
}

extension RotationBench {
    /// Counts how often somebody waits.
    func countWaits() -> @Sendable () -> Int {
        let waits = Waits()
        meanwhile.withLock { $0 = { waits.count.withLock { $0 += 1 } } }
        return { waits.count.withLock { $0 } }
    }

    private final class Waits: Sendable { let count = Mutex(0) }
}
