import MintCore
import Synchronization
import TestSupport

/// Ends a process at its n-th write: from then on nothing that it does has any effect.
final class Doom: Sendable {
    private struct State {
        var left: Int
        var isDead = false
    }

    private let state: Mutex<State>
    /// Whether the last write still took effect.
    private let strikesAfter: Bool

    init(atWrite number: Int, after strikesAfter: Bool) {
        state = Mutex(State(left: number))
        self.strikesAfter = strikesAfter
    }

    /// What was wrong is mended: everything works from now on, and has worked before.
    func mend() { state.withLock { $0 = State(left: .max) } }

    var hasStruck: Bool { state.withLock { $0.isDead } }

    func write<R, E: Error>(_ error: E, _ body: () async throws(E) -> R) async throws(E) -> R {
        let (isDead, strikesNow) = state.withLock { state in
            if state.isDead { return (true, false) }
            state.left -= 1
            state.isDead = state.left == 0
            return (false, state.isDead)
        }
        if isDead || (strikesNow && !strikesAfter) { throw error }
        let result = try await body()
        if strikesNow { throw error }
        return result
    }

    func read<R, E: Error>(_ error: E, _ body: () async throws(E) -> R) async throws(E) -> R {
        if hasStruck { throw error }
        return try await body()
    }
}

struct DoomedKeyring: Keyring {
    let inner: any Keyring
    let doom: Doom
    private let end: KeyringError

    init(
        _ inner: any Keyring, _ doom: Doom,
        _ end: KeyringError = .failed(.vault, .store, reason: "the process is gone")
    ) { (self.inner, self.doom, self.end) = (inner, doom, end) }

    func state() async -> StoreState { await inner.state() }
    func makeReady() async throws(KeyringError) { try await inner.makeReady() }

    func store(_ secret: Secret, at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError) {
        try await doom.write(end) { () throws(KeyringError) in
            try await inner.store(secret, at: key, bound: binding)
        }
    }

    func secret(at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError) -> Secret? {
        try await doom.read(end) { () throws(KeyringError) in try await inner.secret(at: key, bound: binding) }
    }

    func remove(_ key: KeyringKey) async throws(KeyringError) {
        try await doom.write(end) { () throws(KeyringError) in try await inner.remove(key) }
    }
}

struct DoomedProfiles: WrappedProfileStore {
    let inner: InMemoryProfileStore
    let doom: Doom
    private let end: StateError

    init(_ inner: InMemoryProfileStore, _ doom: Doom, _ end: StateError = .busy(path: "the process is gone")) {
        (self.inner, self.doom, self.end) = (inner, doom, end)
    }

    func reserve(
        _ kind: KeyringKey.Kind, for profile: ProfileID, in store: StoreName, at: Timestamp
    ) async throws(StateError) -> KeyringKey {
        try await doom.write(end) { () throws(StateError) in
            await inner.reserve(kind, for: profile, in: store, at: at)
        }
    }

    func commitToken(
        _ token: TokenRecord, refresh: RefreshRecord?, for profile: ProfileID, contact: ContactRecord
    ) async throws(StateError) {
        try await doom.write(end) { () throws(StateError) in
            try await inner.commitToken(token, refresh: refresh, for: profile, contact: contact)
        }
    }

    func commitMove(_ move: StoreMove, of profile: ProfileID) async throws(StateError) {
        try await doom.write(end) { () throws(StateError) in try await inner.commitMove(move, of: profile) }
    }

    func forget(_ keys: [KeyringKey]) async throws(StateError) {
        try await doom.write(end) { () throws(StateError) in await inner.forget(keys) }
    }
}
