import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import MintCore

@Suite struct RevocationTests {
    private func bench(
        _ revocation: ScriptedAnswer = .body(200), publishes: Bool = true, methods: [String]? = nil,
        onRequest: @escaping @Sendable (ScriptedRequest) -> Void = { _ in }
    ) -> ServiceBench {
        ServiceBench { request, _ in
            onRequest(request)
            guard request.url.path.hasPrefix("/.well-known") else { return revocation }
            var members: [String: JSONValue] = [
                "issuer": "https://as.example", "token_endpoint": "https://as.example/token",
            ]
            if publishes { members["revocation_endpoint"] = "https://as.example/revoke" }
            if let methods {
                members["revocation_endpoint_auth_methods_supported"] = .array(methods.map { .string($0) })
            }
            return .json(200, .object(members))
        }
    }

    private func logout(_ bench: ServiceBench, revokes: Bool = true, _ profile: Profile) async throws
        -> LogoutService.Outcome
    {
        let discovery = Discovery(transport: bench.transport, clock: ManualClock())
        let revocation = Revocation(
            tokens: bench.tokens, endpoints: ManagementEndpoints(discovery: discovery, discoveries: bench.memory),
            management: TokenManagement(transport: bench.transport, now: bench.now))
        let service = LogoutService(
            profiles: bench.profiles, keyrings: bench.keyrings, locks: bench.locks, revocation: revocation,
            now: bench.now)
        return try await service.logOut(try #require(await bench.memory.record(profile.id)), revokes: revokes)
    }

    private func revoked(_ bench: ServiceBench) -> [String?] {
        bench.transport.requests.filter { $0.url.path == "/revoke" }.map { $0.form["token"] }
    }

    @Test func `the refresh token goes first, then the access token, then everything here (RV-4)`() async throws {
        let bench = bench()
        let profile = try await bench.seedPerson()
        let outcome = try await logout(bench, profile)
        #expect(revoked(bench) == ["refresh-1", "token-1"])
        #expect(outcome.revoked == [.refreshToken, .accessToken] && outcome.notRevoked.isEmpty)
        #expect(await bench.isBare)
    }

    @Test(arguments: [(1, false, false), (2, false, false), (0, true, true)])
    func `whoever gives up while the server is asked keeps nothing that is revoked already`(
        last: Int, keepsRefresh: Bool, keepsToken: Bool
    ) async throws {
        let left = Mutex(last)
        let bench = bench(onRequest: { request in
            guard request.url.path == "/revoke" || last == 0 else { return }
            let isLast = left.withLock { left in
                left -= 1
                return left <= 0
            }
            // Nothing more is answered to whoever is cancelled.
            if isLast { withUnsafeCurrentTask { $0?.cancel() } }
        })
        let profile = try await bench.seedPerson()
        let outcome = await Task { try await logout(bench, profile) }.result
        #expect(throws: CancellationError.self) { try outcome.get() }
        #expect(revoked(bench).count == last)
        let record = try #require(await bench.memory.record(profile.id))
        #expect((record.bonds.refresh != nil) == keepsRefresh && (record.token != nil) == keepsToken)
    }

    @Test(
        arguments: [
            (nil, 1), (["client_secret_basic"], 1), (["private_key_jwt"], 1), (["client_secret_post"], 2),
        ] as [([String]?, Int)])
    func `a secret that is refused the token endpoint's way goes once more the way that the endpoint lists (RV-5)`(
        methods: [String]?, times: Int
    ) async throws {
        let bench = bench(.body(401), methods: methods)
        let profile = try await bench.seed()
        #expect(profile.clientAuthentication == .clientSecretBasic)
        let outcome = try await logout(bench, profile)
        #expect(outcome.notRevoked.count == 1)
        let requests = bench.transport.requests.filter { $0.url.path == "/revoke" }
        #expect(requests.map { $0.authorization != nil } == Array([true, false].prefix(times)))
        #expect(requests.map { $0.form["client_secret"] == "the-secret" } == Array([false, true].prefix(times)))
    }

    @Test(arguments: [
        ScriptedAnswer.body(503, headers: [.retryAfter: "9"]), .json(400, ["error": "unsupported_token_type"]),
        .failing(.timedOut(host: "as.example", after: .seconds(30))),
    ])
    func `what could not be revoked is told, and forgotten here all the same (RV-2, RV-4)`(answer: ScriptedAnswer)
        async throws
    {
        let bench = bench(answer)
        let profile = try await bench.seedPerson()
        let outcome = try await logout(bench, profile)
        #expect(outcome.notRevoked.map(\.kind) == [.refreshToken, .accessToken] && outcome.revoked.isEmpty)
        #expect(!everyWord(of: outcome).contains("refresh-1"))
        #expect(await bench.isBare)
    }

    @Test func `a server without the endpoint, an expired token, and a pasted one ask for nothing`() async throws {
        let silent = bench(publishes: false)
        let profile = try await silent.seedPerson()
        let outcome = try await logout(silent, profile)
        #expect(outcome.notRevoked.count == 2 && revoked(silent).isEmpty)
        let late = bench()
        let other = try await late.seed()
        late.pass(4000)
        _ = try await logout(late, other)
        #expect(late.transport.requests.isEmpty)
        let pasting = bench()
        _ = try await logout(pasting, try await pasting.seedBare(.static))
        #expect(pasting.transport.requests.isEmpty)
        let quiet = bench()
        _ = try await logout(quiet, revokes: false, try await quiet.seedPerson())
        let isBare = await quiet.isBare
        #expect(isBare && quiet.transport.requests.isEmpty)
    }
}
