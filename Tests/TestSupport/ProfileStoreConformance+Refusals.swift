import MintCore
import Testing

/// What a store refuses leaves everything as it was.
func checkRefusals(_ store: any ProfileStore) async throws {
    let taken = Practice.profile("taken")
    let profile = Practice.profile("billing")
    try await store.logIn(taken)
    try await store.logIn(profile)
    let before = try await store.records()
    let secret = try await store.reserve(.clientSecret, for: "new", in: .vault, at: Practice.start)
    let token = try await store.reserve(.accessToken, for: "new", in: .vault, at: Practice.start)
    let items = try await store.unnamedItems()

    await #expect(throws: StateError.nameTaken("taken")) {
        try await store.commitLogin(
            Practice.profile("taken", id: "new"), credential: Practice.credential(secret.generation),
            token: Practice.token(token.generation), contact: ContactRecord(at: Practice.start))
    }
    var renamed = profile
    renamed.name = "taken"
    await #expect(throws: StateError.nameTaken("taken")) { try await store.update(renamed) }
    var moved = profile
    moved.store = .secretService
    await #expect(throws: StateError.self, "its items are still in the vault") { try await store.update(moved) }

    // Never reserved; reserved for another profile, in another store; kinds are counted apart.
    for (credential, token, store_) in [(2, 1, StoreName.vault), (1, 9, .vault), (1, 1, .secretService)] {
        let error = await #expect(throws: StateError.self) {
            try await store.commitLogin(
                Practice.profile("fresh", id: "new", store: store_), credential: Practice.credential(credential),
                token: Practice.token(token), contact: ContactRecord(at: Practice.start))
        }
        guard case .failed = error else {
            Issue.record("\(credential) \(token) \(store_): \(String(describing: error))")
            continue
        }
    }
    await #expect(throws: StateError.self, "generation 2 was never reserved") {
        try await store.commitToken(Practice.token(2), for: profile.id, contact: ContactRecord(at: Practice.start + 50))
    }
    try #expect(await store.records() == before)
    try #expect(await store.unnamedItems() == items)

    // A sweep that took the item takes the right to name it.
    try await store.forget([token])
    await #expect(throws: StateError.self) {
        try await store.commitLogin(
            Practice.profile("fresh", id: "new"), credential: Practice.credential(1), token: Practice.token(1),
            contact: ContactRecord(at: Practice.start))
    }
    try #expect(await store.records() == before)
}
