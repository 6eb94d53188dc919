import MintCore
import Synchronization
import TestSupport

/// Rotations on fakes: a server that checks, stores in memory, and time moved by hand.
final class RotationBench: Sendable {
    let memory = InMemoryProfileStore()
    let keyring = InMemoryKeyring()
    let trail = InMemoryAuditLog()
    let locks = InProcessLock()
    let server: CheckingServer
    let published = Mutex<[[UInt8]]>([])
    /// What happens while somebody waits.
    let meanwhile = Mutex<(@Sendable () -> Void)?>(nil)
    private let moment = Mutex(Practice.start)
    private let made = Mutex(0)

    init(_ server: CheckingServer = CheckingServer()) { self.server = server }

    var now: WallClock { { self.moment.withLock { $0 } } }
    func pass(_ seconds: Int) { moment.withLock { $0 = $0 + seconds } }

    struct Parts {
        var tokens: TokenService, rotation: RotationService
    }

    /// The services of one process.
    func parts(
        profiles: (any ProfileStore)? = nil, journal: (any RotationJournal)? = nil, keyring: (any Keyring)? = nil,
        proof: any ServerProof = ListedProof(), run: (@Sendable ([String], [UInt8]) async throws -> Secret)? = nil,
        locks: (any CredentialLock)? = nil
    ) -> Parts {
        let profiles = profiles ?? memory, journal = journal ?? memory, keyring = keyring ?? self.keyring
        let keyrings = Keyrings { _ in keyring }
        let locks = locks ?? self.locks
        func tokens(_ findOut: @escaping @Sendable (ProfileID) async throws -> Void) -> TokenService {
            TokenService(
                profiles: profiles, keyrings: keyrings, locks: locks,
                endpoint: TokenEndpoint(transport: server, clock: PassingClock(bench: self), now: now),
                journal: journal, findOut: findOut, now: now)
        }
        let discovery = Discovery(transport: server, clock: PassingClock(bench: self))
        let helpers = RotationHelpers(
            run: run ?? { _, _ in self.makeSecret() },
            replaceFile: { _, text in
                self.published.withLock { $0.append(text) }
                let keys = JSONValue(bytes: text)?["keys"]?.items ?? []
                self.server.change { $0.keyIDs = Set(keys.compactMap { $0["kid"]?.text }) }
            })
        let rotation = { [self] (tokens: TokenService) in
            RotationService(
                profiles: profiles, journal: journal, keyrings: keyrings, locks: locks, tokens: tokens,
                revocation: Revocation(
                    tokens: tokens, endpoints: ManagementEndpoints(discovery: discovery, discoveries: memory),
                    management: TokenManagement(transport: server, now: now)),
                proof: proof, helpers: helpers,
                audit: AuditTrail(log: trail, actor: AuditActor(user: "ada"), now: now),
                clock: PassingClock(bench: self), now: now)
        }
        let finder = rotation(tokens { _ in })
        let all = tokens { try await finder.findOut($0) }
        return Parts(tokens: all, rotation: rotation(all))
    }

    /// What an operator's command does: the server takes one more secret.
    func makeSecret() -> Secret {
        let number = made.withLock { made in
            made += 1
            return made
        }
        server.change { $0.secrets.insert("made-\(number)") }
        return Secret("made-\(number)")
    }

    /// A profile with `secret-1`, a token of an hour, and its registration.
    func seed(_ name: String = "billing") async throws -> ProfileID {
        let profile = Practice.profile(name)
        func keep(_ text: String, _ kind: KeyringKey.Kind) async throws -> Int {
            let key = await memory.reserve(kind, for: profile.id, in: .vault, at: now())
            try await keyring.store(Secret(text), at: key, bound: profile.binding)
            return key.generation
        }
        let bonds = ProfileBonds(
            registration: RegistrationRecord(
                clientURI: Practice.url("https://as.example/client"),
                tokenGeneration: try await keep("rat-1", .registrationToken), registeredAt: now(),
                metadata: #"{"client_id":"client","client_name":"Mintmark"}"#))
        try await memory.commitLogin(
            LoginRecord(
                profile: profile, credential: Practice.credential(try await keep("secret-1", .clientSecret)),
                token: Practice.token(try await keep("token-1", .accessToken)), contact: ContactRecord(at: now()),
                bonds: bonds))
        server.change { $0.tokens["token-1"] = true }
        return profile.id
    }

    func record(_ id: ProfileID) async throws -> ProfileRecord {
        guard let record = await memory.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
        return record
    }

    /// The same profile as a person's: it lives on a refresh token.
    func seedPerson(_ grant: Grant) async throws -> ProfileID {
        let profile = Practice.profile("ann", grant: grant)
        func keep(_ text: String, _ kind: KeyringKey.Kind) async throws -> Int {
            let key = await memory.reserve(kind, for: profile.id, in: .vault, at: now())
            try await keyring.store(Secret(text), at: key, bound: profile.binding)
            return key.generation
        }
        let refresh = RefreshRecord(generation: try await keep("refresh-1", .refreshToken), issuedAt: now())
        try await memory.commitLogin(
            LoginRecord(
                profile: profile, credential: Practice.credential(try await keep("secret-1", .clientSecret)),
                token: Practice.token(try await keep("token-1", .accessToken)), contact: ContactRecord(at: now()),
                bonds: ProfileBonds(refresh: refresh)))
        server.change { $0.refreshToken = "refresh-1" }
        return profile.id
    }

    /// The secret that the profile uses.
    func secret(of id: ProfileID) async throws -> String? {
        let record = try await record(id)
        guard let current = record.credential else { return nil }
        let key = KeyringKey(profile: id, kind: current.kind, generation: current.generation)
        return try await keyring.secret(at: key, bound: record.profile.binding)?.withText { $0 }
    }

    /// Items in the store that nothing accounts for: no row names them, and no list of left-overs.
    func strays() async throws -> Set<KeyringKey> {
        let named = await memory.records().flatMap(\.items)
        let listed = await memory.unnamedItems().map(\.key)
        return await keyring.keys.subtracting(named).subtracting(listed)
    }
}

/// Time that passes when somebody waits for it.
struct PassingClock: Clock {
    typealias Instant = ContinuousClock.Instant
    let bench: RotationBench
    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .seconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        bench.meanwhile.withLock { $0 }?()
        bench.pass(max(1, Int((deadline - .now).components.seconds) + 1))
    }
}

struct ListedProof: ServerProof {
    var failure: RotationError?
    func prove(
        _ token: AccessToken, of profile: Profile, observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> String {
        if let failure { throw failure }
        return "it listed 3 tools"
    }
}
