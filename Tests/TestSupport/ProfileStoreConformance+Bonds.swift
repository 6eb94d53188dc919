public import MintCore
import Testing

/// What a profile is tied to beside its credential comes back as it went in, and its items are accounted for.
func checkBonds(_ store: any ProfileStore) async throws {
    let profile = Practice.profile("bound", grant: .authorizationCode)
    let login = try await store.fullLogin(profile)
    var record = ProfileRecord(
        profile: profile, token: login.token, contact: login.contact, bonds: login.bonds)
    record.bonds.hold = nil
    try await store.commitLogin(login)
    try #expect(await store.record(profile.id) == record, "a login lifts the hold, whatever its record says")
    try #expect(await store.records() == [record])
    try #expect(await store.unnamedItems().isEmpty, "every kind that a row names is named")

    try await checkHold(store, &record)
    try await store.noteClockSkew(-7, of: profile.id)
    record.bonds.clockSkew = -7
    try #expect(await store.record(profile.id) == record)

    // What `set` changes leaves the bonds alone.
    record.profile.name = "renamed"
    try await store.update(record.profile)
    try #expect(await store.record(profile.id) == record)

    // A re-login that knows of none has none, and takes a credential; all items of before wait to be swept.
    let again = try await store.logIn(profile)
    try #expect(await store.record(profile.id) == again)
    #expect(again.bonds == ProfileBonds())
    let former = ["access-token 2 vault", "dpop-key 1 vault", "refresh-token 1 vault", "registration-token 1 vault"]
    try #expect(await store.unnamedWords() == former)
    try #expect(await store.unnamedItems().allSatisfy { $0.since == Practice.start + 100 })

    // A public client has no credential, and leaves the one that it had.
    let next = try await store.fullLogin(profile)
    try await store.commitLogin(next)
    try #expect(await store.record(profile.id)?.credential == nil)
    try #expect(await store.unnamedWords() == (former + ["access-token 3 vault", "client-secret 1 vault"]).sorted())

    try await store.remove(profile.id)
    let kinds = try await store.unnamedItems().filter { $0.key.generation > 1 }.map(\.key.kind)
    #expect(Set(kinds) == [.accessToken, .refreshToken, .dpopKey, .registrationToken])
}

private func checkHold(_ store: any ProfileStore, _ record: inout ProfileRecord) async throws {
    let hold = ProfileBonds.Hold(issuer: "https://other.example/ü\u{0}", since: Practice.start + 4)
    try await store.setHold(hold, of: record.id)
    record.bonds.hold = hold
    try #expect(await store.record(record.id) == record)
    #expect(record.health == .failing)
    record.bonds.hold?.isAccepted = true
    try await store.setHold(record.bonds.hold, of: record.id)
    try #expect(await store.record(record.id) == record)
    #expect(record.health != .failing && record.bonds.block == nil)
    record.bonds.hold = hold
    try await store.setHold(hold, of: record.id)
    // Only an operator lifts it, or a login.
    let token = try await store.reserve(.accessToken, for: record.id, in: .vault, at: Practice.start)
    let contact = ContactRecord(at: Practice.start + 5)
    try await store.commitToken(Practice.token(token.generation), refresh: nil, for: record.id, contact: contact)
    try #expect(await store.record(record.id)?.bonds == record.bonds)
    try await store.setHold(nil, of: record.id)
    record.bonds.hold = nil
    (record.token, record.contact) = (Practice.token(token.generation), contact)
    try #expect(await store.record(record.id) == record)
    try await store.forget([KeyringKey(profile: record.id, kind: .accessToken, generation: 1)])
    try #expect(await store.unnamedItems().isEmpty)
}

/// TK-10: a new refresh token replaces the old one together with the access token; none leaves the old one.
func checkRefresh(_ store: any ProfileStore) async throws {
    let profile = Practice.profile("person", grant: .deviceCode)
    try await store.commitLogin(store.fullLogin(profile))
    let second = try await store.reserve(.accessToken, for: profile.id, in: .vault, at: Practice.start)
    let contact = ContactRecord(at: Practice.start)
    try await store.commitToken(Practice.token(second.generation), refresh: nil, for: profile.id, contact: contact)
    try #expect(await store.record(profile.id)?.bonds.refresh?.generation == 1)
    try #expect(await store.unnamedWords() == ["access-token 1 vault"])

    // A refresh token that was never reserved takes the access token of its answer down with it.
    let third = try await store.reserve(.accessToken, for: profile.id, in: .vault, at: Practice.start)
    let record = try await store.record(profile.id)
    await #expect(throws: StateError.self) {
        try await store.commitToken(
            Practice.token(third.generation), refresh: RefreshRecord(generation: 2, issuedAt: Practice.start),
            for: profile.id, contact: ContactRecord(at: Practice.start + 1))
    }
    try #expect(await store.record(profile.id) == record)

    let rotated = try await store.reserve(.refreshToken, for: profile.id, in: .vault, at: Practice.start)
    let refresh = RefreshRecord(
        generation: rotated.generation, issuedAt: Practice.start + 9, expiresAt: Practice.start + 99)
    try await store.commitToken(Practice.token(third.generation), refresh: refresh, for: profile.id, contact: contact)
    try #expect(await store.record(profile.id)?.bonds.refresh == refresh)
    let before = ["access-token 1 vault", "access-token 2 vault", "refresh-token 1 vault"]
    try #expect(await store.unnamedWords() == before)

    // TK-11, LC-4: whoever used generation 1 must not drop its successor.
    try await store.dropRefresh(generation: 1, of: profile.id)
    try #expect(await store.record(profile.id)?.bonds.refresh == refresh)
    try await store.dropToken(generation: 3, of: profile.id)
    try #expect(await store.record(profile.id)?.bonds.refresh == refresh, "it gets the next access token")
    try await store.dropRefresh(generation: 2, of: profile.id)
    try await store.dropRefresh(generation: 2, of: profile.id)
    try #expect(await store.record(profile.id)?.bonds.refresh == nil)
    try #expect(await store.record(profile.id)?.bonds.dpopKey != nil)
    try #expect(await store.unnamedWords() == (before + ["access-token 3 vault", "refresh-token 2 vault"]).sorted())
}

/// A pasted token is an item of a kind of its own.
func checkStatic(_ store: any ProfileStore) async throws {
    let profile = Practice.profile("pasted", grant: .static)
    let access = try await store.reserve(.accessToken, for: profile.id, in: .vault, at: Practice.start)
    let login = LoginRecord(
        profile: profile, credential: nil, token: Practice.token(access.generation),
        contact: ContactRecord(at: Practice.start))
    await #expect(throws: StateError.self) { try await store.commitLogin(login) }
    _ = try await store.reserve(.staticToken, for: profile.id, in: .vault, at: Practice.start)
    try await store.commitLogin(login)
    try #expect(await store.record(profile.id)?.token == login.token)
    try #expect(await store.unnamedWords() == ["access-token 1 vault"])
    try #expect(await store.issuedTokens(of: profile.id).isEmpty, "nobody issued it to us")
    try await store.dropToken(generation: 1, of: profile.id)
    try #expect(await store.unnamedWords() == ["access-token 1 vault", "static-token 1 vault"])
}

extension ProfileStore {
    /// A login that has everything but a credential, its generations reserved.
    public func fullLogin(_ profile: Profile) async throws(StateError) -> LoginRecord {
        let token = try await reserve(.accessToken, for: profile.id, in: profile.store, at: Practice.start)
        let refresh = try await reserve(.refreshToken, for: profile.id, in: profile.store, at: Practice.start)
        let key = try await reserve(.dpopKey, for: profile.id, in: profile.store, at: Practice.start)
        let registration = try await reserve(.registrationToken, for: profile.id, in: profile.store, at: Practice.start)
        return LoginRecord(
            profile: profile, credential: nil, token: Practice.token(token.generation),
            contact: ContactRecord(at: Practice.start),
            bonds: ProfileBonds(
                refresh: RefreshRecord(generation: refresh.generation, issuedAt: Practice.start, expiresAt: nil),
                dpopKey: DPoPKeyRecord(
                    generation: key.generation, thumbprint: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
                    createdAt: Practice.start + 1),
                registration: RegistrationRecord(
                    clientURI: Practice.url("https://as.example/register/1?x=%2F"),
                    tokenGeneration: registration.generation, registeredAt: Practice.start + 2,
                    metadata: #"{"client_name":"支 \u0000 \"x\""}"#),
                clockSkew: 90, hold: ProfileBonds.Hold(issuer: "https://before.example", since: Practice.start)))
    }
}
