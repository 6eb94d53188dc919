import MintCore
import Synchronization
import TestSupport

/// Profiles whose n-th token cannot be committed.
final class FaultyProfiles: ProfileStore {
    private let inner: InMemoryProfileStore
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

    func records() async throws(StateError) -> [ProfileRecord] { await inner.records() }
    func record(_ id: ProfileID) async throws(StateError) -> ProfileRecord? { await inner.record(id) }
    func record(named name: String) async throws(StateError) -> ProfileRecord? { await inner.record(named: name) }
    func reserve(
        _ kind: KeyringKey.Kind, for profile: ProfileID, in store: StoreName, at: Timestamp
    ) async throws(StateError) -> KeyringKey { await inner.reserve(kind, for: profile, in: store, at: at) }
    func unnamedItems() async throws(StateError) -> [UnnamedItem] { await inner.unnamedItems() }
    func forget(_ keys: [KeyringKey]) async throws(StateError) { await inner.forget(keys) }
    func commitLogin(_ login: LoginRecord) async throws(StateError) { try await inner.commitLogin(login) }
    func dropToken(generation: Int, of profile: ProfileID) async throws(StateError) {
        try await inner.dropToken(generation: generation, of: profile)
    }
    func dropRefresh(generation: Int, of profile: ProfileID) async throws(StateError) {
        try await inner.dropRefresh(generation: generation, of: profile)
    }
    func noteContact(_ contact: ContactRecord, of profile: ProfileID) async throws(StateError) {
        await inner.noteContact(contact, of: profile)
    }
    func noteClockSkew(_ seconds: Int, of profile: ProfileID) async throws(StateError) {
        await inner.noteClockSkew(seconds, of: profile)
    }
    func setHold(_ hold: ProfileBonds.Hold?, of profile: ProfileID) async throws(StateError) {
        await inner.setHold(hold, of: profile)
    }
    func issuedTokens(of profile: ProfileID) async throws(StateError) -> [IssuedTokens] {
        await inner.issuedTokens(of: profile)
    }
    func noteUse(at: Timestamp, of profile: ProfileID) async throws(StateError) {
        await inner.noteUse(at: at, of: profile)
    }
    func update(_ profile: Profile) async throws(StateError) { try await inner.update(profile) }
    func remove(_ id: ProfileID) async throws(StateError) { try await inner.remove(id) }
}
