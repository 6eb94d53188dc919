import MintCore
import Synchronization
import TestSupport

/// The services on fakes: time moved by hand, a scripted network, stores in memory.
final class ServiceBench: Sendable {
    let profiles: any ProfileStore
    let memory = InMemoryProfileStore()
    let keyring = InMemoryKeyring()
    let locks = InProcessLock()
    let transport: ScriptedTransport
    let clock = ManualClock()
    let nonces = DPoPNonces()
    let keyrings: Keyrings
    private let sources: SecretSourceReader
    private let moment = Mutex(Practice.start)
    private let running = Mutex<Uptime?>(Uptime(bootID: "boot-1", seconds: 5000))

    /// - Parameters:
    ///   - wrap: Wraps the keyring; for tests that make it fail.
    ///   - wrapProfiles: The same for the profiles.
    init(
        wrap: @escaping @Sendable (InMemoryKeyring) -> any Keyring = { $0 },
        wrapProfiles: (InMemoryProfileStore) -> any ProfileStore = { $0 },
        sources: @escaping SecretSourceReader = { throw SecretSourceError.empty($0) },
        _ script: @escaping ScriptedTransport.Script
    ) {
        let wrapped = wrap(keyring)
        keyrings = Keyrings { _ in wrapped }
        profiles = wrapProfiles(memory)
        self.sources = sources
        transport = ScriptedTransport(script)
    }

    var now: WallClock { { self.moment.withLock { $0 } } }
    var uptime: UptimeClock { { self.running.withLock { $0 } } }

    /// Time as it passes: on the wall and in the machine.
    func pass(_ seconds: Int) {
        setWallClock(by: seconds)
        running.withLock { $0?.seconds += seconds }
    }
    func setWallClock(by seconds: Int) { moment.withLock { $0 = $0 + seconds } }
    func reboot(_ id: String?) { running.withLock { $0 = id.map { Uptime(bootID: $0, seconds: 10) } } }

    var endpoint: TokenEndpoint { TokenEndpoint(transport: transport, clock: clock, now: now, uptime: uptime) }
    var tokens: TokenService {
        TokenService(
            profiles: profiles, keyrings: keyrings, locks: locks, endpoint: endpoint, sources: sources, nonces: nonces,
            now: now)
    }
    var login: LoginService {
        LoginService(
            profiles: profiles, keyrings: keyrings, locks: locks,
            discovery: Discovery(transport: transport, clock: ManualClock()), endpoint: endpoint, sources: sources,
            nonces: nonces, now: now, makeID: { "0f0e0d0c-0000-4000-8000-00000000000a" })
    }

    /// A profile with a secret and a token of an hour, written as a login writes them.
    func seed(_ profile: Profile = Practice.profile("billing")) async throws -> Profile {
        let credential = try await profiles.reserve(.clientSecret, for: profile.id, in: .vault, at: now())
        let token = try await profiles.reserve(.accessToken, for: profile.id, in: .vault, at: now())
        try await keyring.store(Secret("the-secret"), at: credential, bound: profile.binding)
        try await keyring.store(Secret("token-1"), at: token, bound: profile.binding)
        try await profiles.commitLogin(
            profile, credential: Practice.credential(credential.generation),
            token: issued(Practice.token(token.generation)), contact: ContactRecord(at: now()))
        return profile
    }

    /// A public client that a person logged in: no credential, `token-1` of an hour, and `refresh-1`.
    func seedPerson(_ grant: MintCore.Grant = .deviceCode, bound: SigningKey? = nil) async throws -> Profile {
        var profile = Practice.profile("ann", grant: grant)
        profile.clientAuthentication = .none
        profile.settings.usesDPoP = bound != nil
        var bonds = ProfileBonds()
        bonds.refresh = RefreshRecord(
            generation: try await keep("refresh-1", .refreshToken, of: profile), issuedAt: now())
        var token = issued(Practice.token(try await keep("token-1", .accessToken, of: profile)))
        if let bound {
            let key = try await profiles.reserve(.dpopKey, for: profile.id, in: .vault, at: now())
            try await keyring.store(bound.serialized, at: key, bound: profile.binding)
            bonds.dpopKey = DPoPKeyRecord(
                generation: key.generation, thumbprint: bound.thumbprint, createdAt: now())
            token.tokenType = "DPoP"
        }
        try await profiles.commitLogin(
            LoginRecord(
                profile: profile, credential: nil, token: token, contact: ContactRecord(at: now()), bonds: bonds))
        return profile
    }

    /// A profile of a grant without any material of its own.
    func seedBare(_ grant: MintCore.Grant, _ change: (inout Profile) -> Void = { _ in }) async throws -> Profile {
        var profile = Practice.profile("bare", grant: grant)
        (profile.clientID, profile.clientAuthentication) = ("", .none)
        change(&profile)
        let kind: KeyringKey.Kind = grant == .static ? .staticToken : .accessToken
        let token = issued(Practice.token(try await keep("token-1", kind, of: profile)))
        var credential: CredentialRecord?
        if profile.clientAuthentication == .clientSecretBasic {
            credential = Practice.credential(try await keep("the-secret", .clientSecret, of: profile))
        }
        try await profiles.commitLogin(
            LoginRecord(profile: profile, credential: credential, token: token, contact: ContactRecord(at: now())))
        return profile
    }

    /// Reserves and writes an item, as a writer that was killed before its commit leaves it.
    @discardableResult
    func keep(_ text: String, _ kind: KeyringKey.Kind, of profile: Profile) async throws -> Int {
        let key = try await profiles.reserve(kind, for: profile.id, in: profile.store, at: now())
        try await keyring.store(Secret(text), at: key, bound: profile.binding)
        return key.generation
    }

    private func issued(_ token: TokenRecord) -> TokenRecord {
        var token = token
        token.uptime = uptime()
        return token
    }

    /// Whether neither a profile nor a secret is kept.
    var isBare: Bool {
        get async { await keyring.keys.isEmpty ? await memory.records().isEmpty : false }
    }

    func refreshText(of id: ProfileID) async throws -> String? {
        guard let record = await memory.record(id), let refresh = record.bonds.refresh else { return nil }
        let key = KeyringKey(profile: id, kind: .refreshToken, generation: refresh.generation)
        return try await keyring.secret(at: key, bound: record.profile.binding)?.withText { $0 }
    }

    /// `{"access_token":"token-N",…}` with N the number of the request, from 2.
    static func granting(lifetime: Int = 3600) -> ScriptedTransport.Script {
        { _, number in
            .json(
                200,
                [
                    "access_token": .string("token-\(number + 2)"), "token_type": "Bearer",
                    "expires_in": .int(Int64(lifetime)),
                ])
        }
    }
}
