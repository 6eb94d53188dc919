import HTTPTypes
import TestSupport
import Testing

@testable import MintCore

/// What a refusal costs, and what it must not cost.
@Suite(.timeLimit(.minutes(1))) struct RefusedRefreshTests {
    /// Grants `token-N` and `refresh-N`, N from 2, to whoever offers the refresh token issued last.
    private static let rotating: ScriptedTransport.Script = { request, number in
        let offered = request.form["refresh_token"]
        guard offered == "refresh-\(number + 1)" else { return .json(400, ["error": "invalid_grant"]) }
        return .json(
            200,
            [
                "access_token": .string("token-\(number + 2)"), "token_type": "Bearer", "expires_in": 3600,
                "refresh_token": .string("refresh-\(number + 2)"), "refresh_token_timeout": 86_400,
            ])
    }

    private func text(_ grant: TokenService.Grant) -> String? { grant.token.withText { $0 } }

    @Test func `a dead refresh token goes once the access token is over, and the reason is said (TK-11, C5, C8)`()
        async throws
    {
        let bench = ServiceBench { _, _ in .json(400, ["error": "invalid_grant"]) }
        let profile = try await bench.seedPerson()
        bench.pass(4000)
        let refusal = await #expect(throws: TokenEndpointError.self) { try await bench.tokens.token(of: profile.id) }
        #expect(refusal?.hint?.contains("log in again") == true)
        #expect(await bench.memory.record(profile.id)?.bonds.refresh == nil)
        #expect(await !bench.keyring.keys.contains { $0.kind == .refreshToken })
        let next = await #expect(throws: TokenServiceError.self) { try await bench.tokens.token(of: profile.id) }
        #expect(next == .loginNeeded("ann", .deviceCode, .noRefreshToken))
        #expect(bench.transport.requests.count == 1, "a refusal is final: no loop")
    }

    @Test func `an early refresh that is refused costs neither token; it is tried again nearer to the end (B8)`()
        async throws
    {
        let bench = ServiceBench { _, number in
            number == 0
                ? .json(400, ["error": "invalid_grant"])
                : .json(200, ["access_token": "token-2", "token_type": "Bearer", "expires_in": 3600])
        }
        let profile = try await bench.seedPerson()
        bench.pass(3575)
        let kept = try await bench.tokens.token(of: profile.id)
        #expect(text(kept) == "token-1" && kept.warning?.headline.contains("invalid_grant") == true)
        #expect(try await bench.refreshText(of: profile.id) == "refresh-1")
        bench.pass(5)
        let soon = try await bench.tokens.token(of: profile.id)
        #expect(text(soon) == "token-1" && soon.warning != nil)
        #expect(bench.transport.requests.count == 1, "not more than once in ten seconds (LC-2)")
        bench.pass(10)
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-2")
    }

    @Test func `forcing a new token does not cost a refresh token while the access token lasts (TK-11)`() async throws {
        let bench = ServiceBench { _, _ in .json(400, ["error": "invalid_grant"]) }
        let profile = try await bench.seedPerson()
        await #expect(throws: TokenEndpointError.self) {
            try await bench.tokens.token(of: profile.id, .init(isForced: true))
        }
        #expect(try await bench.refreshText(of: profile.id) == "refresh-1")
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-1")
    }

    @Test(arguments: [
        ScriptedAnswer.json(401, ["error": "invalid_client"]), .json(400, ["error": "invalid_request"]),
        .body(503, "busy"), .failing(.timedOut(host: "as.example", after: .seconds(30))), .body(200, "<html>"),
    ])
    func `no other refusal drops a refresh token, and none is sent twice (B10)`(answer: ScriptedAnswer) async throws {
        let bench = ServiceBench { _, _ in answer }
        let profile = try await bench.seedPerson()
        bench.pass(4000)
        await #expect(throws: (any Error).self) { try await bench.tokens.token(of: profile.id) }
        #expect(try await bench.refreshText(of: profile.id) == "refresh-1")
        #expect(bench.transport.requests.count == 1)
    }

    @Test func `a refresh token that has run out is not sent, and the reason is said (TK-12, C8)`() async throws {
        let bench = ServiceBench(Self.rotating)
        let profile = try await bench.seedPerson()
        bench.pass(4000)
        _ = try await bench.tokens.token(of: profile.id)
        bench.pass(86_400)
        await #expect(throws: TokenServiceError.loginNeeded("ann", .deviceCode, .refreshExpired)) {
            try await bench.tokens.token(of: profile.id)
        }
        #expect(bench.transport.requests.count == 1)
    }

    @Test func `after a 401 the access token is dropped, never the refresh token (LC-4)`() async throws {
        let bench = ServiceBench { _, _ in .body(503, "busy") }
        let profile = try await bench.seedPerson()
        await #expect(throws: TokenEndpointError.self) {
            try await bench.tokens.token(of: profile.id, .init(rejected: Secret("token-1")))
        }
        let record = await bench.memory.record(profile.id)
        #expect(record?.token == nil && record?.bonds.refresh?.generation == 1)
        #expect(try await bench.refreshText(of: profile.id) == "refresh-1")
    }

    @Test func `a loser of the race clears nothing of the winner's (B1, B4)`() async throws {
        let bench = ServiceBench(Self.rotating)
        let profile = try await bench.seedPerson()
        bench.pass(4000)
        let lease = bench.locks.acquireNow(LockKey(profile))
        let loser = Task { try await bench.tokens.token(of: profile.id, .init(isForced: true)) }
        await bench.locks.isAwaited(LockKey(profile))
        // The winner, another process, commits while this one waits; however long that takes (B6).
        bench.pass(3000)
        let access = try await bench.keep("token-9", .accessToken, of: profile)
        let refresh = try await bench.keep("refresh-9", .refreshToken, of: profile)
        try await bench.profiles.commitToken(
            Practice.token(access, issuedAt: bench.now()),
            refresh: RefreshRecord(generation: refresh, issuedAt: bench.now()), for: profile.id,
            contact: ContactRecord(at: bench.now()))
        lease?.release()
        #expect(text(try await loser.value) == "token-9")
        #expect(try await bench.refreshText(of: profile.id) == "refresh-9" && bench.transport.requests.isEmpty)
    }

    @Test func `in the background a person's grant is refreshed without asking anybody (C8, DV-7)`() async throws {
        let bench = ServiceBench(Self.rotating)
        let profile = try await bench.seedPerson()
        bench.pass(3400)
        #expect(text(try await bench.tokens.token(of: profile.id, .init(isAhead: true))) == "token-2")
        try await bench.profiles.dropRefresh(generation: 2, of: profile.id)
        bench.pass(4000)
        await #expect(throws: TokenServiceError.loginNeeded("ann", .deviceCode, .noRefreshToken)) {
            try await bench.tokens.token(of: profile.id, .init(isAhead: true))
        }
        #expect(bench.transport.requests.count == 1, "no device code is asked for")
    }
}
