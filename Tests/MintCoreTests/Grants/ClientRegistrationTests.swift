import HTTPTypes
import TestSupport
import Testing

@testable import MintCore

@Suite struct ClientRegistrationTests {
    private static let url = Practice.url("https://as.example/register")

    private func register(
        _ answer: ScriptedAnswer, grant: MintCore.Grant = .authorizationCode, methods: [String] = ["none"],
        usesDPoP: Bool = false, log: TraceLog = TraceLog()
    ) async throws -> (ClientRegistration.Client, ScriptedRequest) {
        let transport = ScriptedTransport { _, _ in answer }
        let registration = ClientRegistration(transport: transport, now: { Practice.start })
        let client = try await registration.register(
            at: Self.url, grant: grant, redirectURI: grant == .deviceCode ? nil : "http://127.0.0.1:1/cb",
            methods: methods, usesDPoP: usesDPoP, caFile: nil, observe: { log.note($0) })
        return (client, try #require(transport.requests.first))
    }

    private static func client(_ more: [String: JSONValue] = [:], status: Int = 201) -> ScriptedAnswer {
        .json(status, .object(["client_id": "c-1"].merging(more) { $1 }))
    }

    @Test func `what we say of ourselves is said outright (REG-2, REG-3, REG-10)`() async throws {
        let (_, browser) = try await register(Self.client())
        #expect(
            browser.json == [
                "client_name": "Mintmark", "application_type": "native", "token_endpoint_auth_method": "none",
                "redirect_uris": ["http://127.0.0.1:1/cb"], "response_types": ["code"],
                "grant_types": ["authorization_code", "refresh_token"],
            ])
        #expect(browser.header("Content-Type") == "application/json" && browser.authorization == nil)
        let (_, device) = try await register(Self.client(), grant: .deviceCode, usesDPoP: true)
        #expect(
            device.json["grant_types"] == ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"]
                && device.json["redirect_uris"] == nil && device.json["dpop_bound_access_tokens"] == true)
    }

    @Test(
        arguments: [
            (["client_secret_basic", "none"], "none"), (["client_secret_basic"], "client_secret_basic"),
            (["client_secret_post", "private_key_jwt"], "client_secret_post"),
        ])
    func `a secret is asked for only where the server takes nothing else`(methods: [String], asked: String) async throws
    {
        let answer = Self.client(["client_secret": "s-1"])
        let (_, request) = try await register(answer, methods: methods)
        #expect(request.json["token_endpoint_auth_method"]?.text == asked)
        #expect(request.json["jwks"] == nil && request.json["jwks_uri"] == nil, "REG-9")
    }

    @Test func `a server whose methods we cannot do is asked nothing`() async throws {
        await #expect(throws: ClientRegistrationError.noUsableMethod(["private_key_jwt"])) {
            try await register(Self.client(), methods: ["private_key_jwt"])
        }
    }

    @Test(
        arguments: [
            (.int(0), nil), (.int(1_900_000_000), 1_900_000_000), (.null, nil), (.string("soon"), nil), (.int(-5), nil),
            (.double(1.9e9), 1_900_000_000), (.int(253_402_300_799), 253_402_300_799), (.int(253_402_300_800), nil),
            (.int(1_760_000_000_000_000_000), nil), (.double(1.76e18), nil),
        ] as [(JSONValue, Int?)])
    func `the secret's end is read: seconds since the epoch, 0 for never (REG-8, C4, C7)`(value: JSONValue, end: Int?)
        async throws
    {
        let answer = Self.client([
            "client_secret": "s-CANARY", "client_secret_expires_at": value,
            "token_endpoint_auth_method": "client_secret_basic",
        ])
        let (client, _) = try await register(answer, methods: ["client_secret_basic"])
        #expect(client.secretExpiresAt == end.map { Timestamp($0) } && client.secret == Secret("s-CANARY"))
        #expect(client.authentication == .clientSecretBasic)
    }

    @Test func `the answer is kept without its secrets, and its token only for an address that may see it (RO-5)`()
        async throws
    {
        let answer: [String: JSONValue] = [
            "client_secret": "s-CANARY", "registration_access_token": "r-CANARY", "client_name": "as they call us",
            "registration_client_uri": "https://as.example/register/c-1", "token_endpoint_auth_method": "none",
        ]
        let (client, _) = try await register(Self.client(answer))
        #expect(client.record.clientURI?.text == "https://as.example/register/c-1")
        #expect(client.registrationToken == Secret("r-CANARY") && client.secret == nil)
        #expect(client.record.metadata.contains("as they call us") && !client.record.metadata.contains("CANARY"))
        #expect(!everyWord(of: client).contains("CANARY"))
        var plain = answer
        plain["registration_client_uri"] = "http://as.example/register/c-1"
        let (unsafe, _) = try await register(Self.client(plain))
        #expect(unsafe.record.clientURI == nil && unsafe.registrationToken == nil)
    }

    @Test(
        arguments: [
            (
                ScriptedAnswer.json(400, ["error": "invalid_redirect_uri", "error_description": "\u{1B}[2Jno"]),
                ClientRegistrationError.refused(host: "as.example", code: "invalid_redirect_uri", description: "[2Jno")
            ),
            (.body(404), .answer(host: "as.example", status: 404)),
            (.body(302), .answer(host: "as.example", status: 302)),
            (.body(201, "<html>"), .answer(host: "as.example", status: 201)),
            (.json(201, [:]), .noClientID(host: "as.example")),
            (client(["client_id": ""]), .noClientID(host: "as.example")),
            (
                client(["token_endpoint_auth_method": "client_secret_basic"]), .noSecret(host: "as.example")
            ),
            (
                client(["token_endpoint_auth_method": "tls_client_auth"]),
                .methodGiven(host: "as.example", "tls_client_auth")
            ),
            (
                client(["token_endpoint_auth_method": "private_key_jwt"]),
                .methodGiven(host: "as.example", "private_key_jwt")
            ),
        ])
    func `what is no client is told apart (REG-2, REG-8)`(answer: ScriptedAnswer, expected: ClientRegistrationError)
        async throws
    {
        let log = TraceLog()
        let error = await #expect(throws: ClientRegistrationError.self) { try await register(answer, log: log) }
        #expect(error == expected && error?.hint?.contains("--client-id") == true)
        #expect(error?.headline == error?.headline.plainLine(limit: 1000))
        #expect(log.hops.map(\.verdict) == ["refused"] && log.hops[0].purpose == "registration")
    }

    // MARK: - Client metadata documents (REG-4)

    @Test(
        arguments: [
            ("https://mint.example/client.json", true), ("https://mint.example/a/b?x=1", true),
            ("https://mint.example/", false), ("https://mint.example", false), ("http://mint.example/c", false),
            ("https://mint.example/c#x", false), ("https://u:p@mint.example/c", false),
            ("https://mint.example/../c", false), ("https://mint.example/a/./c", false),
            ("https://mint.example/%2e%2E/c", false), ("https://mint.example/.%2e/c", false), ("client-1", false),
            ("", false),
        ])
    func `a document's address is https with a plain path`(text: String, isOne: Bool) {
        #expect(ClientMetadataDocument.isIdentifier(text) == isOne)
        #expect((ClientMetadataDocument.document(clientID: text, redirectURIs: []) != nil) == isOne)
    }

    @Test func `the document names itself and holds no secret`() throws {
        let id = "https://mint.example/client.json"
        let document = try #require(
            ClientMetadataDocument.document(clientID: id, redirectURIs: ["http://127.0.0.1/callback"], usesDPoP: true))
        #expect(document["client_id"]?.text == id && document["client_name"] != nil)
        #expect(document["redirect_uris"] == ["http://127.0.0.1/callback"])
        #expect(document["token_endpoint_auth_method"] == "none" && document["client_secret"] == nil)
        #expect(document["grant_types"]?.texts?.contains("refresh_token") == true)
        #expect(document["dpop_bound_access_tokens"] == true)
    }
}
