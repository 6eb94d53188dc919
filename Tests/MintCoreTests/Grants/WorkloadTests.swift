import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import MintCore

@Suite struct WorkloadTests {
    private static let source = SecretSource.file("/var/run/secrets/token")

    static func jwt(_ claims: JSONValue, signature: String = "c2ln") -> String {
        let head = Base64URL.encode(#"{"alg":"RS256"}"#.utf8)
        return "\(head).\(Base64URL.encode(claims.serialized().utf8)).\(signature)"
    }

    static func claims(_ change: (inout [String: JSONValue]) -> Void = { _ in }) -> JSONValue {
        var members: [String: JSONValue] = [
            "iss": "https://k8s.example", "sub": "system:serviceaccount:a:b", "aud": "https://as.example",
            "exp": .int(Int64(Practice.start.rawValue + 600)), "iat": .int(Int64(Practice.start.rawValue)), "jti": "j",
        ]
        change(&members)
        return .object(members)
    }

    private func read(_ text: String, at moment: Timestamp = Practice.start) throws(WorkloadAssertionError)
        -> WorkloadAssertion
    {
        try WorkloadAssertion(Secret(text), for: Practice.profile("w"), source: Self.source, at: moment)
    }

    @Test(arguments: ["", "\n", " ", "\r\n\t"])
    func `white space around an assertion is dropped (WF-6)`(blank: String) throws {
        let jwt = Self.jwt(Self.claims())
        let read = try read(blank + jwt + blank)
        #expect(read.token == Secret(jwt) && read.remarks.isEmpty)
    }

    @Test(
        arguments: [
            "", " ", "a", "a.b", "..", "a..c", "a.b.c", "a.bm8.c", "a.W10.c", "a.ey.c.d", "Bearer a.e30.c d.e.f.g",
            "{\"token\":\"x\"}",
        ])
    func `what is no JWT is not sent, nor repeated (WF-6)`(text: String) {
        let error = #expect(throws: WorkloadAssertionError.self) { try read(text) }
        #expect(error == .notJWT(Self.source))
    }

    @Test(arguments: [(600, false), (599, true), (601, false), (100_000, false)])
    func `an expired assertion is not sent; its age is told (WF-6)`(seconds: Int, isGood: Bool) throws {
        let jwt = Self.jwt(Self.claims())
        guard !isGood else {
            _ = try read(jwt, at: Practice.start + seconds)
            return
        }
        let error = #expect(throws: WorkloadAssertionError.self) { try read(jwt, at: Practice.start + seconds) }
        #expect(error == .expired(Self.source, seconds: seconds - 600))
        #expect(error?.exitStatus == .authentication && error?.headline.contains("nothing was sent") == true)
    }

    @Test(arguments: [Int64.min, -1, 0, 1])
    func `an end before time began is an end`(end: Int64) {
        #expect(throws: WorkloadAssertionError.self) { try read(Self.jwt(Self.claims { $0["exp"] = .int(end) })) }
    }

    @Test(
        arguments: [
            ("https://as.example", 0), ("https://as.example/", 0), ("https://as.example/token", 0),
            ("https://kubernetes.default.svc", 1), ("", 1),
        ])
    func `an audience that is neither issuer nor endpoint is remarked (WF-4)`(audience: String, remarks: Int) throws {
        #expect(try read(Self.jwt(Self.claims { $0["aud"] = .string(audience) })).remarks.count == remarks)
        let list = JSONValue.array([.string(audience), "https://other.example"])
        #expect(try read(Self.jwt(Self.claims { $0["aud"] = list })).remarks.count == remarks)
    }

    @Test func `missing claims are named, in one remark (WF-2)`() throws {
        #expect(try read(Self.jwt(["sub": "x"])).remarks == ["the assertion has no iss, aud, exp, iat, jti"])
    }

    @Test func `a hostile audience steers no terminal`() throws {
        let remarks = try read(Self.jwt(Self.claims { $0["aud"] = "x\u{1B}[2J\n\u{202E}" })).remarks
        #expect(remarks.count == 1 && remarks[0] == remarks[0].plainLine(limit: 1000))
    }

    // MARK: - In use

    private func seed(_ bench: ServiceBench) async throws -> Profile {
        try await bench.seedBare(.jwtBearer) { $0.settings.assertionSource = Self.source }
    }

    @Test func `the request is the assertion, scope and resource: no client, no proof (WF-1)`() async throws {
        let bench = ServiceBench(sources: { _ in Secret(Self.jwt(Self.claims())) }, ServiceBench.granting())
        let profile = try await seed(bench)
        _ = try await bench.tokens.token(of: profile.id, .init(isForced: true))
        let sent = try #require(bench.transport.requests.first)
        #expect(sent.authorization == nil)
        #expect(
            sent.form == [
                "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": Self.jwt(Self.claims()),
                "scope": "tools:read tools:call", "resource": "https://mcp.example",
            ])
    }

    @Test func `it is read afresh for each request (WF-3)`() async throws {
        let reads = Mutex(0)
        let bench = ServiceBench(
            sources: { source in
                #expect(source == Self.source)
                let number = reads.withLock { reads in
                    reads += 1
                    return reads
                }
                return Secret(Self.jwt(Self.claims(), signature: "read-\(number)"))
            }, ServiceBench.granting())
        let profile = try await seed(bench)
        for _ in 0..<3 { _ = try await bench.tokens.token(of: profile.id, .init(isForced: true)) }
        _ = try await bench.tokens.token(of: profile.id)
        #expect(
            bench.transport.requests.map { $0.form["assertion"]?.suffix(6) } == ["read-1", "read-2", "read-3"])
        #expect(await bench.keyring.keys.allSatisfy { $0.kind == .accessToken }, "nothing of it is kept")
    }

    @Test(arguments: ["invalid_grant", "invalid_scope", "unauthorized_client", "invalid_client", "invalid_request", ""])
    func `after any rejection one request was made, by one grant, whatever the clocks say (WF-7)`(code: String)
        async throws
    {
        let date: HTTPFields = [.date: (Practice.start + 4000).httpText]
        let bench = ServiceBench(sources: { _ in Secret(Self.jwt(Self.claims(), signature: "CANARY")) }) { request, _ in
            code.isEmpty
                ? .body(403, "no \(request.form["assertion"] ?? "")", headers: date)
                : .json(
                    400, ["error": .string(code), "error_description": .string(request.form["assertion"] ?? "")],
                    headers: date)
        }
        let profile = try await seed(bench)
        let error = await #expect(throws: TokenEndpointError.self) {
            try await bench.tokens.token(of: profile.id, .init(isForced: true))
        }
        #expect(bench.transport.requests.count == 1)
        #expect(!everyWord(of: error as Any).contains("CANARY"))
        #expect(await !everyWord(of: bench.memory.record(profile.id) as Any).contains("CANARY"))
    }

    @Test func `an expired assertion leaves nothing on the wire and the old token in place (WF-6)`() async throws {
        let bench = ServiceBench(
            sources: { _ in Secret(Self.jwt(Self.claims { $0["exp"] = .int(5) })) }, ServiceBench.granting())
        let profile = try await seed(bench)
        bench.pass(3590)
        let grant = try await bench.tokens.token(of: profile.id)
        #expect(grant.token == Secret("token-1") && grant.warning?.headline.contains("expired") == true)
        #expect(bench.transport.requests.isEmpty)
    }

    @Test func `a clock here that is known to be ahead does not make an assertion expired`() async throws {
        let bench = ServiceBench(
            sources: { _ in Secret(Self.jwt(Self.claims { $0["exp"] = .int(Int64(Practice.start.rawValue - 50)) })) },
            ServiceBench.granting())
        let profile = try await seed(bench)
        try await bench.profiles.noteClockSkew(-100, of: profile.id)
        _ = try await bench.tokens.token(of: profile.id, .init(isForced: true))
        #expect(bench.transport.requests.count == 1)
    }

    @Test(
        arguments: [
            SecretSourceError.unreadable(source, reason: "gone"), .empty(source), .commandFailed(source, status: 1),
            .timedOut(source, seconds: 10), .tooLarge(source),
        ])
    func `a source that gives nothing sends nothing`(error: SecretSourceError) async throws {
        let bench = ServiceBench(sources: { _ in throw error }, ServiceBench.granting())
        let profile = try await seed(bench)
        await #expect(throws: error) { try await bench.tokens.token(of: profile.id, .init(isForced: true)) }
        #expect(bench.transport.requests.isEmpty)
    }

    @Test func `a refresh token that comes along is dropped (WF-8, TK-9)`() async throws {
        let bench = ServiceBench(sources: { _ in Secret(Self.jwt(Self.claims())) }) { _, _ in
            .json(
                200, ["access_token": "t", "token_type": "Bearer", "expires_in": 600, "refresh_token": "r-CANARY"])
        }
        let profile = try await seed(bench)
        _ = try await bench.tokens.token(of: profile.id, .init(isForced: true))
        #expect(await !bench.keyring.keys.contains { $0.kind == .refreshToken })
        #expect(await bench.memory.record(profile.id)?.bonds.refresh == nil)
    }
}
