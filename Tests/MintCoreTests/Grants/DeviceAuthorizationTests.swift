import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import MintCore

/// Notes what a person was shown.
final class WatchingPerson: LoginInteraction {
    let prompts = Mutex<[DevicePrompt]>([])
    func present(_ prompt: DevicePrompt) async { prompts.withLock { $0.append(prompt) } }
    func openUserAgent(redirectURI: String?) async throws -> any UserAgentVisit {
        throw AuthorizationError.nobodyToAsk
    }
}

@Suite(.timeLimit(.minutes(1))) struct DeviceAuthorizationTests {
    private static let url = Practice.url("https://as.example/device")
    private static let granted = ScriptedAnswer.json(
        200, ["access_token": "token-1", "token_type": "Bearer", "expires_in": 600, "refresh_token": "refresh-1"])

    private static func codes(_ more: [String: JSONValue] = [:]) -> ScriptedAnswer {
        let base: [String: JSONValue] = [
            "device_code": "dev-CANARY", "user_code": "WDJB-MJHT", "verification_uri": "https://as.example/go",
            "expires_in": 1800,
        ]
        return .json(200, .object(base.merging(more) { $1 }))
    }

    /// The first request gets `codes`, the polls the rest in order, the last one again and again.
    private static func bench(_ codes: ScriptedAnswer, _ polls: [ScriptedAnswer]) -> ServiceBench {
        ServiceBench { _, number in number == 0 ? codes : polls[min(number - 1, polls.count - 1)] }
    }

    private func start(
        _ bench: ServiceBench, _ person: WatchingPerson = WatchingPerson(), log: TraceLog = TraceLog(),
        _ change: (inout Profile) -> Void = { _ in }, credential: Credential? = nil
    ) -> Task<TokenEndpoint.Issue, any Error> {
        var profile = Practice.profile("ann", grant: .deviceCode)
        profile.clientAuthentication = .none
        change(&profile)
        let question = TokenEndpoint.Question(profile, credential: credential)
        let device = DeviceAuthorization(
            transport: bench.transport, endpoint: bench.endpoint, clock: bench.clock, now: bench.now)
        return Task {
            try await device.obtain(at: Self.url, question, interaction: person, observe: { log.note($0) })
        }
    }

    /// Lets the expected waits pass, one after the other; each must have been asked for to the second.
    private func wait(_ bench: ServiceBench, _ seconds: [Int]) async {
        for (number, wait) in seconds.enumerated() {
            await bench.clock.sleepers(1)
            let before = bench.transport.requests.count
            bench.pass(wait)
            bench.clock.advance(by: .seconds(wait - 1))
            for _ in 0..<50 { await Task.yield() }
            #expect(bench.transport.requests.count == before, "poll \(number + 1) came before its \(wait) s")
            bench.clock.advance(by: .seconds(1))
            await bench.transport.requests(before + 1)
        }
    }

    private static func pending(_ code: String) -> ScriptedAnswer { .json(400, ["error": .string(code)]) }

    @Test func `it asks with client, scope and resource, shows the code, and polls after the interval (DV-1 to DV-4)`()
        async throws
    {
        let bench = Self.bench(Self.codes(["interval": 3]), [Self.pending("authorization_pending"), Self.granted])
        let person = WatchingPerson()
        let task = start(bench, person)
        await wait(bench, [3, 3])
        let issue = try await task.value
        #expect(issue.response.accessToken == Secret("token-1") && issue.response.refreshToken == Secret("refresh-1"))
        let requests = bench.transport.requests
        #expect(requests[0].url == Self.url)
        #expect(
            requests[0].form == [
                "client_id": "client", "scope": "tools:read tools:call", "resource": "https://mcp.example",
            ])
        #expect(
            requests[1].form == [
                "grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "dev-CANARY",
                "client_id": "client", "resource": "https://mcp.example",
            ])
        let prompt = try #require(person.prompts.withLock { $0 }.first)
        #expect(prompt.userCode == "WDJB-MJHT" && prompt.verificationURI == "https://as.example/go")
        #expect(prompt.expiresAt == Practice.start + 1800 && prompt.completeURI == nil)
        #expect(!everyWord(of: prompt).contains("CANARY"))
    }

    @Test func `slow_down adds five seconds for good: 5, 10, 15 (DV-5, DV-2: without an interval)`() async throws {
        let bench = Self.bench(
            Self.codes(),
            [
                Self.pending("slow_down"), Self.pending("slow_down"), Self.pending("authorization_pending"),
                Self.granted,
            ])
        let task = start(bench)
        await wait(bench, [5, 10, 15, 15])
        _ = try await task.value
    }

    @Test func `no answer doubles the interval, up to two minutes (DV-6)`() async throws {
        let gone = ScriptedAnswer.failing(.timedOut(host: "as.example", after: .seconds(30)))
        let bench = Self.bench(
            Self.codes(["interval": 10]),
            [
                gone, .failing(.connectionRefused(host: "as.example")), .body(503, "busy"), .body(429),
                Self.pending("temporarily_unavailable"), gone, Self.pending("slow_down"), Self.granted,
            ])
        let task = start(bench)
        await wait(bench, [10, 20, 40, 80, 120, 120, 120, 125])
        _ = try await task.value
    }

    @Test func `a server's own interval is never undercut (DV-4)`() async throws {
        let bench = Self.bench(
            Self.codes(["interval": 240]),
            [.failing(.timedOut(host: "as.example", after: .seconds(30))), Self.granted])
        let task = start(bench)
        await wait(bench, [240, 240])
        _ = try await task.value
    }

    @Test(
        arguments: [
            (JSONValue.int(0), 1), (.int(-5), 1), (.int(100_000), 300), (.string("7"), 5), (.double(2.0), 2),
            (.double(2.5), 5), (.null, 5),
        ])
    func `an interval that is none counts as five, and absurd ones are bounded`(interval: JSONValue, seconds: Int)
        async throws
    {
        let bench = Self.bench(Self.codes(["interval": interval]), [Self.granted])
        let task = start(bench)
        await wait(bench, [seconds])
        _ = try await task.value
    }

    @Test(
        arguments: [
            ("access_denied", DeviceAuthorizationError.denied), ("expired_token", .expired),
        ])
    func `denial and expiry stop it (DV-5)`(code: String, expected: DeviceAuthorizationError) async throws {
        let bench = Self.bench(Self.codes(), [Self.pending(code)])
        let task = start(bench)
        await wait(bench, [5])
        await #expect(throws: expected) { try await task.value }
        #expect(bench.transport.requests.count == 2)
    }

    @Test(arguments: ["invalid_grant", "invalid_client", "invalid_request", "unknown_to_us"])
    func `any other error stops it (DV-5)`(code: String) async throws {
        let bench = Self.bench(Self.codes(), [Self.pending(code)])
        let task = start(bench)
        await wait(bench, [5])
        let error = await #expect(throws: TokenEndpointError.self) { try await task.value }
        #expect(error?.code == code && bench.transport.requests.count == 2)
    }

    @Test func `it stops when the code runs out, and never starts again by itself (DV-6)`() async throws {
        let bench = Self.bench(Self.codes(["expires_in": 14]), [Self.pending("authorization_pending")])
        let task = start(bench)
        await wait(bench, [5, 5])
        await #expect(throws: DeviceAuthorizationError.expired) { try await task.value }
        #expect(bench.transport.requests.count == 3)
    }

    @Test func `cancelling ends the wait at once`() async throws {
        let bench = Self.bench(Self.codes(), [Self.granted])
        let task = start(bench)
        await bench.clock.sleepers(1)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(bench.transport.requests.count == 1)
    }

    @Test(
        arguments: [
            ["verification_uri": .null, "verification_url": "https://as.example/old"],
            ["verification_uri_complete": "https://as.example/go?c=WDJB"],
            ["verification_uri_complete": "javascript:alert(1)"],
        ] as [[String: JSONValue]])
    func `an early draft's spelling is read, and only addresses are offered`(more: [String: JSONValue]) async throws {
        let bench = Self.bench(Self.codes(more), [Self.granted])
        let person = WatchingPerson()
        let task = start(bench, person)
        await wait(bench, [5])
        _ = try await task.value
        let prompt = try #require(person.prompts.withLock { $0 }.first)
        #expect(prompt.verificationURI.hasPrefix("https://as.example/"))
        #expect(prompt.completeURI == nil || prompt.completeURI == "https://as.example/go?c=WDJB")
    }

    @Test(
        arguments: [
            Self.codes(["device_code": ""]), codes(["user_code": "\u{1B}"]), codes(["user_code": .null]),
            codes(["verification_uri": "javascript:alert(1)"]), codes(["verification_uri": .null]),
            codes(["expires_in": 0]), codes(["expires_in": -1]), codes(["expires_in": .null]),
            .body(200, "<html>"), .body(404, "nothing here"), .body(302),
            .json(400, ["error": "unauthorized_client"]),
            .json(500, ["device_code": "dev-CANARY", "user_code": "x"]),
        ])
    func `an answer that is none stops it before anybody is asked (DV-2)`(answer: ScriptedAnswer) async throws {
        let bench = Self.bench(answer, [Self.granted])
        let person = WatchingPerson()
        let log = TraceLog()
        let task = start(bench, person, log: log)
        let error = await #expect(throws: (any Error).self) { try await task.value }
        #expect(person.prompts.withLock { $0.isEmpty } && bench.transport.requests.count == 1)
        #expect(!everyWord(of: error as Any).contains("CANARY") && !everyWord(of: log.hops).contains("CANARY"))
    }

    @Test func `a client secret or a device code that is echoed gets into no words`() async throws {
        let basic = ClientProof.basic("client", Secret("c-CANARY/1"), .form)
        let echo = ScriptedAnswer.json(
            400, ["error": "invalid_client", "error_description": .string("c-CANARY/1 \(basic) dev-CANARY")])
        let log = TraceLog()
        let first = Self.bench(echo, [Self.granted])
        let asking = start(
            first, log: log, { $0.clientAuthentication = .clientSecretPost },
            credential: .secret(Secret("c-CANARY/1")))
        let refusal = await #expect(throws: TokenEndpointError.self) { try await asking.value }
        #expect(refusal?.headline.contains("<secret>") == true)
        #expect(!everyWord(of: refusal as Any).replacing("dev-CANARY", with: "").contains("CANARY"))

        let second = Self.bench(Self.codes(), [echo])
        let polling = start(
            second, log: log, { $0.clientAuthentication = .clientSecretBasic },
            credential: .secret(Secret("c-CANARY/1")))
        await wait(second, [5])
        let error = await #expect(throws: TokenEndpointError.self) { try await polling.value }
        #expect(!everyWord(of: error as Any).contains("CANARY") && !everyWord(of: log.hops).contains("CANARY"))
        #expect(!everyWord(of: error as Any).contains(basic))
    }
}
