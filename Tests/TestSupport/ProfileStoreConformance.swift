public import MintCore
import Testing

/// What ``ProfileStore`` promises, as code; every implementation runs it on an empty store.
///
/// - Parameter makeStore: A new, empty store whose clock stands at the given moment.
public func checkProfileStore(
    _ makeStore: (_ now: Timestamp) async throws -> any ProfileStore
) async throws {
    try await checkEmpty(makeStore(Practice.start))
    try await checkValues(makeStore(Practice.start))
    try await checkNames(makeStore(Practice.start))
    try await checkReservations(makeStore(Practice.start))
    try await checkLogin(makeStore(Practice.start + 100))
    try await checkTokens(makeStore(Practice.start + 100))
    try await checkRefusals(makeStore(Practice.start))
    try await checkRemoval(makeStore(Practice.start + 100))
    try await checkNotes(makeStore(Practice.start))
    try await checkBonds(makeStore(Practice.start + 100))
    try await checkRefresh(makeStore(Practice.start))
    try await checkStatic(makeStore(Practice.start))
    try await checkCounts(makeStore(Practice.start))
    try await checkCredentialEnds(makeStore(Practice.start))
    try await checkMoves(makeStore(Practice.start + 100))
    try await checkGlances(makeStore(Practice.start))
}

private func checkEmpty(_ store: any ProfileStore) async throws {
    try #expect(await store.records().isEmpty)
    try #expect(await store.record("nobody") == nil)
    try #expect(await store.record(named: "") == nil)
    try #expect(await store.unnamedItems().isEmpty)
    let key = KeyringKey(profile: "nobody", kind: .accessToken, generation: 1)
    try await store.forget([])
    try await store.forget([key])
    try await store.remove("nobody")
    try await store.dropToken(generation: 1, of: "nobody")
    try await store.noteUse(at: Practice.start, of: "nobody")
    try await store.noteContact(ContactRecord(at: Practice.start), of: "nobody")
    try await store.dropRefresh(generation: 1, of: "nobody")
    try await store.noteClockSkew(1, of: "nobody")
    try await store.setHold(ProfileBonds.Hold(issuer: "https://as.example", since: Practice.start), of: "nobody")
    try await store.setHold(nil, of: "nobody")
    try #expect(await store.records().isEmpty)
}

/// Every column comes back as it went in: the unknown stays unknown (TK-4), scopes keep order and spelling (TK-6).
private func checkValues(_ store: any ProfileStore) async throws {
    for (number, method) in ClientAuthentication.allCases.enumerated() {
        for (other, grant) in Grant.allCases.enumerated() where grant != .static {
            var profile = Practice.profile("p-\(number)-\(other)", store: number % 2 == 0 ? .vault : .secretService)
            (profile.grant, profile.clientAuthentication) = (grant, method)
            let record = try await store.logIn(profile)
            try #expect(await store.record(profile.id) == record)
        }
    }
    var profile = Practice.profile("everything")
    profile.issuer = nil
    profile.resource = "https://MCP.example/ü?a=%2f"
    profile.requestedScopes = ["z", "a", "a"]
    profile.settings.assertionAudience = .literal("https://as.example/legacy")
    profile.settings.assertionType = "JWT"
    profile.settings.basicEncoding = .raw
    profile.settings.parameters = [.init(name: "a", value: "1"), .init(name: "a", value: "\"'\u{0}\n支")]
    profile.settings.audience = ""
    profile.settings.sendsResource = false
    profile.settings.sendsClientIDWithAssertion = true
    profile.settings.caFile = "/etc/ssl/a b.pem"
    profile.settings.keyAlgorithm = .edDSA
    profile.settings.keyAlgorithmName = "Ed25519"
    profile.settings.tags = ["prod", "team:データ"]
    profile.settings.note = "ask ops first"
    profile.settings.keyID = "k/1"
    profile.settings.keepWarm = .never
    profile.settings.preset = .keycloak
    profile.settings.stepUp = .auto
    profile.settings.usesDPoP = true
    profile.settings.assertionSource = .command(["/bin/token", "", "a b\u{0}"])
    profile.settings.identityProvider = IdentityProvider(
        tokenEndpoint: Practice.url("https://idp.example/token?x=%2f"), clientID: "c",
        clientSecretSource: .environment("IDP_SECRET"), subjectTokenSource: .file("/run/token"),
        subjectTokenType: "urn:ietf:params:oauth:token-type:saml2")
    profile.settings.redirectURI = "http://127.0.0.1:8976/callback"
    profile.settings.allowsLegacyDiscovery = true
    var record = try await store.logIn(profile)
    try #expect(await store.record(profile.id) == record)

    for scopes in [[], ["[odd"], ["a b", ""], ["nul\u{0}"], ["\"", "\\", "支"]] as [[String]] {
        let key = try await store.reserve(.accessToken, for: profile.id, in: .vault, at: Practice.start)
        let token = TokenRecord(
            generation: key.generation, issuedAt: Timestamp(-1), expiresAt: nil, scopes: scopes, tokenType: "bEaReR",
            uptime: scopes.isEmpty ? nil : Uptime(bootID: "boot '\u{0}\u{1F4A5}", seconds: scopes.count - 1))
        let failure = ContactFailure(code: "timeout", headline: "No answer from 'as' \u{1F4A5}", hint: nil)
        let contact = ContactRecord(at: Timestamp(253_402_300_800), failure: failure)
        try await store.commitToken(token, for: profile.id, contact: contact)
        (record.token, record.contact) = (token, contact)
        try #expect(await store.record(profile.id) == record, "scopes \(scopes)")
    }
}

/// Names are free text for a store: compared byte for byte, sorted by their bytes, never read as SQL.
private func checkNames(_ store: any ProfileStore) async throws {
    let names = [
        "支払い", "billing", "Billing", "billing ", " billing", "caf\u{E9}", "cafe\u{301}", "'; DROP TABLE profile; --",
        "\"", "%", "_", "a\u{0}b", "a", "a\u{0}", "\u{1B}[31mred", "line\nbreak", "\u{202E}txt", "🧾", "NULL", "1e3",
        String(repeating: "long ", count: 2000),
    ]
    for (number, name) in names.enumerated() {
        try await store.logIn(Practice.profile(name, id: ProfileID(rawValue: "id-\(number)")))
    }
    for (number, name) in names.enumerated() {
        try #expect(await store.record(named: name)?.id.rawValue == "id-\(number)", "name \(name.debugDescription)")
    }
    let sorted = names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    try #expect(await store.records().map { Array($0.profile.name.utf8) } == sorted)
    try #expect(await store.record(named: "") == nil)
    try #expect(await store.record(named: "' OR '1'='1") == nil)
}

private func checkReservations(_ store: any ProfileStore) async throws {
    let first = try await store.reserve(.accessToken, for: "p", in: .vault, at: Practice.start)
    let second = try await store.reserve(.accessToken, for: "p", in: .secretService, at: Practice.start + 5)
    #expect([first.generation, second.generation] == [1, 2])
    #expect(first == KeyringKey(profile: "p", kind: .accessToken, generation: 1))
    try #expect(await store.reserve(.clientSecret, for: "p", in: .vault, at: Practice.start).generation == 1)
    try #expect(await store.reserve(.accessToken, for: "q", in: .vault, at: Practice.start).generation == 1)

    let items = try await store.unnamedItems()
    #expect(items.count == 4)
    #expect(items.contains(UnnamedItem(key: second, store: .secretService, since: Practice.start + 5)))
    for (profile, moment, count) in [
        ("p", 0, 3), ("q", 0, 1), ("q", 1, 3), ("q", 6, 4), ("none", 5, 3), ("none", 0, 0),
    ] {
        let some = try await store.unnamedItems(of: ProfileID(rawValue: profile), orBefore: Practice.start + moment)
        let expected = items.filter { $0.key.profile.rawValue == profile || $0.since < Practice.start + moment }
        #expect(some == expected && some.count == count, "\(profile), \(moment)")
    }
    try #expect(await store.unnamedItems(of: nil, orBefore: Practice.start + 5).count == 3)
    try #expect(await store.unnamedItems(of: nil, orBefore: Practice.start).isEmpty)

    try await store.forget([first, second])
    try #expect(await store.unnamedItems().count == 2)
    try #expect(await store.reserve(.accessToken, for: "p", in: .vault, at: Practice.start).generation == 3)
    for kind in KeyringKey.Kind.allCases {
        try #expect(await store.reserve(kind, for: "r", in: .vault, at: Practice.start).kind == kind)
    }
}

private func checkLogin(_ store: any ProfileStore) async throws {
    var profile = Practice.profile("billing")
    try await store.logIn(profile)
    try #expect(await store.unnamedItems().isEmpty, "a committed reservation is no longer unnamed")
    try await store.noteUse(at: Practice.start + 7, of: profile.id)

    // A re-login under another name, in another store, with another kind of credential, replaces everything.
    (profile.name, profile.store, profile.clientAuthentication) = ("renamed", .secretService, .privateKeyJWT)
    let key = try await store.reserve(.privateKey, for: profile.id, in: .secretService, at: Practice.start)
    let token = try await store.reserve(.accessToken, for: profile.id, in: .secretService, at: Practice.start)
    let credential = CredentialRecord(
        kind: .privateKey, generation: key.generation, keyID: "kid", createdAt: Practice.start,
        expiresAt: Practice.start + 86_400)
    let contact = ContactRecord(at: Practice.start + 9)
    try await store.commitLogin(
        profile, credential: credential, token: Practice.token(token.generation), contact: contact)
    let expected = ProfileRecord(
        profile: profile, credential: credential, token: Practice.token(token.generation), contact: contact,
        lastUsedAt: Practice.start + 7)
    try #expect(await store.records() == [expected])
    try #expect(await store.unnamedWords() == ["access-token 1 vault", "client-secret 1 vault"])
    try #expect(await store.unnamedItems().allSatisfy { $0.since == Practice.start + 100 })
    try #expect(await store.record(named: "billing") == nil)

    // One that keeps its credential and takes a new token only is a login as well.
    let next = try await store.reserve(.accessToken, for: profile.id, in: .secretService, at: Practice.start)
    try await store.commitLogin(
        profile, credential: credential, token: Practice.token(next.generation), contact: contact)
    try #expect(await store.record(profile.id)?.token?.generation == next.generation)
    try #expect(
        await store.unnamedWords() == [
            "access-token 1 vault", "access-token 2 secret-service", "client-secret 1 vault",
        ])
}

private func checkTokens(_ store: any ProfileStore) async throws {
    let profile = Practice.profile("billing")
    try await store.logIn(profile)
    let second = try await store.reserve(.accessToken, for: profile.id, in: .vault, at: Practice.start)
    try await store.commitToken(
        Practice.token(second.generation), for: profile.id, contact: ContactRecord(at: Practice.start + 1))
    let record = try #require(try await store.record(profile.id))
    #expect(record.token?.generation == 2)
    #expect(record.contact?.at == Practice.start + 1)
    let first = KeyringKey(profile: profile.id, kind: .accessToken, generation: 1)
    try #expect(
        await store.unnamedItems() == [UnnamedItem(key: first, store: .vault, since: Practice.start + 100)])

    // LC-4: whoever still believes in generation 1 must not drop its successor (B1).
    try await store.dropToken(generation: 1, of: profile.id)
    try #expect(await store.record(profile.id)?.token?.generation == 2)
    try await store.dropToken(generation: 2, of: profile.id)
    try await store.dropToken(generation: 2, of: profile.id)
    try #expect(await store.record(profile.id)?.token == nil)
    try #expect(await store.record(profile.id)?.credential == record.credential)
    try #expect(await store.unnamedWords() == ["access-token 1 vault", "access-token 2 vault"])
    try #expect(await store.reserve(.accessToken, for: profile.id, in: .vault, at: Practice.start).generation == 3)
}

private func checkRemoval(_ store: any ProfileStore) async throws {
    let profile = Practice.profile("billing")
    try await store.logIn(profile)
    try await store.logIn(Practice.profile("other"))
    try await store.remove(profile.id)
    try #expect(await store.records().map(\.profile.name) == ["other"])
    try #expect(await store.unnamedWords() == ["access-token 1 vault", "client-secret 1 vault"])
    try #expect(await store.unnamedItems().allSatisfy { $0.key.profile == profile.id })
    try await store.forget(store.unnamedItems().map(\.key))

    // The numbers of a removed profile are never handed out again.
    let key = try await store.reserve(.clientSecret, for: profile.id, in: .vault, at: Practice.start)
    #expect(key.generation == 2)
    await #expect(throws: StateError.noSuchProfile(profile.id.rawValue)) {
        let token = try await store.reserve(.accessToken, for: profile.id, in: .vault, at: Practice.start)
        try await store.commitToken(
            Practice.token(token.generation), for: profile.id, contact: ContactRecord(at: Practice.start))
    }
    try #expect(await store.unnamedWords() == ["access-token 2 vault", "client-secret 2 vault"])
    await #expect(throws: StateError.noSuchProfile("billing")) { try await store.update(profile) }
}

private func checkNotes(_ store: any ProfileStore) async throws {
    var profile = Practice.profile("billing")
    var record = try await store.logIn(profile)
    let failure = ContactFailure(code: "invalid_client", headline: "as.example refused", hint: "Try\nthis")
    record.contact = ContactRecord(at: Practice.start + 2, failure: failure)
    try await store.noteContact(ContactRecord(at: Practice.start + 2, failure: failure), of: profile.id)
    record.lastUsedAt = Practice.start + 3
    try await store.noteUse(at: Practice.start + 3, of: profile.id)
    try #expect(await store.record(profile.id) == record)
    #expect(record.health == .failing)

    profile.name = "other name"
    profile.settings.keepWarm = .always
    profile.requestedScopes = []
    record.profile = profile
    // A caller that read the row before a re-login must not bring back whom it was bound to.
    profile.issuer = "https://stale.example"
    profile.tokenEndpoint = Practice.url("https://stale.example/token")
    profile.clientID = "stale"
    try await store.update(profile)
    try #expect(await store.records() == [record])
    try #expect(await store.unnamedItems().isEmpty)
}
