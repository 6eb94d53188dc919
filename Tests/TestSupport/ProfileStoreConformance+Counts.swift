import MintCore
import Testing

/// Tokens are counted for the day that they were issued on, in UTC (G13).
func checkCounts(_ store: any ProfileStore) async throws {
    let profile = Practice.profile("billing")
    try #expect(await store.issuedTokens(of: profile.id).isEmpty)
    try await store.logIn(profile)
    try await store.logIn(Practice.profile("other"))
    let today = Practice.start.rawValue / 86_400
    try #expect(await store.issuedTokens(of: profile.id) == [IssuedTokens(day: today, count: 1)])

    let midnight = Timestamp((today + 1) * 86_400)
    for moment in [midnight + -1, midnight, midnight, Timestamp(-1)] {
        try await store.issue(to: profile, at: moment)
    }
    let expected = [(today + 1, 2), (today, 2), (-1, 1)].map { IssuedTokens(day: $0.0, count: $0.1) }
    try #expect(await store.issuedTokens(of: profile.id) == expected)

    // The same token again, and a login that keeps it, are no issue.
    let record = try #require(try await store.record(profile.id))
    let (token, credential) = (try #require(record.token), try #require(record.credential))
    let contact = ContactRecord(at: midnight)
    try await store.commitToken(token, for: profile.id, contact: contact)
    try await store.commitLogin(profile, credential: credential, token: token, contact: contact)
    // Nor is one that is refused.
    await #expect(throws: StateError.self) {
        try await store.commitToken(Practice.token(99), for: profile.id, contact: contact)
    }
    try #expect(await store.issuedTokens(of: profile.id) == expected)

    for day in 2..<40 { try await store.issue(to: profile, at: midnight + day * 86_400) }
    let days = try await store.issuedTokens(of: profile.id).map(\.day)
    #expect(days == (0..<31).map { today + 40 - $0 }, "31 days, the newest first")
    try #expect(await store.issuedTotals() == [profile.id: 43, "id-of-other": 1], "those of the days that went, too")
    try #expect(await store.issuedTokens(of: "id-of-other") == [IssuedTokens(day: today, count: 1)])

    try await store.remove(profile.id)
    try #expect(await store.issuedTokens(of: profile.id).isEmpty)
    try #expect(await store.issuedTotals() == ["id-of-other": 1])
    try await store.logIn(profile)
    try #expect(await store.issuedTokens(of: profile.id) == [IssuedTokens(day: today, count: 1)])
    try #expect(await store.issuedTotals()[profile.id] == 1)
}

/// An operator's word about a credential's end holds for that credential.
func checkCredentialEnds(_ store: any ProfileStore) async throws {
    let profile = Practice.profile("billing")
    try await store.logIn(profile)
    let before = try #require(try await store.record(profile.id))
    let credential = try #require(before.credential)
    let end = Practice.start + 90 * 86_400
    try await store.noteCredentialEnd(end, generation: credential.generation, of: profile.id)
    var expected = before
    expected.credential?.expiresAt = end
    try #expect(await store.record(profile.id) == expected, "nothing else changed")
    try await store.noteCredentialEnd(nil, generation: credential.generation + 1, of: profile.id)
    try #expect(await store.record(profile.id) == expected, "it was said of another generation")
    try await store.noteCredentialEnd(end, generation: credential.generation, of: "id-of-nobody")
    try await store.noteCredentialEnd(nil, generation: credential.generation, of: profile.id)
    try #expect(await store.record(profile.id) == before)
}

extension ProfileStore {
    fileprivate func issue(to profile: Profile, at: Timestamp) async throws {
        let key = try await reserve(.accessToken, for: profile.id, in: profile.store, at: at)
        let token = Practice.token(key.generation, issuedAt: at)
        try await commitToken(token, refresh: nil, for: profile.id, contact: ContactRecord(at: at))
    }
}
