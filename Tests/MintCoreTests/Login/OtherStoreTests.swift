import MintCore
import Synchronization
import TestSupport
import Testing

/// What was granted is not lost where the store fails afterwards (A7).
@Suite struct OtherStoreTests {
    /// Two stores, the first of which fails at a write, and a token endpoint that counts its answers.
    private struct Bench {
        let stores = StoreBench()
        let keyrings: Keyrings
        let transport: ScriptedTransport

        init(_ fault: FaultyKeyring.Fault) {
            let faulty = FaultyKeyring(stores.service, fault)
            keyrings = stores.keyrings(faulty, as: .secretService)
            transport = ScriptedTransport(ServiceBench.granting())
        }

        var login: LoginService {
            LoginService(
                profiles: stores.profiles, keyrings: keyrings, locks: stores.locks,
                discovery: Discovery(transport: transport, clock: ManualClock()),
                endpoint: TokenEndpoint(transport: transport, clock: ManualClock(), now: stores.now), now: stores.now,
                makeID: { "0f0e0d0c-0000-4000-8000-00000000000a" })
        }

        func plan(_ change: (inout LoginRequest) -> Void = { _ in }) async throws -> LoginPlan {
            var request = LoginRequest(
                server: Practice.url("https://m.example/mcp"), name: "billing", clientID: "svc",
                credential: .secret(Secret("the-secret")), tokenEndpoint: Practice.url("https://as.example/token"),
                store: .secretService)
            change(&request)
            return try await login.plan(request)
        }
    }

    @Test(arguments: [1, 2])
    func `it is kept in the store that was chosen, by the one request`(write: Int) async throws {
        let bench = Bench(.failsToStore(write))
        let asked = Mutex<[StoreName]>([])
        let record = try await bench.login.perform(
            bench.plan(),
            otherStore: { failed, error in
                asked.withLock { $0.append(failed) }
                #expect(error.exitStatus == .store)
                return .vault
            })
        #expect(asked.withLock { $0 } == [.secretService])
        #expect(record.profile.store == .vault && bench.transport.requests.count == 1)
        #expect(
            try await bench.stores.held(by: record.id) == [.clientSecret: "the-secret", .accessToken: "token-2"])
        #expect(await bench.stores.service.keys.isEmpty)
        #expect(await bench.stores.profiles.unnamedItems().isEmpty)
        #expect(
            record.profile.binding
                == SecretBinding(
                    profileName: "billing", issuer: nil, tokenEndpointOrigin: "https://as.example"))
    }

    @Test func `the same store can be tried again once somebody has seen to it`() async throws {
        let bench = Bench(.failsToStore(2))
        let record = try await bench.login.perform(bench.plan(), otherStore: { failed, _ in failed })
        #expect(record.profile.store == .secretService && bench.transport.requests.count == 1)
        #expect(try await bench.stores.held(by: record.id)[.accessToken] == "token-2")
        #expect(await bench.stores.service.keys.count == 2)
    }

    @Test func `where nobody chooses, the failure stands and nothing is left`() async throws {
        let bench = Bench(.forgets(1))
        let plan = try await bench.plan()
        await #expect(throws: KeyringError.notKept(.vault)) { try await bench.login.perform(plan) }
        #expect(await bench.stores.profiles.records().isEmpty)
        #expect(await bench.stores.service.keys.isEmpty)
        #expect(await bench.stores.profiles.unnamedItems().isEmpty)
    }

    @Test func `a profile that is logged in anew leaves the failed store behind it`() async throws {
        let bench = Bench(.failsToStore(3))
        let first = try await bench.login.perform(bench.plan())
        #expect(first.profile.store == .secretService)
        let second = try await bench.login.perform(bench.plan(), otherStore: { _, _ in .vault })
        #expect(second.id == first.id && second.profile.store == .vault)
        #expect(try await bench.stores.held(by: second.id)[.accessToken] == "token-3")
        #expect(await bench.stores.service.keys.isEmpty)
        #expect(await bench.stores.profiles.unnamedItems().isEmpty)
    }

    @Test func `a profile that was moved after its login was planned is logged in all the same`() async throws {
        let bench = Bench(.failsToStore(99))
        let first = try await bench.login.perform(bench.plan())
        let plan = try await bench.plan()
        _ = try await bench.stores.migration.move(first.id, to: .vault)
        let second = try await bench.login.perform(plan)
        #expect(second.profile.store == .secretService)
        #expect(await bench.stores.vault.keys.isEmpty)
        #expect(try await bench.stores.held(by: second.id)[.accessToken] == "token-3")
    }
}
