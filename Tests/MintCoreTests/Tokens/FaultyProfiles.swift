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
