import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import MintCore

/// A browser that comes back at once, with what a script makes of the address.
private struct ScriptedBrowser: LoginInteraction {
    let answer: @Sendable (HTTPURL) -> String

    func present(_ prompt: DevicePrompt) async {}
    func openUserAgent(redirectURI: String?) async throws -> any UserAgentVisit {
        Visit(redirectURI: redirectURI ?? "http://127.0.0.1:49152/callback/x", answer: answer)
    }

    private struct Visit: UserAgentVisit {
        let redirectURI: String
        let answer: @Sendable (HTTPURL) -> String
        func response(to url: HTTPURL) async throws -> String { answer(url) }
        func close() async {}
    }

    /// Agrees, and names the issuer.
    static let agreeing = ScriptedBrowser { "/cb?code=code-CANARY&iss=https%3A%2F%2Fas.example&state=\(state(of: $0))" }

    static func state(of url: HTTPURL) -> String {
        let pairs = (url.query ?? "").split(separator: "&").filter { $0.hasPrefix("state=") }
        return pairs.count == 1 ? String(pairs[0].dropFirst(6)) : "?"
    }
}

@Suite(.timeLimit(.minutes(1))) struct GrantLoginTests {
    private static let server = Practice.url("https://m.example/mcp")

    private static let granted: JSONValue = [
        "access_token": "token-2", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "refresh-CANARY",
    ]

    /// A server and its authorization server with everything, and what may be bent.
    private static func network(
        _ metadata: [String: JSONValue] = [:], without missing: Set<String> = [], token: JSONValue = granted,
        registered: [String: JSONValue] = ["client_id": "reg-1", "token_endpoint_auth_method": "none"]
    ) -> ScriptedTransport.Script {
        var members: [String: JSONValue] = [
            "issuer": "https://as.example", "token_endpoint": "https://as.example/token",
            "authorization_endpoint": "https://as.example/authorize",
            "device_authorization_endpoint": "https://as.example/device",
            "registration_endpoint": "https://as.example/register", "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
            "token_endpoint_auth_methods_supported": ["none", "client_secret_basic"],
        ]
        members.merge(metadata) { $1 }
        for name in missing { members[name] = nil }
        let document = JSONValue.object(members)
        return { request, _ in
            switch request.url.withoutQuery {
            case "https://m.example/mcp":
                .challenge(#"Bearer resource_metadata="https://m.example/prm", scope="tools:read""#)
            case "https://m.example/prm":
                .json(200, ["resource": "https://m.example/mcp", "authorization_servers": ["https://as.example"]])
            case "https://as.example/.well-known/oauth-authorization-server": .json(200, document)
            case "https://as.example/register": .json(201, .object(registered))
            case "https://as.example/device":
                .json(
                    200,
                    [
                        "device_code": "dev-CANARY", "user_code": "AB-CD", "verification_uri": "https://as.example/go",
                        "expires_in": 600, "interval": 5,
                    ])
            case "https://as.example/token": .json(200, token)
            default: .body(404)
            }
        }
    }

    private func request(
        _ grant: MintCore.Grant, _ change: (inout LoginRequest) -> Void = { _ in }
    ) -> LoginRequest {
        var request = LoginRequest(
            server: Self.server, name: "ann", grant: grant, clientID: nil, credential: nil, store: .vault)
        change(&request)
        return request
    }

    private func asked(_ bench: ServiceBench, _ path: String) -> [ScriptedRequest] {
        bench.transport.requests.filter { $0.url.path == path }
    }

    // MARK: - Authorization code

    @Test func `a browser login registers, agrees, exchanges the code, and keeps everything (AC-1 to AC-3, REG-1)`()
        async throws
    {
        let bench = ServiceBench(Self.network())
        let plan = try await bench.login.plan(request(.authorizationCode))
        #expect(plan.registrationEndpoint != nil && asked(bench, "/register").isEmpty, "planning registers nothing")
        let record = try await bench.login.perform(plan, interaction: ScriptedBrowser.agreeing)
        let registration = try #require(asked(bench, "/register").first)
        #expect(registration.json["redirect_uris"] == ["http://127.0.0.1:49152/callback/x"])
        let exchange = try #require(asked(bench, "/token").first)
        #expect(exchange.form["code"] == "code-CANARY" && exchange.form["client_id"] == "reg-1")
        #expect(exchange.form["redirect_uri"] == "http://127.0.0.1:49152/callback/x")
        #expect(exchange.form["code_verifier"]?.count == 43 && exchange.form["scope"] == nil)
        #expect(exchange.form["resource"] == "https://m.example/mcp")
        #expect(record.profile.clientID == "reg-1" && record.credential == nil)
        #expect(try await bench.refreshText(of: record.id) == "refresh-CANARY")
        #expect(record.bonds.registration != nil && record.token?.uptime == bench.uptime())
        #expect(record.profile.settings.redirectURI == "http://127.0.0.1:49152/callback/x")
        #expect(!everyWord(of: record).contains("CANARY") && !everyWord(of: plan).contains("CANARY"))
    }

    @Test(
        arguments: [
            ("/cb?code=x&state=STATE", AuthorizationError.issuerMissing(expected: "https://as.example")),
            (
                "/cb?code=x&state=STATE&iss=https%3A%2F%2Fevil.example",
                .issuerMismatch(expected: "https://as.example")
            ), ("/cb?code=x&state=other&iss=https%3A%2F%2Fas.example", .stateMismatch), ("bare-code", .bareCode),
            (
                "/cb?error=access_denied&state=STATE&iss=https%3A%2F%2Fas.example",
                .refused(code: "access_denied", description: nil)
            ),
        ])
    func `an answer that is not ours sends no code and keeps nothing (IS-2, AC-4)`(
        answer: String, expected: AuthorizationError
    ) async throws {
        let bench = ServiceBench(Self.network())
        let plan = try await bench.login.plan(request(.authorizationCode) { $0.clientID = "c-1" })
        let browser = ScriptedBrowser { answer.replacing("STATE", with: ScriptedBrowser.state(of: $0)) }
        await #expect(throws: expected) { try await bench.login.perform(plan, interaction: browser) }
        #expect(asked(bench, "/token").isEmpty)
        #expect(await bench.isBare)
    }

    @Test func `a server without PKCE, or without the endpoint, is refused before anything is asked (AS-11)`()
        async throws
    {
        for missing in ["code_challenge_methods_supported", "authorization_endpoint"] {
            let bench = ServiceBench(Self.network(without: [missing]))
            await #expect(throws: AuthorizationError.self) {
                try await bench.login.plan(request(.authorizationCode) { $0.clientID = "c-1" })
            }
        }
        let plain = ServiceBench(Self.network(["code_challenge_methods_supported": ["plain"]]))
        await #expect(throws: AuthorizationError.noPKCE(issuer: "https://as.example")) {
            try await plain.login.plan(request(.authorizationCode) { $0.clientID = "c-1" })
        }
        let device = ServiceBench(Self.network(without: ["device_authorization_endpoint"]))
        await #expect(throws: DeviceAuthorizationError.noEndpoint(issuer: "https://as.example")) {
            try await device.login.plan(request(.deviceCode) { $0.clientID = "c-1" })
        }
    }

    // MARK: - Who the client is (REG-1)

    @Test func `a client id that was given beats a document, and a document beats registration (REG-1, REG-4)`()
        async throws
    {
        let document = "https://mint.example/client.json"
        let taking = Self.network(["client_id_metadata_document_supported": true])
        let both = try await ServiceBench(taking).login.plan(
            request(.authorizationCode) { ($0.clientID, $0.clientMetadataURL) = ("c-1", document) })
        #expect(both.profile.clientID == "c-1" && both.registrationEndpoint == nil)
        let own = try await ServiceBench(taking).login.plan(
            request(.authorizationCode) { $0.clientMetadataURL = document })
        #expect(own.profile.clientID == document && own.registrationEndpoint == nil)
        let refusing = try await ServiceBench(Self.network()).login.plan(
            request(.authorizationCode) { $0.clientMetadataURL = document })
        #expect(refusing.profile.clientID.isEmpty && refusing.registrationEndpoint != nil)
        await #expect(throws: ClientRegistrationError.noWay(issuer: "https://as.example")) {
            try await ServiceBench(Self.network(without: ["registration_endpoint"])).login.plan(
                request(.authorizationCode))
        }
    }

    private static let confidential: [String: JSONValue] = [
        "client_id": "reg-1", "client_secret": "reg-CANARY", "client_secret_expires_at": 1_795_010_000,
        "token_endpoint_auth_method": "client_secret_basic", "registration_access_token": "rat-CANARY",
        "registration_client_uri": "https://as.example/register/reg-1",
    ]

    @Test func `a registered secret is kept with its end, and a re-login goes on with it (REG-8, C3)`() async throws {
        let bench = ServiceBench(
            Self.network(
                ["token_endpoint_auth_methods_supported": ["client_secret_basic"]], registered: Self.confidential))
        let first = try await bench.login.perform(
            try await bench.login.plan(request(.authorizationCode)), interaction: ScriptedBrowser.agreeing)
        #expect(first.credential?.expiresAt == Timestamp(1_795_010_000))
        #expect(first.profile.clientAuthentication == .clientSecretBasic)
        #expect(await bench.keyring.keys.contains { $0.kind == .registrationToken })
        #expect(first.bonds.registration?.metadata.contains("CANARY") == false)
        bench.pass(4000)
        let again = try await bench.login.perform(
            try await bench.login.plan(request(.authorizationCode) { $0.inherit(first.profile) }),
            interaction: ScriptedBrowser.agreeing)
        #expect(asked(bench, "/register").count == 1 && again.profile.clientID == "reg-1")
        #expect(asked(bench, "/token").count == 2 && asked(bench, "/token").allSatisfy { $0.authorization != nil })
        #expect(again.credential?.expiresAt == Timestamp(1_795_010_000), "the end stays what the server said")
        #expect(again.bonds.registration == first.bonds.registration)
        #expect(await bench.keyring.keys.contains { $0.kind == .registrationToken })
    }

    @Test func `once a registered secret has run out a login registers anew (C4)`() async throws {
        let bench = ServiceBench(
            Self.network(
                ["token_endpoint_auth_methods_supported": ["client_secret_basic"]], registered: Self.confidential))
        let first = try await bench.login.perform(
            try await bench.login.plan(request(.authorizationCode)), interaction: ScriptedBrowser.agreeing)
        bench.pass(20_000)
        let plan = try await bench.login.plan(request(.authorizationCode) { $0.inherit(first.profile) })
        #expect(plan.registrationEndpoint != nil && plan.credential == nil)
    }

    @Test func `a client that was registered at one issuer is not used at another (REG-5, REG-6)`() async throws {
        let bench = ServiceBench(Self.network())
        let first = try await bench.login.perform(
            try await bench.login.plan(request(.authorizationCode)), interaction: ScriptedBrowser.agreeing)
        var moved = try #require(await bench.memory.record(first.id))
        moved.profile.issuer = "https://before.example"
        let old = ServiceBench(Self.network())
        for kind in [KeyringKey.Kind.accessToken, .refreshToken] { try await old.keep("x", kind, of: moved.profile) }
        try await old.profiles.commitLogin(
            LoginRecord(
                profile: moved.profile, credential: nil, token: Practice.token(1),
                contact: ContactRecord(at: old.now()),
                bonds: ProfileBonds(
                    refresh: RefreshRecord(generation: 1, issuedAt: old.now()), registration: moved.bonds.registration))
        )
        let plan = try await old.login.plan(
            request(.authorizationCode) {
                $0.clientID = "reg-1"
                $0.issuer = "https://as.example"
            })
        #expect(plan.registrationEndpoint != nil && plan.profile.clientID.isEmpty)
    }

    // MARK: - Device code

    @Test func `a device login registers for its grant, asks for offline_access where it is listed (SC-8)`()
        async throws
    {
        let bench = ServiceBench(Self.network(["scopes_supported": ["tools:read", "offline_access"]]))
        let plan = try await bench.login.plan(request(.deviceCode))
        #expect(plan.profile.requestedScopes == ["tools:read", "offline_access"])
        let task = Task { try await bench.login.perform(plan, interaction: ScriptedBrowser.agreeing) }
        await bench.clock.sleepers(1)
        #expect(bench.locks.waiting(for: LockKey(plan.profile)) == 0)
        let free = bench.locks.acquireNow(LockKey(plan.profile))
        #expect(free != nil, "no lock is held while a person thinks")
        free?.release()
        bench.clock.advance(by: .seconds(5))
        let record = try await task.value
        #expect(asked(bench, "/register").first?.json["redirect_uris"] == nil)
        #expect(asked(bench, "/device").first?.form["scope"] == "tools:read offline_access")
        #expect(try await bench.refreshText(of: record.id) == "refresh-CANARY" && record.profile.clientID == "reg-1")
        let machine = try await ServiceBench(Self.network(["scopes_supported": ["offline_access"]])).login.plan(
            request(.clientCredentials) { ($0.clientID, $0.credential) = ("c", .secret(Secret("s"))) })
        #expect(!machine.profile.requestedScopes.contains("offline_access"))
        let silent = try await ServiceBench(Self.network()).login.plan(request(.deviceCode))
        #expect(!silent.profile.requestedScopes.contains("offline_access"))
    }

    @Test func `nobody is there in the background: nothing is opened (DV-7)`() async throws {
        let bench = ServiceBench(Self.network())
        let plan = try await bench.login.plan(request(.authorizationCode) { $0.clientID = "c-1" })
        await #expect(throws: AuthorizationError.nobodyToAsk) { try await bench.login.perform(plan) }
    }

    // MARK: - The other grants

    @Test func `a bound login makes a key, keeps it, and a re-login keeps the same one (DP-7, DP-8)`() async throws {
        let bound = JSONValue.object(Self.granted.members?.merging(["token_type": "DPoP"]) { $1 } ?? [:])
        let bench = ServiceBench(Self.network(["dpop_signing_alg_values_supported": ["ES256"]], token: bound))
        var thumbprints: Set<String> = []
        for _ in 0..<2 {
            let plan = try await bench.login.plan(
                request(.authorizationCode) {
                    $0.clientID = "c-1"
                    $0.settings.usesDPoP = true
                })
            #expect(!plan.notices.contains { $0.contains("ES256") })
            let record = try await bench.login.perform(plan, interaction: ScriptedBrowser.agreeing)
            thumbprints.insert(record.bonds.dpopKey?.thumbprint ?? "")
            #expect(record.token?.isDPoPBound == true)
        }
        #expect(thumbprints.count == 1 && thumbprints.first?.count == 43)
        #expect(await bench.keyring.keys.filter { $0.kind == .dpopKey }.count == 1)
        let proofs = asked(bench, "/token").map { $0.proofHeader["jwk"] }
        #expect(proofs.count == 2 && proofs[0] == proofs[1])
        let other = try await ServiceBench(Self.network(["dpop_signing_alg_values_supported": ["PS256"]])).login.plan(
            request(.authorizationCode) {
                $0.clientID = "c-1"
                $0.settings.usesDPoP = true
            })
        #expect(other.notices.contains { $0.contains("PS256") })
    }

    @Test func `an unbound answer to a bound login keeps nothing (DP-4)`() async throws {
        let bench = ServiceBench(Self.network())
        let plan = try await bench.login.plan(
            request(.authorizationCode) {
                $0.clientID = "c-1"
                $0.settings.usesDPoP = true
            })
        await #expect(throws: TokenEndpointError.self) {
            try await bench.login.perform(plan, interaction: ScriptedBrowser.agreeing)
        }
        #expect(await bench.keyring.keys.isEmpty)
    }

    @Test
    func `a workload login says what is odd, sends no client, and refuses an expired assertion (WF-1, WF-2, WF-6)`()
        async throws
    {
        let jwt = WorkloadTests.jwt(WorkloadTests.claims { $0["jti"] = nil })
        let bench = ServiceBench(sources: { _ in Secret(jwt) }, Self.network())
        let workload = request(.jwtBearer) {
            $0.settings.assertionSource = .file("/t")
            $0.clientMetadataURL = "https://mint.example/client.json"
        }
        let plan = try await bench.login.plan(workload)
        #expect(plan.notices.contains { $0.contains("jti") } && plan.profile.clientID.isEmpty)
        let record = try await bench.login.perform(plan)
        #expect(asked(bench, "/token").first?.form["client_id"] == nil && record.bonds.refresh == nil)
        let late = ServiceBench(
            sources: { _ in Secret(WorkloadTests.jwt(WorkloadTests.claims { $0["exp"] = 1 })) }, Self.network())
        await #expect(throws: WorkloadAssertionError.self) { try await late.login.plan(workload) }
        #expect(asked(late, "/token").isEmpty)
    }

    @Test func `a pasted token is kept as it is, and nobody is asked`() async throws {
        let bench = ServiceBench(Self.network())
        let plan = try await bench.login.plan(
            request(.static) { $0.pasted = .init(Secret("pasted-CANARY"), expiresAt: bench.now() + 100) })
        let record = try await bench.login.perform(plan)
        #expect(bench.transport.requests.isEmpty && record.token?.expiresAt == bench.now() + 100)
        #expect(await bench.keyring.keys.map(\.kind) == [.staticToken])
        #expect(try await bench.tokens.token(of: record.id).token == Secret("pasted-CANARY"))
        #expect(!everyWord(of: plan).contains("CANARY"))
    }

    // MARK: - Locks

    @Test func `a login waits for the renewal of what the profile is now, even where that changed since the plan`()
        async throws
    {
        let bench = ServiceBench(Self.network())
        let first = try await bench.login.perform(
            try await bench.login.plan(request(.authorizationCode) { $0.clientID = "c-1" }),
            interaction: ScriptedBrowser.agreeing)
        let plan = try await bench.login.plan(request(.authorizationCode) { $0.clientID = "c-2" })
        var other = first.profile
        other.requestedScopes = ["changed"]
        try await bench.profiles.update(other)
        let renewing = bench.locks.acquireNow(LockKey(other))
        let before = asked(bench, "/token").count
        let task = Task { try await bench.login.perform(plan, interaction: ScriptedBrowser.agreeing) }
        while bench.locks.waiting(for: LockKey(other)) == 0 { await Task.yield() }
        #expect(asked(bench, "/token").count == before)
        renewing?.release()
        #expect(try await task.value.profile.clientID == "c-2")
    }

    @Test func `a logout waits for the renewal of what the profile is now`() async throws {
        let bench = ServiceBench(Self.network())
        let profile = try await bench.seedPerson()
        let record = try #require(await bench.memory.record(profile.id))
        let lease = bench.locks.acquireNow(LockKey(profile))
        let logout = LogoutService(
            profiles: bench.profiles, keyrings: bench.keyrings, locks: bench.locks, now: bench.now)
        let task = Task { try await logout.logOut(record) }
        while bench.locks.waiting(for: LockKey(profile)) == 0 { await Task.yield() }
        var wider = profile
        wider.requestedScopes.append("wider")
        let renewing = bench.locks.acquireNow(LockKey(wider))
        try await bench.profiles.update(wider)
        lease?.release()
        while bench.locks.waiting(for: LockKey(wider)) == 0 { await Task.yield() }
        #expect(await bench.memory.record(profile.id) != nil)
        renewing?.release()
        _ = try await task.value
        #expect(await bench.isBare)
    }
}
