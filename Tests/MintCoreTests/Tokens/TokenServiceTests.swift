import HTTPTypes
import MintCore
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct TokenServiceTests {
    private func text(_ grant: TokenService.Grant) -> String? { grant.token.withText { $0 } }

    @Test func `a good token comes from the cache: no lock, no network`() async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        let lease = bench.locks.acquireNow(LockKey(profile))
        let grant = try await bench.tokens.token(of: profile.id)
        #expect(text(grant) == "token-1" && !grant.isFresh)
        #expect(bench.transport.requests.isEmpty)
        lease?.release()
    }

    @Test func `an expired token is replaced once, and its item is removed`() async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        bench.pass(4000)
        let grant = try await bench.tokens.token(of: profile.id)
        #expect(text(grant) == "token-2" && grant.isFresh && grant.warning == nil)
        #expect(grant.record.expiresAt == Practice.start + 7600)
        #expect(await bench.keyring.keys.filter { $0.kind == .accessToken }.map(\.generation) == [2])
        #expect(try await bench.profiles.unnamedItems().isEmpty)
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-2")
        #expect(bench.transport.requests.count == 1)
    }

    @Test(arguments: [true, false])
    func `what is left to housekeeping is done before its end, also where the caller fails`(fails: Bool) async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        bench.pass(4000)
        do {
            try await Housekeeping.during { housekeeping in
                let tokens = bench.tokens.leavingHousekeeping(to: housekeeping)
                #expect(text(try await tokens.token(of: profile.id)) == "token-2")
                if fails { throw CancellationError() }
            }
            #expect(!fails)
        } catch is CancellationError {
            #expect(fails)
        }
        #expect(await bench.keyring.keys.filter { $0.kind == .accessToken }.map(\.generation) == [2])
        #expect(try await bench.profiles.unnamedItems().isEmpty)
        #expect(try await bench.profiles.record(profile.id)?.lastUsedAt == Practice.start + 4000)
    }

    @Test(arguments: [1, 2, 64])
    func `of many, what was superseded is removed together; what others left long ago goes along`(share: Int)
        async throws
    {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        let old = try await bench.profiles.reserve(.refreshToken, for: "gone", in: .vault, at: bench.now())
        bench.pass(4000)
        let young = try await bench.profiles.reserve(.refreshToken, for: "coming", in: .vault, at: bench.now())
        for key in [old, young] { try await bench.keyring.store(Secret("x"), at: key, bound: profile.binding) }
        await Housekeeping.during(removingTogether: share) { housekeeping in
            let tokens = bench.tokens.leavingHousekeeping(to: housekeeping)
            for _ in 0..<3 { _ = try? await tokens.token(of: profile.id, .init(isForced: true)) }
        }
        let kept = await bench.keyring.keys
        #expect(kept.filter { $0.profile == profile.id && $0.kind == .accessToken }.map(\.generation) == [4])
        #expect(!kept.contains(old) && kept.contains(young), "nobody is at work on the old one any more")
        #expect(try await bench.profiles.unnamedItems().map(\.key) == [young])
    }

    @Test func `twenty at once make one request (LC-7)`() async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        bench.pass(4000)
        let texts = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { self.text(try await bench.tokens.token(of: profile.id)) } }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(texts == ["token-2"])
        #expect(bench.transport.requests.count == 1)
    }

    @Test func `a token that barely lasts is handed out while somebody else renews it`() async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        bench.pass(3590)
        let lease = bench.locks.acquireNow(LockKey(profile))
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-1")
        lease?.release()
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-2")
    }

    @Test func `a refused renewal keeps the token that lasts, and the reason is noted (LC-3, B8)`() async throws {
        let bench = ServiceBench { _, _ in .json(400, ["error": "invalid_request"]) }
        let profile = try await bench.seed()
        bench.pass(3590)
        let grant = try await bench.tokens.token(of: profile.id)
        #expect(text(grant) == "token-1" && grant.warning?.headline.contains("invalid_request") == true)
        let record = try await bench.profiles.record(profile.id)
        #expect(record?.health == .failing && record?.contact?.failure?.code == "invalid_request")
        bench.pass(20)
        await #expect(throws: TokenEndpointError.self) { try await bench.tokens.token(of: profile.id) }
        #expect(bench.transport.requests.count == 2)
    }

    @Test(arguments: [FaultyKeyring.Fault.failsToStore(1), .forgets(1)])
    func `a token that no store keeps is handed over with a warning, and the old pointer stays`(
        fault: FaultyKeyring.Fault
    ) async throws {
        let bench = ServiceBench(wrap: { FaultyKeyring($0, fault) }, ServiceBench.granting())
        let profile = try await bench.seed()
        let before = try await bench.profiles.record(profile.id)?.token
        let grant = try await bench.tokens.token(of: profile.id, .init(isForced: true))
        #expect(text(grant) == "token-2")
        #expect(grant.warning?.headline.contains("could not be kept") == true && grant.warning?.exitStatus == .store)
        #expect(try await bench.profiles.record(profile.id)?.token == before)
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-1")
    }

    @Test func `after a 401 the rejected value alone is dropped, and a newer one is adopted (LC-4, B1)`() async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        let first = try await bench.tokens.token(of: profile.id, .init(rejected: Secret("token-1")))
        #expect(text(first) == "token-2")
        let second = try await bench.tokens.token(of: profile.id, .init(rejected: Secret("token-1")))
        #expect(text(second) == "token-2" && bench.transport.requests.count == 1)
    }

    @Test func `cancelling does not lose a token that is already asked for`() async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        bench.pass(4000)
        let task = Task { try await bench.tokens.token(of: profile.id) }
        await bench.transport.requests(1)
        task.cancel()
        _ = try? await task.value
        #expect(try await bench.profiles.record(profile.id)?.token?.generation == 2)
    }

    @Test func `a token the server gives no lifetime is used until a 401 (TK-4)`() async throws {
        let bench = ServiceBench { _, _ in .json(200, ["access_token": "t", "token_type": "Bearer"]) }
        let profile = try await bench.seed()
        _ = try await bench.tokens.token(of: profile.id, .init(isForced: true))
        bench.pass(1_000_000)
        #expect(text(try await bench.tokens.token(of: profile.id)) == "t")
        #expect(bench.transport.requests.count == 1)
    }

    @Test func `a store that is locked, or has lost the credential, is told apart`() async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        bench.pass(4000)
        await bench.keyring.become(.locked)
        await #expect(throws: KeyringError.unavailable(.vault, .locked)) {
            try await bench.tokens.token(of: profile.id)
        }
        await bench.keyring.become(.ready)
        try await bench.keyring.remove(KeyringKey(profile: profile.id, kind: .clientSecret, generation: 1))
        await #expect(throws: TokenServiceError.credentialGone("billing", .vault, .clientSecret)) {
            try await bench.tokens.token(of: profile.id)
        }
        #expect(bench.transport.requests.isEmpty)
        #expect(try await bench.profiles.record(profile.id)?.token?.generation == 1)
    }

    @Test func `a minimum beyond the server's lifetime burns no token on every call (G13)`() async throws {
        let bench = ServiceBench(ServiceBench.granting(lifetime: 60))
        let profile = try await bench.seed()
        bench.pass(60)
        for _ in 0..<5 { _ = try await bench.tokens.token(of: profile.id, .init(minimumValidity: 7200)) }
        #expect(bench.transport.requests.count == 1)
    }

    @Test func `transient trouble is asked again at most twice, a refusal never`() async throws {
        let clock = ManualClock()
        let transport = ScriptedTransport { _, _ in .body(503, "busy") }
        let endpoint = TokenEndpoint(transport: transport, clock: clock, now: { Practice.start })
        let task = Task { try await endpoint.issue(to: Practice.profile("p"), with: .secret(Secret("s"))) }
        for pause in [1, 3] {
            await clock.sleepers(1)
            clock.advance(by: .seconds(pause))
        }
        await #expect(throws: TokenEndpointError.self) { try await task.value }
        #expect(transport.requests.count == 3)
        for (status, code) in [(401, "invalid_client"), (400, "invalid_scope"), (503, "invalid_client")] {
            let refusing = ScriptedTransport { _, _ in .json(status, ["error": .string(code)]) }
            let endpoint = TokenEndpoint(transport: refusing, clock: clock, now: { Practice.start })
            await #expect(throws: TokenEndpointError.self) {
                try await endpoint.issue(to: Practice.profile("p"), with: .secret(Secret("s")))
            }
            #expect(refusing.requests.count == 1, "\(status) \(code)")
        }
    }

    @Test(arguments: [
        ScriptedAnswer.body(503, "busy", headers: [.retryAfter: "5"]),
        .json(503, ["error": "temporarily_unavailable"], headers: [.retryAfter: "5"]),
        .json(429, ["error": "slow"], headers: [.retryAfter: "5"]),
    ]) func `Retry-After is waited for, whatever the body says (ER-6)`(_ busy: ScriptedAnswer) async throws {
        let clock = ManualClock()
        let transport = ScriptedTransport { request, number in
            number == 0 ? busy : ServiceBench.granting()(request, number)
        }
        let endpoint = TokenEndpoint(transport: transport, clock: clock, now: { Practice.start })
        let task = Task { try await endpoint.issue(to: Practice.profile("p"), with: .secret(Secret("s"))) }
        await clock.sleepers(1)
        clock.advance(by: .milliseconds(4999))
        await clock.sleepers(1)
        #expect(transport.requests.count == 1)
        clock.advance(by: .milliseconds(1))
        _ = try await task.value
        #expect(transport.requests.count == 2)
    }

    @Test(arguments: [
        ScriptedAnswer.body(503, "busy", headers: [.retryAfter: "60"]),
        .json(503, ["error": "temporarily_unavailable"], headers: [.retryAfter: "60"]),
    ]) func `more patience than anybody has here is told, not spent (ER-6)`(_ busy: ScriptedAnswer) async throws {
        let transport = ScriptedTransport { _, _ in busy }
        let endpoint = TokenEndpoint(transport: transport, clock: ManualClock(), now: { Practice.start })
        let error = await #expect(throws: TokenEndpointError.self) {
            try await endpoint.issue(to: Practice.profile("p"), with: .secret(Secret("s")))
        }
        #expect(error?.hint?.contains("60 s of patience") == true && transport.requests.count == 1)
    }
}
