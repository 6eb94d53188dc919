import HTTPTypes
import TestSupport
import Testing

@testable import MintCore

@Suite struct RefreshTests {
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

    @Test(arguments: [MintCore.Grant.deviceCode, .authorizationCode])
    func `a refresh sends the token, the client and the same resource, and no scope (TK-10, RES-1, B8)`(
        grant: MintCore.Grant
    ) async throws {
        let bench = ServiceBench(Self.rotating)
        let profile = try await bench.seedPerson(grant)
        bench.pass(4000)
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-2")
        let sent = try #require(bench.transport.requests.first)
        #expect(
            sent.form == [
                "grant_type": "refresh_token", "refresh_token": "refresh-1", "resource": "https://mcp.example",
                "client_id": "client",
            ])
        #expect(sent.deadline <= .seconds(30), "B9")
    }

    @Test func `a confidential client proves itself at a refresh too (C3)`() async throws {
        let bench = ServiceBench(Self.rotating)
        var profile = try await bench.seedPerson()
        profile.clientAuthentication = .clientSecretBasic
        let secret = try await bench.keep("the-secret", .clientSecret, of: profile)
        let access = try await bench.keep("token-1", .accessToken, of: profile)
        let refresh = try await bench.keep("refresh-1", .refreshToken, of: profile)
        try await bench.profiles.commitLogin(
            LoginRecord(
                profile: profile, credential: Practice.credential(secret), token: Practice.token(access),
                contact: ContactRecord(at: bench.now()),
                bonds: ProfileBonds(refresh: RefreshRecord(generation: refresh, issuedAt: bench.now()))))
        bench.pass(4000)
        _ = try await bench.tokens.token(of: profile.id)
        let sent = try #require(bench.transport.requests.first)
        #expect(sent.authorization?.hasPrefix("Basic ") == true && sent.form["client_id"] == nil)
        #expect(sent.url.text == "https://as.example/token", "C3: the issuer that the profile is bound to")
    }

    @Test func `a rotated refresh token replaces the old one, with its own end (TK-10, TK-12)`() async throws {
        let bench = ServiceBench(Self.rotating)
        let profile = try await bench.seedPerson()
        for number in 2...4 {
            bench.pass(4000)
            #expect(text(try await bench.tokens.token(of: profile.id)) == "token-\(number)")
            #expect(try await bench.refreshText(of: profile.id) == "refresh-\(number)")
        }
        #expect(await bench.memory.record(profile.id)?.bonds.refresh?.expiresAt == bench.now() + 86_400)
        #expect(await bench.keyring.keys.count == 2)
        #expect(try await bench.profiles.unnamedItems().isEmpty)
    }

    @Test func `a refresh token is not spent where there is no place for the next one (TK-10)`() async throws {
        let room = Room()
        let bench = ServiceBench(wrapProfiles: { FullProfiles(inner: $0, room: room) }, Self.rotating)
        let profile = try await bench.seedPerson()
        bench.pass(4000)
        room.isFull = true
        await #expect(throws: FullProfiles.error) { try await bench.tokens.token(of: profile.id) }
        #expect(bench.transport.requests.isEmpty)
        room.isFull = false
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-2")
    }

    @Test(arguments: [
        ("refresh_token_timeout", 600), ("authorization_expires_in", 600), ("refresh_expires_in", 600),
        ("refresh_expires_in", 0), ("refresh_in", 600),
    ]) func `the end of a refresh token is read under each of its names (TK-12)`(name: String, seconds: Int)
        async throws
    {
        let bench = ServiceBench { _, _ in
            .json(
                200,
                [
                    "access_token": "token-2", "token_type": "Bearer", "expires_in": 60, "refresh_token": "refresh-2",
                    name: .int(Int64(seconds)),
                ])
        }
        let profile = try await bench.seedPerson()
        bench.pass(4000)
        _ = try await bench.tokens.token(of: profile.id)
        let end = await bench.memory.record(profile.id)?.bonds.refresh?.expiresAt
        #expect(end == (seconds > 0 && name != "refresh_in" ? bench.now() + seconds : nil))
    }

    @Test func `where none comes the old one stays (TK-10)`() async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seedPerson()
        for _ in 0..<2 {
            bench.pass(4000)
            _ = try await bench.tokens.token(of: profile.id)
        }
        #expect(try await bench.refreshText(of: profile.id) == "refresh-1")
        #expect(bench.transport.requests.allSatisfy { $0.form["refresh_token"] == "refresh-1" })
    }

    @Test func `twenty at once refresh once: no server sees a refresh token twice (B2, B3, B10)`() async throws {
        let bench = ServiceBench(Self.rotating)
        let profile = try await bench.seedPerson()
        bench.pass(4000)
        let texts = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { self.text(try await bench.tokens.token(of: profile.id)) } }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(texts == ["token-2"] && bench.transport.requests.count == 1)
    }

    // MARK: - When keeping fails

    @Test(arguments: [FaultyKeyring.Fault.failsToStore(1), .forgets(1)])
    func `a refresh token that no store takes is told to be lost, and the access token is handed over`(
        fault: FaultyKeyring.Fault
    ) async throws {
        let bench = ServiceBench(wrap: { FaultyKeyring($0, fault) }, Self.rotating)
        let profile = try await bench.seedPerson()
        bench.pass(4000)
        let grant = try await bench.tokens.token(of: profile.id)
        #expect(text(grant) == "token-2" && grant.warning?.hint?.contains("refresh token is lost") == true)
        #expect(try await bench.refreshText(of: profile.id) == "refresh-1", "what was is still named")
        #expect(!everyWord(of: grant.warning as Any).contains("refresh-2"))
    }

    enum Step: CaseIterable { case writesAccess, forgetsAccess, commits, isKilled }

    @Test(arguments: Step.allCases)
    func `a refresh token that was written but not committed is found again (TK-10: crash between write and commit)`(
        step: Step
    ) async throws {
        let bench = ServiceBench(
            wrap: {
                switch step {
                case .writesAccess: FaultyKeyring($0, .failsToStore(2))
                case .forgetsAccess: FaultyKeyring($0, .forgets(2))
                case .commits, .isKilled: $0
                }
            },
            wrapProfiles: { FaultyProfiles($0, failsToCommit: step == .commits ? 1 : 0) },
            { request, number in
                let offered = request.form["refresh_token"] ?? ""
                let latest = number == 0 && step != .isKilled ? "refresh-1" : "refresh-2"
                guard offered == latest else { return .json(400, ["error": "invalid_grant"]) }
                let next = latest == "refresh-1" ? 2 : 3
                return .json(
                    200,
                    [
                        "access_token": .string("token-\(next)"), "token_type": "Bearer", "expires_in": 3600,
                        "refresh_token": .string("refresh-\(next)"),
                    ])
            })
        let profile = try await bench.seedPerson()
        bench.pass(4000)
        if step == .isKilled {
            try await bench.keep("refresh-2", .refreshToken, of: profile)
        } else {
            let first = try await bench.tokens.token(of: profile.id)
            #expect(text(first) == "token-2" && first.warning?.headline.contains("could not be kept") == true)
            #expect(first.warning?.hint?.contains("lost") != true)
        }
        let second = try await bench.tokens.token(of: profile.id)
        #expect(text(second) == "token-3" && second.warning == nil)
        #expect(try await bench.refreshText(of: profile.id) == "refresh-3")
        #expect(await bench.keyring.keys.filter { $0.kind == .refreshToken }.count == 1)
        #expect(
            !bench.transport.requests.dropFirst(step == .isKilled ? 0 : 1)
                .contains { $0.form["refresh_token"] == "refresh-1" }, "a used one is never offered again")
    }

    @Test func `a refresh token found again becomes the profile's where the server does not rotate`() async throws {
        let bench = ServiceBench(ServiceBench.granting())
        let profile = try await bench.seedPerson()
        try await bench.keep("refresh-2", .refreshToken, of: profile)
        bench.pass(4000)
        _ = try await bench.tokens.token(of: profile.id)
        #expect(try await bench.refreshText(of: profile.id) == "refresh-2")
        #expect(await bench.keyring.keys.filter { $0.kind == .refreshToken }.map(\.generation) == [2])
    }

    @Test func `left-overs of an unfinished login are tried once, then the profile's own counts`() async throws {
        let bench = ServiceBench { request, _ in
            request.form["refresh_token"] == "refresh-1"
                ? .json(200, ["access_token": "token-2", "token_type": "Bearer", "expires_in": 3600])
                : .json(400, ["error": "invalid_grant"])
        }
        let profile = try await bench.seedPerson()
        try await bench.keep("somebody-else's", .refreshToken, of: profile)
        bench.pass(4000)
        #expect(text(try await bench.tokens.token(of: profile.id)) == "token-2")
        #expect(try await bench.refreshText(of: profile.id) == "refresh-1")
        #expect(await bench.keyring.keys.filter { $0.kind == .refreshToken }.count == 1)
    }

    @Test func `the sweeper of another profile leaves a written refresh token alone`() async throws {
        let bench = ServiceBench(Self.rotating)
        let ann = try await bench.seedPerson()
        try await bench.keep("refresh-2", .refreshToken, of: ann)
        try await bench.keep("token-stray", .accessToken, of: ann)
        let billing = try await bench.seed()
        bench.pass(10_000)
        let sweeper = Sweeper(profiles: bench.profiles, keyrings: bench.keyrings, now: bench.now)
        await sweeper.sweep(billing, superseded: [])
        #expect(try await bench.profiles.unnamedWords() == ["refresh-token 2 vault"])
    }
}
