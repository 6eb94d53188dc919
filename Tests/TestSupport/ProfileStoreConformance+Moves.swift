public import MintCore
import Testing

/// A move to another store points every kind of row to its copy, at once or not at all.
func checkMoves(_ store: any ProfileStore) async throws {
    let person = Practice.profile("bound", grant: .authorizationCode)
    try await store.commitLogin(store.fullLogin(person))
    let machine = try await store.logIn(Practice.profile("billing"))
    let other = try await store.logIn(Practice.profile("other"))
    try await store.noteUse(at: Practice.start + 7, of: person.id)
    let before = try #require(try await store.record(person.id))

    let move = try await store.reserved(before, in: .secretService)
    try await refuse(StoreMove(to: .vault, generations: move.generations), of: before, store, "reserved elsewhere")
    var short = move
    short.generations[before.items[0]] = nil
    try await refuse(short, of: before, store, "an item would stay behind")
    var long = move
    long.generations[KeyringKey(profile: person.id, kind: .clientSecret, generation: 1)] = 1
    try await refuse(long, of: before, store, "an item that no row names")
    var unreserved = move
    unreserved.generations[before.items[0]] = 99
    try await refuse(unreserved, of: before, store, "a copy that was never reserved")

    try await store.commitMove(move, of: person.id)
    let moved = try #require(before.moved(move))
    try #expect(await store.record(person.id) == moved)
    #expect(moved.profile.store == .secretService && moved.items.allSatisfy { $0.generation == 2 })
    try #expect(await store.record(machine.id) == machine)
    let old = ["access-token 1 vault", "dpop-key 1 vault", "refresh-token 1 vault", "registration-token 1 vault"]
    try #expect(await store.unnamedWords() == old)
    try #expect(await store.unnamedItems().allSatisfy { $0.since == Practice.start + 100 })
    try #expect(await store.issuedTokens(of: person.id).first?.count == 1, "nothing was issued")
    await #expect(throws: StateError.self, "the rows name other items now") {
        try await store.commitMove(move, of: person.id)
    }

    // The credential's row, and back again; nobody else's.
    let there = try await store.reserved(machine, in: .secretService)
    try await store.commitMove(there, of: machine.id)
    let away = try #require(try await store.record(machine.id))
    #expect(away.credential?.generation == 2 && away.token?.generation == 2)
    let back = try await store.reserved(away, in: .vault)
    try await store.commitMove(back, of: machine.id)
    try #expect(await store.record(machine.id) == away.moved(back))
    try #expect(await store.record(other.id) == other)

    await #expect(throws: StateError.noSuchProfile("nobody")) { try await store.commitMove(move, of: "nobody") }
    try await checkBareMove(store)
}

/// A pasted token, and a profile that has no item at all.
private func checkBareMove(_ store: any ProfileStore) async throws {
    let profile = Practice.profile("pasted", grant: .static)
    let key = try await store.reserve(.staticToken, for: profile.id, in: .vault, at: Practice.start)
    let login = LoginRecord(
        profile: profile, credential: nil, token: Practice.token(key.generation),
        contact: ContactRecord(at: Practice.start))
    try await store.commitLogin(login)
    let record = try #require(try await store.record(profile.id))
    try await store.commitMove(store.reserved(record, in: .secretService), of: profile.id)
    try #expect(await store.record(profile.id)?.token?.generation == 2)
    try await store.dropToken(generation: 2, of: profile.id)
    try await store.commitMove(StoreMove(to: .vault, generations: [:]), of: profile.id)
    try #expect(await store.record(profile.id)?.profile.store == .vault)
}

private func refuse(
    _ move: StoreMove, of record: ProfileRecord, _ store: any ProfileStore, _ why: Comment
) async throws {
    let items = try await store.unnamedItems()
    await #expect(throws: StateError.self, why) { try await store.commitMove(move, of: record.id) }
    try #expect(await store.record(record.id) == record, why)
    try #expect(await store.unnamedItems() == items, why)
}

extension ProfileStore {
    /// A move of everything that the record names, its copies reserved.
    public func reserved(_ record: ProfileRecord, in store: StoreName) async throws(StateError) -> StoreMove {
        var move = StoreMove(to: store, generations: [:])
        for key in record.items {
            move.generations[key] = try await reserve(key.kind, for: record.id, in: store, at: Practice.start)
                .generation
        }
        return move
    }
}
