import MintCore
import Synchronization
import TestSupport

/// Profiles whose n-th token cannot be committed.
final class FaultyProfiles: WrappedProfileStore {
    let inner: InMemoryProfileStore
    private let failing: Int
    private let commits = Mutex(0)

    init(_ inner: InMemoryProfileStore, failsToCommit failing: Int) { (self.inner, self.failing) = (inner, failing) }

    func commitToken(
        _ token: TokenRecord, refresh: RefreshRecord?, for profile: ProfileID, contact: ContactRecord
    ) async throws(StateError) {
        let number = commits.withLock { commits in
            commits += 1
            return commits
        }
        if number == failing { throw .busy(path: "state.db") }
        try await inner.commitToken(token, refresh: refresh, for: profile, contact: contact)
    }
}

/// Profiles on a disk that has no room: what is there can be read.
struct FullProfiles: WrappedProfileStore {
    static let error = StateError.diskFull(path: "state.db")
    let inner: InMemoryProfileStore
    let room: Room

    func reserve(
        _ kind: KeyringKey.Kind, for profile: ProfileID, in store: StoreName, at: Timestamp
    ) async throws(StateError) -> KeyringKey {
        if room.isFull { throw Self.error }
        return await inner.reserve(kind, for: profile, in: store, at: at)
    }
}

final class Room: Sendable {
    private let state = Mutex(false)
    var isFull: Bool {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
