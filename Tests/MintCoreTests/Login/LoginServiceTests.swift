import MintCore
import TestSupport
import Testing

@Suite struct LoginServiceTests {
    static let server = Practice.url("https://m.example/mcp")

    /// A server, its metadata and its authorization server, with what may be bent.
    private func network(
        resource: String = "https://m.example/mcp", issuers: [String] = ["https://as.example"],
        issuer: String = "https://as.example",
        token: ScriptedAnswer = .json(200, ["access_token": "t-canary", "token_type": "Bearer", "expires_in": 600])
    ) -> ScriptedTransport.Script {
        { request, _ in
            switch request.url.text {
            case "https://m.example/mcp":
                .challenge(
                    #"Bearer resource_metadata="https://m.example/.well-known/oauth-protected-resource/mcp", scope="tools:read""#
                )
            case "https://m.example/.well-known/oauth-protected-resource/mcp":
                .json(
                    200, ["resource": .string(resource), "authorization_servers": .array(issuers.map { .string($0) })])
            case "https://as.example/.well-known/oauth-authorization-server":
                .json(200, ["issuer": .string(issuer), "token_endpoint": "https://as.example/token"])
            case "https://as.example/token": token
            default: .body(404)
            }
        }
    }

    private func service(_ bench: ServiceBench) -> LoginService {
        LoginService(
            profiles: bench.profiles, keyrings: bench.keyrings, locks: bench.locks,
            discovery: Discovery(transport: bench.transport, clock: ManualClock()), endpoint: bench.endpoint,
            now: bench.now,
            makeID: { "0f0e0d0c-0000-4000-8000-00000000000a" })
    }

    private func request(_ change: (inout LoginRequest) -> Void = { _ in }) -> LoginRequest {
        var request = LoginRequest(
            server: Self.server, name: "billing", clientID: "svc", credential: .secret(Secret("s-canary")),
            store: .vault)
        change(&request)
        return request
    }

    @Test func `a grant that the server does not list is warned of, and asked for all the same (AS-10)`() async throws {
        let bench = ServiceBench(network())
        let plan = try await service(bench).plan(request())
        #expect(plan.notices.contains { $0.contains("does not list the grant client_credentials") })
        #expect(try await service(bench).perform(plan).health == .ok)
        for (listed, isWarned) in [(["client_credentials"], false), (["authorization_code"], true)] {
            let other = ServiceBench(
                GrantNetwork.script(["grant_types_supported": .array(listed.map { .string($0) })]))
            let words = try await other.login.plan(
                GrantNetwork.request(.clientCredentials) {
                    ($0.clientID, $0.credential) = ("svc", .secret(Secret("s-canary")))
                }
            ).notices
            #expect(words.contains { $0.contains("does not list the grant") } == isWarned, "\(listed)")
        }
    }

    @Test func `the request order is challenge, resource, server, token, and everything is kept (CC-6)`() async throws {
        let bench = ServiceBench(network())
        let plan = try await service(bench).plan(request())
        #expect(
            bench.transport.requests.map(\.url.text).last == "https://as.example/.well-known/oauth-authorization-server"
        )
        #expect(plan.questions == [.issuer("https://as.example", host: "as.example"), .scopes(["tools:read"])])
        #expect(plan.questions.allSatisfy { !plan.mayProceedUnasked($0) })
        let record = try await service(bench).perform(plan)
        #expect(bench.transport.requests.count == 4)
        #expect(record.profile.issuer == "https://as.example" && record.profile.requestedScopes == ["tools:read"])
        #expect(record.health == .ok && record.credential?.verifiedAt != nil)
        #expect(await bench.keyring.keys.count == 2)
        #expect(try await bench.profiles.unnamedItems().isEmpty)
    }

    @Test func `an assertion goes unasked to whom it is for; the scopes that only the server named do not (SC-11)`()
        async throws
    {
        let bench = ServiceBench(network())
        let key = try SigningKey.generate(.es256)
        let plan = try await service(bench).plan(request { $0.credential = .key(key) })
        #expect(plan.profile.clientAuthentication == .privateKeyJWT && plan.questions.count == 2)
        #expect(plan.questions.map { plan.mayProceedUnasked($0) } == [true, false])
    }

    @Test func `what the operator named is not asked about`() async throws {
        let bench = ServiceBench(network())
        let plan = try await service(bench).plan(
            request {
                $0.issuer = "https://as.example"
                $0.scopes = ["a"]
            })
        #expect(plan.questions.isEmpty)
    }

    @Test func `a pinned endpoint discovers nothing and is its own audience`() async throws {
        let bench = ServiceBench(network())
        let plan = try await service(bench).plan(
            request { $0.tokenEndpoint = Practice.url("https://as.example/token") })
        #expect(bench.transport.requests.isEmpty)
        #expect(
            plan.profile.issuer == nil && plan.questions.isEmpty && plan.profile.resource == "https://m.example/mcp")
    }

    @Test func `metadata for another resource stops everything (PRM-5)`() async throws {
        let bench = ServiceBench(network(resource: "https://evil.example.com/mcp"))
        await #expect(
            throws: DiscoveryError.resourceMismatch(server: Self.server, resource: "https://evil.example.com/mcp")
        ) {
            try await service(bench).plan(request())
        }
        #expect(!bench.transport.requests.contains { $0.url.host == "as.example" })
    }

    @Test func `an issuer's document that names another stops everything (AS-4, AS-5)`() async throws {
        let bench = ServiceBench(network(issuer: "https://as.example/"))
        await #expect(throws: DiscoveryError.self) { try await service(bench).plan(request()) }
        #expect(!bench.transport.requests.contains { $0.url.text.hasSuffix("/token") })
    }

    @Test func `the operator's issuer must be among those that the server names, and one of several is chosen (PRM-7)`()
        async throws
    {
        let several = ServiceBench(network(issuers: ["https://other.example", "https://as.example"]))
        await #expect(
            throws: DiscoveryError.severalIssuers(["https://other.example", "https://as.example"], server: Self.server)
        ) {
            try await service(several).plan(request())
        }
        #expect(
            try await service(several).plan(request { $0.issuer = "https://as.example" }).profile.issuer
                == "https://as.example")
        let moved = ServiceBench(network(issuers: ["https://other.example"]))
        await #expect(throws: DiscoveryError.self) {
            try await service(moved).plan(request { $0.issuer = "https://as.example" })
        }
    }

    @Test(arguments: [
        "http://as.example", "http://127.0.0.1:9", "https://127.0.0.1", "https://169.254.169.254", "https://[::1]",
        "javascript:alert(1)", "https://10.0.0.1",
    ])
    func `an issuer that points where the server may not is not asked (NET-1, NET-4)`(issuer: String) async throws {
        let bench = ServiceBench(network(issuers: [issuer]))
        await #expect(throws: DiscoveryError.self) { try await service(bench).plan(request()) }
        #expect(bench.transport.requests.allSatisfy { $0.url.host == "m.example" })
    }

    @Test func `the store is probed before anything is asked of anybody (A6)`() async throws {
        let bench = ServiceBench(network())
        await bench.keyring.become(.locked)
        await #expect(throws: KeyringError.unavailable(.vault, .locked)) { try await service(bench).plan(request()) }
        #expect(bench.transport.requests.isEmpty)
    }

    @Test func `a refused credential leaves nothing behind`() async throws {
        let bench = ServiceBench(network(token: .json(401, ["error": "invalid_client"])))
        let plan = try await service(bench).plan(request())
        let error = await #expect(throws: TokenEndpointError.self) { try await service(bench).perform(plan) }
        #expect(error?.exitStatus == .authentication && error?.headline.contains("s-canary") == false)
        #expect(try await bench.profiles.records().isEmpty)
        #expect(await bench.keyring.keys.isEmpty)
    }

    @Test(arguments: [
        ScriptedAnswer.json(401, ["error": "invalid_client", "error_description": "bad secret s-canary+1"]),
        .body(403, "secret=s-canary%2B1 refused"),
        .json(200, ["error": "invalid_client", "error_description": "s-canary+1"]),
    ])
    func `a server that echoes the secret does not get it into an error (F5)`(token: ScriptedAnswer) async throws {
        let bench = ServiceBench(network(token: token))
        let plan = try await service(bench).plan(request { $0.credential = .secret(Secret("s-canary+1")) })
        let error = await #expect(throws: TokenEndpointError.self) { try await service(bench).perform(plan) }
        #expect(error?.headline.contains("<secret>") == true && error?.headline.contains("canary") == false)
    }

    @Test(arguments: 1...2)
    func `a store that fails half way leaves no profile and no item`(write: Int) async throws {
        let bench = ServiceBench(wrap: { FaultyKeyring($0, .failsToStore(write)) }, network())
        let plan = try await service(bench).plan(request())
        await #expect(throws: KeyringError.self) { try await service(bench).perform(plan) }
        #expect(try await bench.profiles.records().isEmpty)
        #expect(await bench.keyring.keys.isEmpty)
        #expect(try await bench.profiles.unnamedItems().isEmpty)
    }

    @Test func `a re-login replaces credential and token, and removes the ones before`() async throws {
        let bench = ServiceBench(network())
        _ = try await service(bench).perform(try await service(bench).plan(request()))
        let plan = try await service(bench).plan(request { $0.credential = .secret(Secret("second")) })
        #expect(plan.replaced != nil)
        let record = try await service(bench).perform(plan)
        #expect(record.credential?.generation == 2)
        #expect(await bench.keyring.keys.map(\.generation) == [2, 2])
    }

    @Test func `a name of another server, and a name that a terminal could not bear, are refused`() async throws {
        let bench = ServiceBench(network())
        _ = try await service(bench).perform(try await service(bench).plan(request()))
        await #expect(throws: LoginError.self) {
            try await service(bench).plan(request { $0.server = Practice.url("https://other.example") })
        }
        for name in ["", "a\u{1B}b", "a\u{202E}b", "-x", "@x", " x", String(repeating: "x", count: 65)] {
            await #expect(throws: LoginError.self) { try await service(bench).plan(request { $0.name = name }) }
        }
    }
}
