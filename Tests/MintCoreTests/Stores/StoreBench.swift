import MintCore
import TestSupport

/// Two stores in memory, and the services on them.
struct StoreBench: Sendable {
    let profiles = InMemoryProfileStore()
    let locks = InProcessLock()
    let vault = InMemoryKeyring(name: .vault)
    let service = InMemoryKeyring(name: .secretService)
    let transport = ScriptedTransport(ServiceBench.granting())
    let now: WallClock = { Practice.start + 60 }

    func keyring(_ name: StoreName) -> InMemoryKeyring { name == .vault ? vault : service }
    var keyrings: Keyrings { Keyrings { keyring($0) } }

    /// One of the stores is another one.
    func keyrings(_ other: any Keyring, as name: StoreName) -> Keyrings {
        Keyrings { $0 == name ? other : keyring($0) }
    }

    var migration: StoreMigration {
        StoreMigration(profiles: profiles, keyrings: keyrings, locks: locks, now: now)
    }

    func migration(until doom: Doom) -> StoreMigration {
        StoreMigration(
            profiles: DoomedProfiles(profiles, doom), keyrings: Keyrings { DoomedKeyring(keyring($0), doom) },
            locks: locks, now: now)
    }

    func tokens(_ keyrings: Keyrings? = nil) -> TokenService {
        TokenService(
            profiles: profiles, keyrings: keyrings ?? self.keyrings, locks: locks,
            endpoint: TokenEndpoint(transport: transport, clock: ManualClock(), now: now), now: now)
    }

    // MARK: - Profiles as a login leaves them

    /// With a client secret and `token-1` of an hour.
    func seedMachine(_ name: String = "billing", in store: StoreName = .vault) async throws -> ProfileRecord {
        let profile = Practice.profile(name, store: store)
        let record = try await profiles.logIn(profile)
        try await fill(record)
        return record
    }

    /// With every kind of item that a person's grant may have, its token bound to the key.
    func seedPerson(_ key: SigningKey, in store: StoreName = .vault) async throws -> ProfileRecord {
        var profile = Practice.profile("ann", store: store, grant: .authorizationCode)
        profile.settings.usesDPoP = true
        var login = try await profiles.fullLogin(profile)
        login.token.tokenType = "DPoP"
        let secret = await profiles.reserve(.clientSecret, for: profile.id, in: store, at: now())
        login.credential = Practice.credential(secret.generation)
        try await profiles.commitLogin(login)
        let record = try await existing(profile.id)
        try await fill(record, key: key)
        return record
    }

    func seedPasted() async throws -> ProfileRecord {
        let profile = Practice.profile("pasted", grant: .static)
        let key = await profiles.reserve(.staticToken, for: profile.id, in: .vault, at: now())
        try await profiles.commitLogin(
            LoginRecord(
                profile: profile, credential: nil, token: Practice.token(key.generation),
                contact: ContactRecord(at: now())))
        let record = try await existing(profile.id)
        try await fill(record)
        return record
    }

    /// A refresh token whose writer was killed before the commit: the one that the server takes.
    func leaveStray(_ record: ProfileRecord) async throws -> KeyringKey {
        let store = record.profile.store
        let key = await profiles.reserve(.refreshToken, for: record.id, in: store, at: now())
        try await keyring(store).store(Secret("stray"), at: key, bound: record.profile.binding)
        return key
    }

    private func fill(_ record: ProfileRecord, key signing: SigningKey? = nil) async throws {
        for key in record.items {
            let text = key.kind == .dpopKey ? signing?.serialized : nil
            try await keyring(record.profile.store).store(
                text ?? Secret("\(key.kind.rawValue) of \(record.profile.name)"), at: key,
                bound: record.profile.binding)
        }
    }

    // MARK: - What is there

    struct Gone: Error {}

    func existing(_ id: ProfileID) async throws -> ProfileRecord {
        guard let record = await profiles.record(id) else { throw Gone() }
        return record
    }

    /// What the rows name, each with its secret's text as its store gives it.
    func held(by id: ProfileID) async throws -> [KeyringKey.Kind: String] {
        let record = try await existing(id)
        var held: [KeyringKey.Kind: String] = [:]
        for key in record.items {
            let secret = try await keyring(record.profile.store).secret(at: key, bound: record.profile.binding)
            guard let text = secret?.withText({ $0 }) else { throw Gone() }
            held[key.kind] = text
        }
        return held
    }

    /// The text of the refresh token that the next exchange would use.
    func newestRefresh(of id: ProfileID) async throws -> String? {
        let record = try await existing(id)
        let keys = await keyring(record.profile.store).keys.filter { $0.profile == id && $0.kind == .refreshToken }
        let known = Set(await profiles.unnamedItems().map(\.key)).union(record.items)
        guard let newest = keys.filter(known.contains).max(by: { $0.generation < $1.generation }) else { return nil }
        return try await keyring(record.profile.store).secret(at: newest, bound: record.profile.binding)?
            .withText { $0 }
    }
}
