import HTTPTypes
import TestSupport
import Testing

@testable import MintCore

@Suite struct EnterpriseTests {
    private static let subject = SecretSource.file("/run/id-token")
    private static let idpSecret = SecretSource.environment("IDP_SECRET")

    private static let idJAG = ScriptedAnswer.json(
        200,
        [
            "access_token": "jag-CANARY", "token_type": "N_A", "expires_in": 300,
            "issued_token_type": "urn:ietf:params:oauth:token-type:id-jag",
        ])
    private static let token = ScriptedAnswer.json(
        200, ["access_token": "token-2", "token_type": "Bearer", "expires_in": 600])

    private func bench(_ idp: ScriptedAnswer = idJAG, _ server: ScriptedAnswer = token) -> ServiceBench {
        ServiceBench(
            sources: { $0 == Self.subject ? Secret("sub-CANARY") : Secret("idp-CANARY") },
            { request, _ in request.url.host == "idp.example" ? idp : server })
    }

    private func seed(
        _ bench: ServiceBench, _ change: (inout Profile) -> Void = { _ in }
    ) async throws -> Profile {
        try await bench.seedBare(.enterprise) {
            ($0.clientID, $0.clientAuthentication) = ("client", .clientSecretBasic)
            $0.settings.identityProvider = IdentityProvider(
                tokenEndpoint: Practice.url("https://idp.example/token"), clientID: "at-idp",
                clientSecretSource: Self.idpSecret, subjectTokenSource: Self.subject)
            $0.settings.parameters = [.init(name: "tenant", value: "ours")]
            $0.settings.audience = "vendor-audience"
            change(&$0)
        }
    }

    private func ask(_ bench: ServiceBench, _ profile: Profile) async throws -> TokenService.Grant {
        try await bench.tokens.token(of: profile.id, .init(isForced: true))
    }

    @Test func `a person's token becomes an assertion, and that a token (EM-1, EM-3)`() async throws {
        let bench = bench()
        let profile = try await seed(bench)
        #expect(try await ask(bench, profile).token == Secret("token-2"))
        let requests = bench.transport.requests
        try #require(requests.count == 2)
        #expect(
            requests[0].form == [
                "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
                "requested_token_type": "urn:ietf:params:oauth:token-type:id-jag", "audience": "https://as.example",
                "resource": "https://mcp.example", "scope": "tools:read tools:call", "subject_token": "sub-CANARY",
                "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
            ])
        #expect(requests[0].authorization == "Basic " + ClientProof.basic("at-idp", Secret("idp-CANARY"), .form))
        #expect(
            requests[1].form == [
                "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "jag-CANARY",
                "resource": "https://mcp.example", "scope": "tools:read tools:call", "audience": "vendor-audience",
                "tenant": "ours",
            ])
        #expect(requests[1].authorization == "Basic " + ClientProof.basic("client", Secret("the-secret"), .form))
    }

    @Test(arguments: [
        (ScriptedAnswer.json(401, ["error": "invalid_client"]), "--idp-client-secret-file"),
        (.json(400, ["error": "invalid_grant"]), "--subject-token-file"),
        (.json(400, ["error": "invalid_target"]), "https://mcp.example"),
        (.json(403, ["error": "access_denied"]), "administrator"), (.body(401), "--idp-client-id"),
        (.body(404, "<html>no</html>"), "--idp-token-endpoint"),
    ])
    func `a refusal of the identity provider is told as its own, with its own options (EM-1)`(
        answer: ScriptedAnswer, words: String
    ) async throws {
        let bench = bench(answer)
        let profile = try await seed(bench)
        let error = await #expect(throws: TokenEndpointError.self) { try await ask(bench, profile) }
        let failure = try Failure(#require(error))
        #expect(failure.headline.contains("identity provider idp.example"), "\(failure.headline)")
        let hint = try #require(failure.hint)
        #expect(hint.contains(words), "\(hint)")
        for foreign in ["rotate", "--basic-encoding", "--auth-method", "--issuer", " --client-id"] {
            #expect(!hint.contains(foreign), "\(hint)")
        }
        #expect(failure.evidence?.url == "https://idp.example/token")
    }

    @Test(arguments: [(-61, true), (-30, false), (600, false)])
    func `a person's token that ended is not sent, and said to be what ended`(left: Int, isHeld: Bool) async throws {
        let end = Practice.start.rawValue + left
        let token =
            ["{\"alg\":\"none\"}", "{\"exp\":\(end)}"].map { Base64URL.encode($0.utf8) }.joined(separator: ".") + ".x"
        let bench = ServiceBench(
            sources: { $0 == Self.subject ? Secret(token) : Secret("idp-CANARY") },
            { request, _ in request.url.host == "idp.example" ? Self.idJAG : Self.token })
        let profile = try await seed(bench)
        guard isHeld else {
            _ = try await ask(bench, profile)
            return
        }
        let error = await #expect(throws: EnterpriseExchangeError.self) { try await ask(bench, profile) }
        #expect(error == .subjectEnded(Self.subject, at: Timestamp(end)) && bench.transport.requests.isEmpty)
        #expect(error?.headline.contains("/run/id-token") == true && error?.exitStatus == .authentication)
    }

    @Test(arguments: [
        "urn:ietf:params:oauth:token-type:saml2", "urn:ietf:params:oauth:token-type:refresh_token",
        "urn:ietf:params:oauth:token-type:id_token",
    ])
    func `what the person's token is, is said as it was configured (EM-1)`(type: String) async throws {
        let bench = bench()
        let profile = try await seed(bench) { $0.settings.identityProvider?.subjectTokenType = type }
        #expect(try await ask(bench, profile).token == Secret("token-2"))
        let first = try #require(bench.transport.requests.first).form
        #expect(first["subject_token_type"] == type && first["subject_token"] == "sub-CANARY")
        #expect(first["requested_token_type"] == "urn:ietf:params:oauth:token-type:id-jag")
        // Read anew for each exchange, and never kept: a refresh token of the provider's is not ours to renew.
        _ = try await ask(bench, profile)
        #expect(bench.transport.requests.count == 4)
        #expect(await !everyWord(of: bench.memory.record(profile.id) as Any).contains("CANARY"))
    }

    @Test func `neither the person's token nor the assertion is kept, nor a refresh token (EM-6, TK-9)`() async throws {
        let bench = bench(
            Self.idJAG,
            .json(
                200,
                ["access_token": "token-2", "token_type": "Bearer", "expires_in": 600, "refresh_token": "r-CANARY"]))
        let profile = try await seed(bench)
        _ = try await ask(bench, profile)
        #expect(await Set(bench.keyring.keys.map(\.kind)) == [.accessToken, .clientSecret])
        #expect(await !everyWord(of: bench.memory.record(profile.id) as Any).contains("CANARY"))
    }

    @Test func `a public client at the identity provider sends its id alone, and resource even where it is off (X-11)`()
        async throws
    {
        let bench = bench()
        let profile = try await seed(bench) {
            $0.settings.identityProvider?.clientSecretSource = nil
            $0.settings.sendsResource = false
        }
        _ = try await ask(bench, profile)
        let requests = bench.transport.requests
        #expect(requests[0].authorization == nil && requests[0].form["client_id"] == "at-idp")
        #expect(requests[0].form["resource"] == "https://mcp.example" && requests[1].form["resource"] == nil)
    }

    @Test(
        arguments: [
            ("N_A", "urn:ietf:params:oauth:token-type:id-jag", true),
            ("n_a", "urn:ietf:params:oauth:token-type:id-jag", true),
            ("Bearer", "urn:ietf:params:oauth:token-type:id-jag", false),
            ("N_A", "urn:ietf:params:oauth:token-type:access_token", false), ("N_A", nil, false),
        ] as [(String, String?, Bool)])
    func `only an assertion is taken for one (EM-2, TK-3, TK-13)`(type: String, issued: String?, isTaken: Bool)
        async throws
    {
        var answer: [String: JSONValue] = ["access_token": "jag-CANARY", "token_type": .string(type)]
        answer["issued_token_type"] = issued.map { .string($0) }
        let bench = bench(.json(200, .object(answer)))
        let profile = try await seed(bench)
        if isTaken {
            _ = try await ask(bench, profile)
        } else {
            let error = await #expect(throws: TokenEndpointError.self) { try await ask(bench, profile) }
            #expect(error?.code == "token type" && error?.context.host == "idp.example")
        }
        #expect(bench.transport.requests.count == (isTaken ? 2 : 1))
    }

    @Test(arguments: [true, false])
    func `echoes of what was sent on either leg get into no words (EM-6)`(atProvider: Bool) async throws {
        let all =
            "sub-CANARY idp-CANARY jag-CANARY \(ClientProof.basic("at-idp", Secret("idp-CANARY"), .form)) the-secret"
        let echo = ScriptedAnswer.json(400, ["error": "invalid_grant", "error_description": .string(all)])
        let bench = atProvider ? bench(echo) : bench(Self.idJAG, echo)
        let profile = try await seed(bench)
        let error = await #expect(throws: TokenEndpointError.self) { try await ask(bench, profile) }
        let words = everyWord(of: error as Any)
        let sent =
            atProvider
            ? ["sub-CANARY", "idp-CANARY", ClientProof.basic("at-idp", Secret("idp-CANARY"), .form)]
            : ["jag-CANARY", "the-secret"]
        for secret in sent { #expect(!words.contains(secret)) }
        #expect(bench.transport.requests.count == (atProvider ? 1 : 2), "a refusal is final")
    }

    @Test func `no credential goes to a provider over plain http, nor without an issuer to name (NET-1)`() async throws
    {
        let plain = bench()
        let profile = try await seed(plain) {
            $0.settings.identityProvider?.tokenEndpoint = Practice.url("http://idp.example/token")
        }
        await #expect(throws: TransportError.self) { try await ask(plain, profile) }
        let nameless = bench()
        let other = try await seed(nameless) { $0.issuer = nil }
        await #expect(throws: EnterpriseExchangeError.noIssuer("bare")) { try await ask(nameless, other) }
        let none = bench()
        let third = try await seed(none) { $0.settings.identityProvider = nil }
        await #expect(throws: EnterpriseExchangeError.noProvider("bare")) { try await ask(none, third) }
        #expect([plain, nameless, none].allSatisfy { $0.transport.requests.isEmpty })
    }
}
