import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import MintCore

@Suite(.timeLimit(.minutes(1))) struct StepUpTests {
    private static func demand(_ scopes: String) -> [String] {
        [#"Bearer error="insufficient_scope", scope="\#(scopes)""#]
    }
    private static let always = ProfileTokenSource.StepUp { _, _ in true }

    /// Grants what is asked, or a part of it.
    private static func granting(only scopes: String? = nil) -> ScriptedTransport.Script {
        { request, number in
            .json(
                200,
                [
                    "access_token": .string("token-\(number + 2)"), "token_type": "Bearer", "expires_in": 3600,
                    "scope": .string(scopes ?? request.form["scope"] ?? ""),
                ])
        }
    }

    /// A profile that asked for `tools:read tools:call` and was granted `tools:read`.
    private func source(
        _ script: @escaping ScriptedTransport.Script, _ stepUp: ProfileTokenSource.StepUp = always
    ) async throws -> (ServiceBench, ProfileTokenSource, Profile) {
        let bench = ServiceBench(script)
        let profile = try await bench.seed()
        return (bench, ProfileTokenSource(bench.tokens, profile: profile.id, stepUp: stepUp), profile)
    }

    private func text(_ token: AccessToken?) -> String? { token?.value.withText { $0 } ?? nil }

    @Test func `what is demanded is asked for together with what the profile had, and kept (SC-4)`() async throws {
        let (bench, source, profile) = try await source(Self.granting())
        let held = try #require(try await source.token())
        let wider = try await source.widened(held, challenges: Self.demand("tools:admin tools:read"), operation: "op")
        #expect(text(wider) == "token-2")
        #expect(bench.transport.requests.map { $0.form["scope"] } == ["tools:read tools:call tools:admin"])
        let record = await bench.memory.record(profile.id)
        #expect(record?.profile.requestedScopes == ["tools:read", "tools:call", "tools:admin"])
        #expect(record?.token?.scopes == ["tools:read", "tools:call", "tools:admin"])
        #expect(text(try await source.token()) == "token-2")
    }

    @Test func `a grant without scopes means as asked, all of them (TK-6)`() async throws {
        let (bench, source, profile) = try await source(ServiceBench.granting())
        let held = try #require(try await source.token())
        #expect(
            text(try await source.widened(held, challenges: Self.demand("tools:admin"), operation: "op")) == "token-2")
        #expect(await bench.memory.record(profile.id)?.profile.requestedScopes.contains("tools:admin") == true)
    }

    @Test func `a part of it is not tried at the server, is told, and changes no profile (SC-7)`() async throws {
        let (bench, source, profile) = try await source(Self.granting(only: "tools:read tools:call"))
        let held = try #require(try await source.token())
        let error = await #expect(throws: StepUpError.self) {
            try await source.widened(held, challenges: Self.demand("tools:admin"), operation: "op")
        }
        #expect(
            error == .notGranted("billing", missing: ["tools:admin"], granted: ["tools:read", "tools:call"]))
        #expect(error?.hint?.contains("tools:read tools:call") == true)
        #expect(await bench.memory.record(profile.id)?.profile.requestedScopes == ["tools:read", "tools:call"])
        #expect(bench.transport.requests.count == 1)
    }

    @Test func `a token that has them all is refused for another reason (SC-7)`() async throws {
        let (bench, source, _) = try await source(Self.granting())
        let held = try #require(try await source.token())
        #expect(try await source.widened(held, challenges: Self.demand("tools:read"), operation: "op") == nil)
        #expect(bench.transport.requests.isEmpty)
    }

    @Test func `what another process got meanwhile is taken over, not asked for again`() async throws {
        let (bench, source, profile) = try await source(Self.granting())
        let held = try #require(try await source.token())
        let generation = try await bench.keep("token-wide", .accessToken, of: profile)
        var record = Practice.token(generation)
        record.scopes = ["tools:read", "tools:admin"]
        try await bench.profiles.commitToken(record, for: profile.id, contact: ContactRecord(at: bench.now()))
        let wider = try await source.widened(held, challenges: Self.demand("tools:admin"), operation: "op")
        #expect(text(wider) == "token-wide" && bench.transport.requests.isEmpty)
    }

    @Test func `twenty at once make one request`() async throws {
        let (bench, source, _) = try await source(Self.granting())
        let held = try #require(try await source.token())
        let texts = try await withThrowingTaskGroup(of: String?.self) { group in
            for number in 0..<20 {
                group.addTask {
                    self.text(
                        try await source.widened(
                            held, challenges: Self.demand("tools:admin"), operation: "op \(number)"))
                }
            }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(texts == ["token-2"] && bench.transport.requests.count == 1)
    }

    @Test func `each operation has two tries (SC-6)`() async throws {
        let (bench, source, _) = try await source(Self.granting(only: "tools:read"))
        let held = try #require(try await source.token())
        for _ in 0..<2 {
            await #expect(throws: StepUpError.self) {
                try await source.widened(held, challenges: Self.demand("a"), operation: "tools/call x")
            }
        }
        #expect(try await source.widened(held, challenges: Self.demand("a"), operation: "tools/call x") == nil)
        #expect(bench.transport.requests.count == 2)
        await #expect(throws: StepUpError.self) {
            try await source.widened(held, challenges: Self.demand("a"), operation: "tools/call y")
        }
    }

    @Test func `nobody is asked to agree to what was not demanded, and a refusal is final (SC-5, SC-11)`() async throws
    {
        let asked = Mutex<[[String]]>([])
        let refusing = ProfileTokenSource.StepUp { _, scopes in
            asked.withLock { $0.append(scopes) }
            return false
        }
        let (bench, source, _) = try await source(Self.granting(), refusing)
        let held = try #require(try await source.token())
        #expect(
            try await source.widened(held, challenges: Self.demand("admin:all tools:read"), operation: "op") == nil)
        #expect(asked.withLock { $0 } == [["admin:all"]] && bench.transport.requests.isEmpty)
        let (other, never, _) = try await self.source(Self.granting(), .never)
        #expect(try await never.widened(held, challenges: Self.demand("admin:all"), operation: "op") == nil)
        #expect(other.transport.requests.isEmpty)
    }

    @Test(arguments: [
        [], ["Bearer"], [#"Bearer error="invalid_token", scope="x""#], [#"Bearer error="insufficient_scope""#],
        [#"Bearer error="insufficient_scope", scope=""\u{7F}""#],
    ])
    func `a 403 that names no scopes is no demand`(challenges: [String]) async throws {
        let (bench, source, _) = try await source(Self.granting())
        let held = try #require(try await source.token())
        #expect(try await source.widened(held, challenges: challenges, operation: "op") == nil)
        #expect(bench.transport.requests.isEmpty)
    }

    @Test func `a person's grant is widened by the person, or not at all (SC-5, DV-7)`() async throws {
        let bench = ServiceBench(Self.granting())
        let profile = try await bench.seedPerson()
        let alone = ProfileTokenSource(bench.tokens, profile: profile.id, stepUp: Self.always)
        let held = try #require(try await alone.token())
        #expect(try await alone.widened(held, challenges: Self.demand("tools:admin"), operation: "op") == nil)
        let asked = Mutex<[String]>([])
        let attended = ProfileTokenSource(
            bench.tokens, profile: profile.id,
            stepUp: .init { _, _ in
                true
            } loginAgain: { profile, scopes in
                asked.withLock { $0 = scopes }
                let generation = try await bench.keep("token-wide", .accessToken, of: profile)
                try await bench.profiles.commitToken(
                    Practice.token(generation), for: profile.id, contact: ContactRecord(at: bench.now()))
            })
        let wider = try await attended.widened(held, challenges: Self.demand("tools:admin"), operation: "op")
        #expect(text(wider) == "token-wide" && bench.transport.requests.isEmpty)
        #expect(asked.withLock { $0 } == ["tools:read", "tools:call", "tools:admin"])
    }

    @Test func `a profile that was renamed during the exchange keeps its new name`() async throws {
        let bench = ServiceBench(Self.granting())
        let profile = try await bench.seed()
        let lease = bench.locks.acquireNow(LockKey(profile))
        let task = Task {
            try await bench.tokens.token(of: profile.id, .init(furtherScopes: ["tools:admin"]))
        }
        await bench.locks.isAwaited(LockKey(profile))
        var renamed = profile
        renamed.name = "invoices"
        try await bench.profiles.update(renamed)
        lease?.release()
        _ = try await task.value
        let now = await bench.memory.record(profile.id)?.profile
        #expect(now?.name == "invoices" && now?.requestedScopes.contains("tools:admin") == true)
    }

    // MARK: - Refused tokens

    @Test func `more is asked for only where the server still names the issuer (LC-5, REG-6)`() async throws {
        let bench = ServiceBench(Self.granting())
        let profile = try await bench.seed()
        struct Moved: Error {}
        let seen = Mutex<[String]>([])
        let asked = Mutex(0)
        let agreeing = ProfileTokenSource.StepUp { _, _ in
            asked.withLock { $0 += 1 }
            return true
        }
        let source = ProfileTokenSource(bench.tokens, profile: profile.id, stepUp: agreeing) { _, challenges in
            seen.withLock { $0 = challenges.compactMap(\.resourceMetadata) }
            throw Moved()
        }
        let held = try #require(try await source.token())
        let named =
            #"Bearer error="insufficient_scope", scope="tools:admin", resource_metadata="https://m.example/moved""#
        await #expect(throws: Moved.self) { try await source.widened(held, challenges: [named], operation: "op") }
        #expect(seen.withLock { $0 } == ["https://m.example/moved"])
        #expect(asked.withLock { $0 } == 0 && bench.transport.requests.isEmpty, "nobody is asked, nothing is sent")
        #expect(await bench.memory.record(profile.id)?.profile.requestedScopes == profile.requestedScopes)
    }

    @Test func `metadata that cannot be had keeps no token from being renewed, and no 403 from being told (WA-8)`()
        async throws
    {
        let bench = ServiceBench(Self.granting())
        let profile = try await bench.seed()
        let errors: [(any Error, Bool)] = [
            (TransportError.connectionRefused(host: "m.example"), true),
            (DiscoveryError.noTokenEndpoint(issuer: "x"), true), (TransportError.cancelled, false),
            (DiscoveryError.resourceMismatch(server: profile.server, resource: "https://evil.example"), false),
        ]
        for (error, isPassedOver) in errors {
            let source = ProfileTokenSource(bench.tokens, profile: profile.id, stepUp: Self.always) { _, _ in
                throw error
            }
            let held = try #require(try await source.token())
            let renewed = try? await source.replacement(of: held, challenges: [])
            #expect((renewed != nil) == isPassedOver, "\(error)")
            let named = try? await source.replacement(of: held, challenges: [#"Bearer error="invalid_token""#])
            #expect(named == nil, "whoever names a place is looked up there: \(error)")
            let before = bench.transport.requests.count
            let wider = try? await source.widened(held, challenges: Self.demand("tools:admin"), operation: "\(error)")
            #expect((wider ?? nil) == nil && bench.transport.requests.count == before, "\(error)")
        }
    }

    @Test(arguments: [[], [#"Bearer error="invalid_token""#]])
    func `a 401 has the issuer looked at before anything is asked of anybody (LC-5)`(challenges: [String]) async throws
    {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        struct Moved: Error {}
        let seen = Mutex<[[Challenge]]>([])
        let source = ProfileTokenSource(bench.tokens, profile: profile.id) { _, challenges in
            seen.withLock { $0.append(challenges) }
            throw Moved()
        }
        let held = try await source.token()
        await #expect(throws: Moved.self) { try await source.replacement(of: held, challenges: challenges) }
        #expect(seen.withLock { $0 } == [Challenge.parse(challenges)] && bench.transport.requests.isEmpty)
    }

    @Test func `a profile on hold sends no credential; a token that lasts stays usable (REG-6)`() async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seed()
        let hold = ProfileBonds.Hold(issuer: "https://new.example", since: bench.now())
        try await bench.profiles.setHold(hold, of: profile.id)
        #expect(try await bench.tokens.token(of: profile.id).token == Secret("token-1"))
        for need in [
            TokenService.Need(isForced: true), .init(furtherScopes: ["x"]),
        ] {
            await #expect(throws: TokenServiceError.held("billing", hold, boundTo: "https://as.example")) {
                try await bench.tokens.token(of: profile.id, need)
            }
        }
        bench.pass(3590)
        #expect(try await bench.tokens.token(of: profile.id).warning?.headline.contains("on hold") == true)
        bench.pass(100)
        await #expect(throws: TokenServiceError.self) { try await bench.tokens.token(of: profile.id) }
        #expect(bench.transport.requests.isEmpty)
        let person = try await bench.seedPerson()
        try await bench.profiles.setHold(hold, of: person.id)
        try await bench.keep("refresh-stray", .refreshToken, of: person)
        await #expect(throws: TokenServiceError.self) {
            try await bench.tokens.token(of: person.id, .init(isForced: true))
        }
        #expect(bench.transport.requests.isEmpty)
        try await bench.profiles.setHold(nil, of: profile.id)
        _ = try await bench.tokens.token(of: profile.id)
        #expect(bench.transport.requests.count == 1)
    }

    @Test func `a pasted token is used, never renewed, and not lost by a 401`() async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seedBare(.static)
        #expect(try await bench.tokens.token(of: profile.id).token == Secret("token-1"))
        for need in [TokenService.Need(rejected: Secret("token-1")), .init(isForced: true)] {
            await #expect(throws: TokenServiceError.staticToken("bare")) {
                try await bench.tokens.token(of: profile.id, need)
            }
        }
        #expect(try await bench.tokens.token(of: profile.id).token == Secret("token-1"))
        bench.pass(4000)
        await #expect(throws: TokenServiceError.staticToken("bare")) { try await bench.tokens.token(of: profile.id) }
        #expect(bench.transport.requests.isEmpty)
    }

    @Test func `a profile that changed while its lock was waited for is locked anew (REG-5)`() async throws {
        let bench = ServiceBench { request, _ in
            .json(
                200,
                ["access_token": .string("of-\(request.url.host)"), "token_type": "Bearer", "expires_in": 600])
        }
        let profile = try await bench.seed()
        bench.pass(4000)
        let lease = bench.locks.acquireNow(LockKey(profile))
        let task = Task { try await bench.tokens.token(of: profile.id) }
        await bench.locks.isAwaited(LockKey(profile))
        var moved = profile
        moved.issuer = "https://new.example"
        moved.tokenEndpoint = Practice.url("https://new.example/token")
        let newLease = bench.locks.acquireNow(LockKey(moved))
        let secret = try await bench.keep("new-secret", .clientSecret, of: moved)
        let token = try await bench.keep("old", .accessToken, of: moved)
        try await bench.profiles.commitLogin(
            moved, credential: Practice.credential(secret), token: Practice.token(token),
            contact: ContactRecord(at: bench.now()))
        lease?.release()
        await bench.locks.isAwaited(LockKey(moved))
        #expect(bench.transport.requests.isEmpty)
        newLease?.release()
        #expect(try await task.value.token == Secret("of-new.example"))
    }
}
