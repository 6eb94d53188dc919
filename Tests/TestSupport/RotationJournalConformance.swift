public import MintCore
import Testing

/// What ``RotationJournal`` promises, as code; every implementation runs it on an empty store.
///
/// - Parameter makeStore: A new, empty store whose clock stands at the given moment.
public func checkRotationJournal(
    _ makeStore: (_ now: Timestamp) async throws -> any ProfileStore & RotationJournal
) async throws {
    try await checkCourse(makeStore(Practice.start + 100))
    try await checkRevisions(makeStore(Practice.start))
    try await checkRotationMove(makeStore(Practice.start + 100))
    try await checkEndings(makeStore(Practice.start + 100))
    try await checkDetails(makeStore(Practice.start))
}

extension Rotation {
    /// The states that a rotation of a secret, or of a key, goes through, each with all that it may hold.
    static func course(
        of record: ProfileRecord, in store: any ProfileStore, kind: KeyringKey.Kind = .clientSecret
    ) async throws -> [RotationEntry] {
        let id = record.id, start = Practice.start
        func reserved(_ kind: KeyringKey.Kind) async throws -> Int {
            try await store.reserve(kind, for: id, in: record.profile.store, at: start).generation
        }
        var use = CredentialUse(record.profile)
        if kind == .privateKey { use = CredentialUse(authentication: .privateKeyJWT, keyAlgorithm: .es256) }
        let plan = Plan(source: .registration, kind: kind, use: use, overlap: .lasting(600))
        let place = try await reserved(kind)
        var rotation = Rotation(plan, place: place, at: start)
        var entries = [RotationEntry(rotation, replaces: nil)]
        func next(_ event: Event, _ change: (inout RotationEntry) -> Void = { _ in }) throws {
            let from = rotation.revision
            rotation = try rotation.after(event, at: start + entries.count)
            var entry = RotationEntry(rotation, replaces: from)
            change(&entry)
            entries.append(entry)
        }
        try next(.began(.obtain))
        try next(.asked(answer: try await reserved(.registrationToken)))
        try next(.failed(ContactFailure(code: "timeout", headline: "No answer from as.example", hint: "Again.")))
        let registration = RegistrationRecord(
            clientURI: Practice.url("https://as.example/client"),
            tokenGeneration: try await reserved(.registrationToken),
            registeredAt: start, metadata: "{}")
        let new = CredentialRecord(kind: kind, generation: place, keyID: "k", createdAt: start, expiresAt: start + 9000)
        try next(.staged(new)) { $0.registration = registration }
        let token = Practice.token(try await reserved(.accessToken))
        try next(.verified(token))
        let verified = try #require(rotation.next)
        let old = try #require(record.credential)
        let oldToken = OldToken(generation: record.token?.generation ?? 0, expiresAt: record.token?.expiresAt)
        try next(.committed(previous: old, use: CredentialUse(record.profile), oldToken: oldToken)) { entry in
            (entry.credential, entry.use, entry.token) = (verified, use, token)
        }
        try next(.overlapBegan)
        return entries
    }
}

/// Each entry is kept whole, its items are named, and what it does not say stays.
private func checkCourse(_ store: any ProfileStore & RotationJournal) async throws {
    for kind in [KeyringKey.Kind.clientSecret, .privateKey] {
        var record = try await store.logIn(Practice.profile("of a \(kind.rawValue)"))
        for entry in try await Rotation.course(of: record, in: store, kind: kind) {
            try #expect(await store.write(entry, of: record.id))
            record = entry.applied(to: record)
            try #expect(await store.record(record.id) == record, "\(entry.rotation.state)")
            try #expect(await store.records().contains(record))
            let unnamed = try await Set(store.unnamedItems().map(\.key))
            #expect(unnamed.isDisjoint(with: record.items), "\(entry.rotation.state)")
        }
        #expect(record.credential?.kind == kind && record.rotation?.previous?.kind == .clientSecret)
        #expect(record.rotation?.retireAt == record.rotation.map { $0.changedAt + 599 })
        try #expect(await store.issuedTokens(of: record.id).first?.count == 2, "the verification's token is one more")

        let rotation = try #require(record.rotation)
        let retired = try rotation.after(.retired, at: Practice.start)
        try #expect(await store.write(RotationEntry(retired, replaces: rotation.revision), of: record.id))
        let ended = try #require(try await store.record(record.id))
        #expect(ended.rotation == nil && ended.credential == record.credential && ended.token == record.token)
        let unnamed = try await store.unnamedItems().map(\.key).filter { $0.profile == record.id }
        #expect(unnamed.contains(KeyringKey(profile: record.id, kind: .clientSecret, generation: 1)))
        #expect(unnamed.contains(KeyringKey(profile: record.id, kind: .accessToken, generation: 1)))
    }
    await #expect(throws: StateError.noSuchProfile("nobody")) {
        let plan = Rotation.Plan(
            source: .pasted, kind: .clientSecret, use: CredentialUse(authentication: .clientSecretPost))
        _ = try await store.write(
            RotationEntry(Rotation(plan, place: 1, at: Practice.start), replaces: nil), of: "nobody")
    }
}

/// Only who saw the newest revision may write the next one.
private func checkRevisions(_ store: any ProfileStore & RotationJournal) async throws {
    let record = try await store.logIn(Practice.profile("billing"))
    let entries = try await Rotation.course(of: record, in: store)
    try #expect(await !store.write(entries[1], of: record.id), "there is none yet")
    try #expect(await store.write(entries[0], of: record.id))
    try #expect(await !store.write(entries[0], of: record.id), "one is open already")
    try #expect(await store.write(entries[1], of: record.id))
    try #expect(await !store.write(entries[1], of: record.id), "written already")
    try #expect(await store.record(record.id)?.rotation == entries[1].rotation)
    var wrong = entries[2]
    wrong.rotation = try Rotation(entries[0].rotation.plan, place: 99, at: Practice.start).after(
        .began(.obtain), at: Practice.start)
    try #expect(await !store.write(wrong, of: record.id), "another rotation")
    var unreserved = entries[2]
    unreserved.rotation = try entries[1].rotation.after(.asked(answer: 99), at: Practice.start)
    await #expect(throws: StateError.self, "a generation that was never reserved") {
        try await store.write(unreserved, of: record.id)
    }
    try #expect(await store.record(record.id)?.rotation == entries[1].rotation)
}

/// What a rotation names goes along to another store, at every state.
private func checkRotationMove(_ store: any ProfileStore & RotationJournal) async throws {
    for last in 1...8 {
        var record = try await store.logIn(Practice.profile("moved at \(last)"))
        for entry in try await Rotation.course(of: record, in: store).prefix(last) {
            try #expect(await store.write(entry, of: record.id))
            record = entry.applied(to: record)
        }
        let before = try #require(try await store.record(record.id))
        let move = try await store.reserved(before, in: .secretService)
        #expect(Set(move.generations.keys) == Set(before.items))
        try await store.commitMove(move, of: record.id)
        let moved = try #require(try await store.record(record.id))
        #expect(moved == before.moved(move) && moved.profile.store == .secretService)
        #expect(moved.rotation?.revision == before.rotation.map { $0.revision + 1 })
        let rotation = try #require(moved.rotation)
        let stale = RotationEntry(
            try rotation.after(.failed(ContactFailure(code: "x", headline: "x", hint: nil)), at: Practice.start),
            replaces: before.rotation?.revision)
        try #expect(await !store.write(stale, of: record.id), "made before the move")
    }
}

/// A logout or a login leaves nothing of a rotation; its items are listed to be removed.
private func checkEndings(_ store: any ProfileStore & RotationJournal) async throws {
    for name in ["logged out", "logged in anew"] {
        let record = try await store.logIn(Practice.profile(name))
        for entry in try await Rotation.course(of: record, in: store) {
            try #expect(await store.write(entry, of: record.id))
        }
        let open = try #require(try await store.record(record.id))
        if name == "logged out" {
            try await store.remove(record.id)
            try #expect(await store.record(record.id) == nil)
        } else {
            try await store.logIn(record.profile)
            let again = try #require(try await store.record(record.id))
            #expect(again.rotation == nil && again.credential?.generation == 3)
        }
        let unnamed = try await Set(store.unnamedItems().map(\.key))
        #expect(unnamed.isSuperset(of: open.items))
    }
}

/// Every detail comes back as it went in.
private func checkDetails(_ store: any ProfileStore & RotationJournal) async throws {
    let sources: [Rotation.Source] = [.pasted, .made, .registration, .command(["/bin/x", "a b", "ü"])]
    let overlaps: [Rotation.Overlap] = [.none, .unknown, .lasting(7 * 86_400)]
    let publications: [Rotation.Publication?] = [nil, .file("/srv/jwks.json"), .command(["put", "it"]), .registration]
    for (number, source) in sources.enumerated() {
        var record = try await store.logIn(Practice.profile("details \(number)"))
        let place = try await store.reserve(.privateKey, for: record.id, in: .vault, at: Practice.start)
        let use = CredentialUse(
            authentication: .privateKeyJWT, keyAlgorithm: .edDSA, keyAlgorithmName: "Ed25519", keyID: "k \u{0} é")
        let plan = Rotation.Plan(
            source: source, kind: .privateKey, use: use, overlap: overlaps[number % 3], isCompromise: number == 1,
            publication: publications[number], cacheTime: 60 * number)
        let entry = RotationEntry(Rotation(plan, place: place.generation, at: Practice.start), replaces: nil)
        try #expect(await store.write(entry, of: record.id))
        record.rotation = entry.rotation
        try #expect(await store.record(record.id) == record)
    }
}
