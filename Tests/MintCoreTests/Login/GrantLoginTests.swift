import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import MintCore

@Suite(.timeLimit(.minutes(1))) struct GrantLoginTests {
    // MARK: - Authorization code

    @Test func `a browser login registers, agrees, exchanges the code, and keeps everything (AC-1 to AC-3, REG-1)`()
        async throws
    {
        let bench = ServiceBench(GrantNetwork.script())
        let plan = try await bench.login.plan(GrantNetwork.request(.authorizationCode))
        #expect(
            plan.registrationEndpoint != nil && GrantNetwork.asked(bench, "/register").isEmpty,
            "planning registers nothing")
        let record = try await bench.login.perform(plan, interaction: ScriptedBrowser.agreeing)
        let registration = try #require(GrantNetwork.asked(bench, "/register").first)
        #expect(registration.json["redirect_uris"] == ["http://127.0.0.1:49152/callback/x"])
        let exchange = try #require(GrantNetwork.asked(bench, "/token").first)
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
        let bench = ServiceBench(GrantNetwork.script())
        let plan = try await bench.login.plan(GrantNetwork.request(.authorizationCode) { $0.clientID = "c-1" })
        let browser = ScriptedBrowser { answer.replacing("STATE", with: ScriptedBrowser.state(of: $0)) }
        await #expect(throws: expected) { try await bench.login.perform(plan, interaction: browser) }
        #expect(GrantNetwork.asked(bench, "/token").isEmpty)
        #expect(await bench.isBare)
    }

    @Test(arguments: ["https%3A%2F%2Fevil.example", nil])
    func `a server of the oldest revision must name its issuer as well, where it says that it does (IS-6)`(
        issuer: String?
    ) async throws {
        let metadata: JSONValue = [
            "issuer": "https://m.example", "token_endpoint": "https://m.example/token",
            "authorization_endpoint": "https://m.example/authorize", "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
            "token_endpoint_auth_methods_supported": ["none"],
        ]
        let bench = ServiceBench { request, _ in
            switch request.url.withoutQuery {
            case "https://m.example/mcp": .challenge("Bearer")
            case "https://m.example/.well-known/oauth-authorization-server": .json(200, metadata)
            case "https://m.example/token": .json(200, GrantNetwork.granted)
            default: .body(404)
            }
        }
        let plan = try await bench.login.plan(
            GrantNetwork.request(.authorizationCode) {
                $0.clientID = "c-1"
                $0.settings.allowsLegacyDiscovery = true
            })
        let named = issuer.map { "&iss=\($0)" } ?? ""
        let browser = ScriptedBrowser { "/cb?code=x&state=\(ScriptedBrowser.state(of: $0))\(named)" }
        await #expect(throws: AuthorizationError.self) { try await bench.login.perform(plan, interaction: browser) }
        #expect(GrantNetwork.asked(bench, "/token").isEmpty)
        let right = ScriptedBrowser {
            "/cb?code=x&state=\(ScriptedBrowser.state(of: $0))&iss=https%3A%2F%2Fm.example"
        }
        #expect(try await bench.login.perform(plan, interaction: right).profile.issuer == "https://m.example")
    }

    @Test func `a server without PKCE, or without the endpoint, is refused before anything is asked (AS-11)`()
        async throws
    {
        for missing in ["code_challenge_methods_supported", "authorization_endpoint"] {
            let bench = ServiceBench(GrantNetwork.script(without: [missing]))
            await #expect(throws: AuthorizationError.self) {
                try await bench.login.plan(GrantNetwork.request(.authorizationCode) { $0.clientID = "c-1" })
            }
        }
        let plain = ServiceBench(GrantNetwork.script(["code_challenge_methods_supported": ["plain"]]))
        await #expect(throws: AuthorizationError.noPKCE(issuer: "https://as.example")) {
            try await plain.login.plan(GrantNetwork.request(.authorizationCode) { $0.clientID = "c-1" })
        }
        let device = ServiceBench(GrantNetwork.script(without: ["device_authorization_endpoint"]))
        await #expect(throws: DeviceAuthorizationError.noEndpoint(issuer: "https://as.example")) {
            try await device.login.plan(GrantNetwork.request(.deviceCode) { $0.clientID = "c-1" })
        }
    }

    // MARK: - Who the client is (REG-1)

    @Test func `a client id that was given beats a document, and a document beats registration (REG-1, REG-4)`()
        async throws
    {
        let document = "https://mint.example/client.json"
        let taking = GrantNetwork.script(["client_id_metadata_document_supported": true])
        let both = try await ServiceBench(taking).login.plan(
            GrantNetwork.request(.authorizationCode) { ($0.clientID, $0.clientMetadataURL) = ("c-1", document) })
        #expect(both.profile.clientID == "c-1" && both.registrationEndpoint == nil)
        let own = try await ServiceBench(taking).login.plan(
            GrantNetwork.request(.authorizationCode) { $0.clientMetadataURL = document })
        #expect(own.profile.clientID == document && own.registrationEndpoint == nil)
        let refusing = try await ServiceBench(GrantNetwork.script()).login.plan(
            GrantNetwork.request(.authorizationCode) { $0.clientMetadataURL = document })
        #expect(refusing.profile.clientID.isEmpty && refusing.registrationEndpoint != nil)
        await #expect(throws: ClientRegistrationError.noWay(issuer: "https://as.example")) {
            try await ServiceBench(GrantNetwork.script(without: ["registration_endpoint"])).login.plan(
                GrantNetwork.request(.authorizationCode))
        }
    }

    private static let confidential: [String: JSONValue] = [
        "client_id": "reg-1", "client_secret": "reg-CANARY", "client_secret_expires_at": 1_795_010_000,
        "token_endpoint_auth_method": "client_secret_basic", "registration_access_token": "rat-CANARY",
        "registration_client_uri": "https://as.example/register/reg-1",
    ]

    @Test func `a registered secret is kept with its end, and a re-login goes on with it (REG-8, C3)`() async throws {
        let bench = ServiceBench(
            GrantNetwork.script(
                ["token_endpoint_auth_methods_supported": ["client_secret_basic"]], registered: Self.confidential))
        let first = try await bench.login.perform(
            try await bench.login.plan(GrantNetwork.request(.authorizationCode)), interaction: ScriptedBrowser.agreeing)
        #expect(first.credential?.expiresAt == Timestamp(1_795_010_000))
        #expect(first.profile.clientAuthentication == .clientSecretBasic)
        #expect(await bench.keyring.keys.contains { $0.kind == .registrationToken })
        #expect(first.bonds.registration?.metadata.contains("CANARY") == false)
        bench.pass(4000)
        let again = try await bench.login.perform(
            try await bench.login.plan(GrantNetwork.request(.authorizationCode) { $0.inherit(first.profile) }),
            interaction: ScriptedBrowser.agreeing)
        #expect(GrantNetwork.asked(bench, "/register").count == 1 && again.profile.clientID == "reg-1")
        #expect(
            GrantNetwork.asked(bench, "/token").count == 2
                && GrantNetwork.asked(bench, "/token").allSatisfy { $0.authorization != nil })
        #expect(again.credential?.expiresAt == Timestamp(1_795_010_000), "the end stays what the server said")
        #expect(again.bonds.registration == first.bonds.registration)
        #expect(await bench.keyring.keys.contains { $0.kind == .registrationToken })
    }

    @Test func `once a registered secret has run out a login registers anew (C4)`() async throws {
        let bench = ServiceBench(
            GrantNetwork.script(
                ["token_endpoint_auth_methods_supported": ["client_secret_basic"]], registered: Self.confidential))
        let first = try await bench.login.perform(
            try await bench.login.plan(GrantNetwork.request(.authorizationCode)), interaction: ScriptedBrowser.agreeing)
        bench.pass(20_000)
        let plan = try await bench.login.plan(GrantNetwork.request(.authorizationCode) { $0.inherit(first.profile) })
        #expect(plan.registrationEndpoint != nil && plan.credential == nil)
    }

    @Test func `a client that was registered at one issuer is not used at another (REG-5, REG-6)`() async throws {
        let bench = ServiceBench(GrantNetwork.script())
        let first = try await bench.login.perform(
            try await bench.login.plan(GrantNetwork.request(.authorizationCode)), interaction: ScriptedBrowser.agreeing)
        var moved = try #require(await bench.memory.record(first.id))
        moved.profile.issuer = "https://before.example"
        let old = ServiceBench(GrantNetwork.script())
        for kind in [KeyringKey.Kind.accessToken, .refreshToken] { try await old.keep("x", kind, of: moved.profile) }
        try await old.profiles.commitLogin(
            LoginRecord(
                profile: moved.profile, credential: nil, token: Practice.token(1),
                contact: ContactRecord(at: old.now()),
                bonds: ProfileBonds(
                    refresh: RefreshRecord(generation: 1, issuedAt: old.now()), registration: moved.bonds.registration))
        )
        let plan = try await old.login.plan(
            GrantNetwork.request(.authorizationCode) {
                $0.clientID = "reg-1"
                $0.issuer = "https://as.example"
            })
        #expect(plan.registrationEndpoint != nil && plan.profile.clientID.isEmpty)
    }
}
