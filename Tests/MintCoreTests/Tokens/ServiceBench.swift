import MintCore
import Synchronization
import TestSupport

/// The services on fakes: time moved by hand, a scripted network, stores in memory.
final class ServiceBench: Sendable {
    let profiles: any ProfileStore = InMemoryProfileStore()
    let keyring = InMemoryKeyring()
    let locks = InProcessLock()
    let transport: ScriptedTransport
    private let moment = Mutex(Practice.start)
    /// Wraps the keyring; for tests that make it fail.
    private let wrap: @Sendable (InMemoryKeyring) -> any Keyring

    init(
        wrap: @escaping @Sendable (InMemoryKeyring) -> any Keyring = { $0 },
        _ script: @escaping ScriptedTransport.Script
    ) {
        self.wrap = wrap
        transport = ScriptedTransport(script)
    }

    var now: WallClock { { self.moment.withLock { $0 } } }
    func pass(_ seconds: Int) { moment.withLock { $0 = $0 + seconds } }
    var keyrings: Keyrings {
        let keyring = wrap(keyring)
        return Keyrings { _ in keyring }
    }
    var endpoint: TokenEndpoint { TokenEndpoint(transport: transport, clock: ManualClock(), now: now) }
    var tokens: TokenService {
        TokenService(profiles: profiles, keyrings: keyrings, locks: locks, endpoint: endpoint, now: now)
    }

    /// A profile with a secret and a token of an hour, written as a login writes them.
    func seed(_ profile: Profile = Practice.profile("billing")) async throws -> Profile {
        let credential = try await profiles.reserve(.clientSecret, for: profile.id, in: .vault, at: now())
        let token = try await profiles.reserve(.accessToken, for: profile.id, in: .vault, at: now())
        try await keyring.store(Secret("the-secret"), at: credential, bound: profile.binding)
        try await keyring.store(Secret("token-1"), at: token, bound: profile.binding)
        try await profiles.commitLogin(
            profile, credential: Practice.credential(credential.generation), token: Practice.token(token.generation),
            contact: ContactRecord(at: now()))
        return profile
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

/// Fails at the n-th write, or forgets what it was told to keep.
actor FaultyKeyring: Keyring {
    enum Fault { case failsToStore(Int), forgets(Int) }
    private let inner: InMemoryKeyring
    private let fault: Fault
    private var writes = 0

    init(_ inner: InMemoryKeyring, _ fault: Fault) { (self.inner, self.fault) = (inner, fault) }

    func state() async -> StoreState { await inner.state() }

    func store(_ secret: Secret, at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError) {
        writes += 1
        switch fault {
        case .failsToStore(let number) where number == writes: throw .failed(.vault, .store, reason: "disk full")
        case .forgets(let number) where number == writes: return
        default: try await inner.store(secret, at: key, bound: binding)
        }
    }

    func secret(at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError) -> Secret? {
        try await inner.secret(at: key, bound: binding)
    }

    func remove(_ key: KeyringKey) async throws(KeyringError) { try await inner.remove(key) }
}
