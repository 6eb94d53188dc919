import MintCore
import Testing

/// A glance finds the rows that a sort of all of them puts first, and counts all of them.
func checkGlances(_ store: any ProfileStore) async throws {
    let now = Practice.start
    try #expect(await store.glance(5, at: now) == ProfileGlance([], of: AttentionCounts()))
    for number in 0..<40 {
        // Many the same, so that names decide; letter case does not come first.
        let name = (number % 2 == 0 ? "p-" : "P-") + "\(number / 2)" + (number % 4 == 0 ? "" : "é")
        try await store.logIn(Practice.profile(name), contact: contact(number, at: now))
    }
    for (number, record) in try await store.records().enumerated() {
        if number % 5 == 0 {
            let key = try await store.reserve(.accessToken, for: record.id, in: .vault, at: now)
            try await store.commitToken(
                token(number, key.generation), for: record.id, contact: contact(number + 1, at: now))
        }
        if number % 9 == 0 { try await store.dropToken(generation: 1, of: record.id) }
        if number % 13 == 0 {
            try await store.setHold(
                ProfileBonds.Hold(issuer: "https://new.example", since: now, isAccepted: number % 2 == 0), of: record.id
            )
        }
    }
    for moment in [now, now + 3590, now + 4000, now + -90] {
        let all = try await store.records()
        let whole = ProfileGlance(all, at: moment)
        for count in [1, 2, 4, 40, 200] {
            let glance = try await store.glance(count, at: moment)
            #expect(glance.counts == whole.counts)
            let first = all.inOrder(at: moment).prefix(glance.isWhole ? all.count : count).map(\.profile.name)
            #expect(glance.records.inOrder(at: moment).map(\.profile.name) == Array(first), "the first \(count)")
            #expect(glance.records.allSatisfy(all.contains))
        }
    }
}

private func contact(_ number: Int, at now: Timestamp) -> ContactRecord {
    let failure = ContactFailure(code: "timeout", headline: "No answer", hint: nil)
    return ContactRecord(at: now, failure: number % 7 == 0 ? failure : nil)
}

private func token(_ number: Int, _ generation: Int) -> TokenRecord {
    var token = Practice.token(generation)
    token.expiresAt = number % 10 == 0 ? nil : Practice.start + 100 * number
    return token
}

extension [ProfileRecord] {
    /// By attention, then the soonest expiry, then the name without letter case.
    fileprivate func inOrder(at now: Timestamp) -> [ProfileRecord] {
        func key(_ record: ProfileRecord) -> (Attention, Int, String, String) {
            (
                Attention(record.health, record.tokenState(at: now)), record.token?.expiresAt?.rawValue ?? .max,
                record.profile.name.lowercased(), record.profile.name
            )
        }
        return sorted { key($0) < key($1) }
    }
}
