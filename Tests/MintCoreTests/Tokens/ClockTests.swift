import HTTPTypes
import TestSupport
import Testing

@testable import MintCore

@Suite(.timeLimit(.minutes(1))) struct ClockTests {
    private func text(_ grant: TokenService.Grant) -> String? { grant.token.withText { $0 } }

    // MARK: - Suspend and clock jumps (TK-5)

    @Test(
        arguments: [
            // boot, uptime, wall: what time it is for a token that was asked for at wall 0 and uptime 5000 of boot-1
            ("boot-1", 5000, 0, 0), ("boot-1", 5100, 100, 100), ("boot-1", 5100, -50_000, 100),
            ("boot-1", 9000, 100, 4000), ("boot-1", 5100, 4000, 4000), ("boot-1", 10, 70, 70), ("boot-2", 9000, 70, 70),
            (nil, 0, 70, 70), (nil, 0, -50_000, -50_000),
        ] as [(String?, Int, Int, Int)])
    func `the larger of both elapsed times counts, within one boot`(
        boot: String?, seconds: Int, wall: Int, moment: Int
    ) {
        var token = Practice.token(1)
        token.uptime = Uptime(bootID: "boot-1", seconds: 5000)
        let uptime = boot.map { Uptime(bootID: $0, seconds: seconds) }
        #expect(token.moment(at: Practice.start + wall, uptime: uptime) == Practice.start + moment)
        token.uptime = nil
        #expect(token.moment(at: Practice.start + wall, uptime: uptime) == Practice.start + wall)
    }

    @Test func `a wall clock that is set back does not resurrect a token`() async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        bench.pass(4000)
        bench.setWallClock(by: -3990)
        let grant = try await bench.tokens.token(of: profile.id)
        #expect(text(grant) == "token-2" && bench.transport.requests.count == 1)
        #expect(grant.record.uptime == bench.uptime())
    }

    @Test func `a clock that is set back by a year costs nothing while the token lasts`() async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        bench.pass(60)
        bench.setWallClock(by: -31_536_000)
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-1")
        bench.pass(3500)
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-1")
        bench.pass(100)
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-2")
    }

    @Test func `a forward jump renews, and the way back keeps the new token`() async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        bench.setWallClock(by: 31_536_000)
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-2")
        bench.setWallClock(by: -31_536_000)
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-2")
        bench.pass(3700)
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-3")
    }

    @Test(arguments: ["boot-2", nil])
    func `after a restart, or where the machine does not tell, the wall clock alone counts`(boot: String?) async throws
    {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        bench.reboot(boot)
        bench.setWallClock(by: 100)
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-1")
        bench.setWallClock(by: -200)
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-2", "before it was issued: proves nothing")
    }

    @Test func `a token that barely lasts by the wall alone is not handed out while somebody renews it`() async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        bench.pass(3601)
        bench.setWallClock(by: -3000)
        let lease = bench.locks.acquireNow(LockKey(profile))
        let waiting = Task { try await bench.tokens.token(of: profile.id) }
        await bench.locks.isAwaited(LockKey(profile))
        lease?.release()
        #expect(text(try await waiting.value) == "token-2")
    }

    // MARK: - Clock skew (JA-7, D1 to D3)

    private static func dated(_ skew: Int) -> HTTPFields {
        [.date: (Practice.start + skew).httpText]
    }

    private func seedKeyed(_ bench: ServiceBench, skew: Int = 0) async throws -> Profile {
        var profile = Practice.profile("keyed")
        profile.clientAuthentication = .privateKeyJWT
        let key = try SigningKey.generate(.es256)
        let reserved = try await bench.profiles.reserve(.privateKey, for: profile.id, in: .vault, at: bench.now())
        try await bench.keyring.store(key.serialized, at: reserved, bound: profile.binding)
        let token = try await bench.keep("token-1", .accessToken, of: profile)
        try await bench.profiles.commitLogin(
            LoginRecord(
                profile: profile, credential: Practice.credential(reserved.generation, kind: .privateKey),
                token: Practice.token(token), contact: ContactRecord(at: bench.now()),
                bonds: ProfileBonds(clockSkew: skew)))
        return profile
    }

    private func issuedAt(_ request: ScriptedRequest) -> Int? {
        request.claims(request.form["client_assertion"])["iat"]?.integer.map { $0 - Practice.start.rawValue }
    }

    @Test(arguments: [-4000, -31, 31, 90, 86_400])
    func `an assertion that a foreign clock refuses is signed once more with the server's time, which is kept`(
        skew: Int
    ) async throws {
        let bench = ServiceBench { _, number in
            number == 0
                ? .json(401, ["error": "invalid_client"], headers: Self.dated(skew))
                : .json(
                    200, ["access_token": "token-2", "token_type": "Bearer", "expires_in": 600],
                    headers: Self.dated(skew))
        }
        let profile = try await seedKeyed(bench)
        _ = try await bench.tokens.token(of: profile.id, .init(isForced: true))
        #expect(bench.transport.requests.map { issuedAt($0) } == [0, skew])
        let ids = bench.transport.requests.map { $0.claims($0.form["client_assertion"])["jti"]?.text }
        #expect(Set(ids).count == 2, "JA-5: never the same assertion again")
        #expect(await bench.memory.record(profile.id)?.bonds.clockSkew == skew)
        _ = try await bench.tokens.token(of: profile.id, .init(isForced: true))
        #expect(bench.transport.requests.count == 3 && issuedAt(bench.transport.requests[2]) == skew)
    }

    @Test(arguments: [0, 30, -30])
    func `a refusal is final where the clocks agree`(skew: Int) async throws {
        let bench = ServiceBench { _, _ in .json(401, ["error": "invalid_client"], headers: Self.dated(skew)) }
        let profile = try await seedKeyed(bench)
        await #expect(throws: TokenEndpointError.self) {
            try await bench.tokens.token(of: profile.id, .init(isForced: true))
        }
        #expect(bench.transport.requests.count == 1)
    }

    @Test func `one repetition, no more, and the error names the clock (D2)`() async throws {
        let bench = ServiceBench { _, number in
            .json(401, ["error": "invalid_client"], headers: Self.dated(number.isMultiple(of: 2) ? 900 : -900))
        }
        let profile = try await seedKeyed(bench)
        let error = await #expect(throws: TokenEndpointError.self) {
            try await bench.tokens.token(of: profile.id, .init(isForced: true))
        }
        #expect(bench.transport.requests.count == 2)
        #expect(error?.hint?.contains("900 s behind this machine's") == true && error?.hint?.contains("NTP") == true)
    }

    @Test func `a clock that was set right here is noticed at a refusal, too`() async throws {
        let bench = ServiceBench { request, number in
            number == 0
                ? .json(401, ["error": "invalid_client"], headers: Self.dated(0))
                : .json(200, ["access_token": "token-2", "token_type": "Bearer", "expires_in": 600])
        }
        let profile = try await seedKeyed(bench, skew: 25)
        await #expect(throws: TokenEndpointError.self) {
            try await bench.tokens.token(of: profile.id, .init(isForced: true))
        }
        #expect(await bench.memory.record(profile.id)?.bonds.clockSkew == 0)
        _ = try await bench.tokens.token(of: profile.id, .init(isForced: true))
        #expect(bench.transport.requests.map { issuedAt($0) } == [25, 0])
    }

    @Test(arguments: [(400, "invalid_scope"), (400, "invalid_grant"), (400, "unauthorized_client"), (401, "")])
    func `what has nothing to do with time, or is no signed proof, is not repeated`(status: Int, code: String)
        async throws
    {
        let bench = ServiceBench { _, _ in
            code.isEmpty
                ? .body(status, headers: Self.dated(900))
                : .json(status, ["error": .string(code)], headers: Self.dated(900))
        }
        // With a secret nothing is signed; with a key a bare 401 may well be about time.
        let profile = code.isEmpty ? try await bench.seed() : try await seedKeyed(bench)
        await #expect(throws: TokenEndpointError.self) {
            try await bench.tokens.token(of: profile.id, .init(isForced: true))
        }
        #expect(bench.transport.requests.count == 1)
    }

    @Test(arguments: [1, -2, 2])
    func `a second or two is the network's and is not kept`(skew: Int) async throws {
        let bench = ServiceBench { _, _ in
            .json(
                200, ["access_token": "t", "token_type": "Bearer", "expires_in": 600], headers: Self.dated(skew))
        }
        let profile = try await seedKeyed(bench)
        _ = try await bench.tokens.token(of: profile.id, .init(isForced: true))
        #expect(await bench.memory.record(profile.id)?.bonds.clockSkew == 0)
    }

    @Test(arguments: ["yesterday", "", "Mon, 99 Foo 2026 00:00:00 GMT"])
    func `a date that is none says nothing`(date: String) async throws {
        let bench = ServiceBench { _, _ in .json(401, ["error": "invalid_client"], headers: [.date: date]) }
        let profile = try await seedKeyed(bench)
        await #expect(throws: TokenEndpointError.self) {
            try await bench.tokens.token(of: profile.id, .init(isForced: true))
        }
        #expect(bench.transport.requests.count == 1)
    }
}
