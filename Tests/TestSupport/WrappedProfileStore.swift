public import MintCore

/// A store that hands everything on to another one; a test's own type changes what it is about.
public protocol WrappedProfileStore: ProfileStore {
    var inner: InMemoryProfileStore { get }
}

extension WrappedProfileStore {
    public func records() async throws(StateError) -> [ProfileRecord] { await inner.records() }
    public func record(_ id: ProfileID) async throws(StateError) -> ProfileRecord? { await inner.record(id) }
    public func record(named name: String) async throws(StateError) -> ProfileRecord? {
        await inner.record(named: name)
    }
    public func reserve(
        _ kind: KeyringKey.Kind, for profile: ProfileID, in store: StoreName, at: Timestamp
    ) async throws(StateError) -> KeyringKey { await inner.reserve(kind, for: profile, in: store, at: at) }
    public func unnamedItems() async throws(StateError) -> [UnnamedItem] { await inner.unnamedItems() }

    public func unnamedItems(
        of profile: ProfileID?, orBefore moment: Timestamp
    ) async throws(StateError) -> [UnnamedItem] {
        await inner.unnamedItems(of: profile, orBefore: moment)
    }
    public func forget(_ keys: [KeyringKey]) async throws(StateError) { await inner.forget(keys) }
    public func commitLogin(_ login: LoginRecord) async throws(StateError) { try await inner.commitLogin(login) }
    public func commitToken(
        _ token: TokenRecord, refresh: RefreshRecord?, for profile: ProfileID, contact: ContactRecord
    ) async throws(StateError) {
        try await inner.commitToken(token, refresh: refresh, for: profile, contact: contact)
    }
    public func commitMove(_ move: StoreMove, of profile: ProfileID) async throws(StateError) {
        try await inner.commitMove(move, of: profile)
    }
    public func dropToken(generation: Int, of profile: ProfileID) async throws(StateError) {
        try await inner.dropToken(generation: generation, of: profile)
    }
    public func dropRefresh(generation: Int, of profile: ProfileID) async throws(StateError) {
        try await inner.dropRefresh(generation: generation, of: profile)
    }
    public func noteContact(_ contact: ContactRecord, of profile: ProfileID) async throws(StateError) {
        await inner.noteContact(contact, of: profile)
    }
    public func noteClockSkew(_ seconds: Int, of profile: ProfileID) async throws(StateError) {
        await inner.noteClockSkew(seconds, of: profile)
    }
    public func setHold(_ hold: ProfileBonds.Hold?, of profile: ProfileID) async throws(StateError) {
        await inner.setHold(hold, of: profile)
    }
    public func issuedTokens(of profile: ProfileID) async throws(StateError) -> [IssuedTokens] {
        await inner.issuedTokens(of: profile)
    }
    public func issuedTotals() async throws(StateError) -> [ProfileID: Int] { await inner.issuedTotals() }
    public func noteCredentialEnd(
        _ end: Timestamp?, generation: Int, of profile: ProfileID
    ) async throws(StateError) {
        await inner.noteCredentialEnd(end, generation: generation, of: profile)
    }
    public func noteUse(at: Timestamp, of profile: ProfileID) async throws(StateError) {
        await inner.noteUse(at: at, of: profile)
    }
    public func update(_ profile: Profile) async throws(StateError) { try await inner.update(profile) }
    public func remove(_ id: ProfileID) async throws(StateError) { try await inner.remove(id) }
}
