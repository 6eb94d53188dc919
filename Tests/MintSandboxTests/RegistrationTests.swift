import Crypto
import Testing

@testable import MintSandbox

@Suite struct RegistrationTests {
    @Test func `a client registers itself, and is who it said (REG-8, REG-10)`() async throws {
        try await RunningSandbox.with { sandbox in
            let reply = try await sandbox.register([
                "client_name": "Mintmark", "grant_types": .strings(["client_credentials"]), "unknown": "x",
                "scope": "mcp:read",
            ])
            #expect(reply.status == 201 && reply.header("Cache-Control") == "no-store", "\(reply.text)")
            #expect(reply.json["client_name"] == "Mintmark" && reply.json["unknown"] == nil)
            #expect(reply.json["token_endpoint_auth_method"] == "client_secret_basic")
            #expect(reply.json["client_secret_expires_at"] == .integer(0))
            #expect(reply.json["client_id_issued_at"]?.integer != nil)
            let id = try #require(reply.json["client_id"]?.text)
            #expect(reply.json["registration_client_uri"]?.text == sandbox.description.issuer + "/register/\(id)")
            let secret = try #require(reply.json["client_secret"]?.text)
            let token = try await sandbox.requestToken(basic: id, secret: secret)
            #expect(token.json["scope"] == "mcp:read")
            #expect(
                try await sandbox.requestToken(basic: id, secret: secret, [("scope", "mcp:call")]).error
                    == "invalid_scope")
        }
    }

    @Test func `public and key clients get no secret, and can do what they registered for`() async throws {
        try await RunningSandbox.with { sandbox in
            let app = try await sandbox.register(Self.native)
            #expect(app.json["client_secret"] == nil && app.json["client_secret_expires_at"] == nil)
            let id = try #require(app.json["client_id"]?.text)
            let code = try await sandbox.code(["client_id": id])
            #expect(try await sandbox.exchange(code, ["client_id": id]).json["refresh_token"] == nil)

            let key = P256.Signing.PrivateKey()
            let keyed = try await sandbox.register([
                "token_endpoint_auth_method": "private_key_jwt", "grant_types": .strings(["client_credentials"]),
                "jwks": ["keys": .array([JSONWebKey(key.publicKey).json])],
            ])
            let client = try #require(keyed.json["client_id"]?.text)
            let assertion = try await Assertion(client: client, audience: sandbox.description.issuer)
                .signed(.es256, pem: key.pemRepresentation)
            #expect(try await sandbox.requestToken(assertion: assertion).status == 200)
        }
    }

    static let native: JSONValue = [
        "token_endpoint_auth_method": "none", "application_type": "native",
        "redirect_uris": .strings(["http://127.0.0.1/callback"]),
    ]

    @Test func `what cannot be registered is refused by its own code (REG-2, REG-9)`() async throws {
        try await RunningSandbox.with { sandbox in
            let machine: [String: JSONValue] = ["grant_types": .strings(["client_credentials"])]
            let redirect: (String, String) -> [String: JSONValue] = { uri, type in
                ["redirect_uris": .strings([uri]), "application_type": .string(type)]
            }
            let cases: [(body: [String: JSONValue], error: String)] = [
                ([:], "invalid_redirect_uri"), (redirect("http://127.0.0.1/callback", "web"), "invalid_redirect_uri"),
                (["redirect_uris": .strings(["http://127.0.0.1/callback"])], "invalid_redirect_uri"),
                (redirect("http://evil.example/callback", "native"), "invalid_redirect_uri"),
                (redirect("https://a.example/callback#x", "web"), "invalid_redirect_uri"),
                (redirect("callback", "native"), "invalid_redirect_uri"),
                (redirect("https://a.example/callback", "toaster"), "invalid_client_metadata"),
                (["redirect_uris": "https://a.example/callback"], "invalid_client_metadata"),
                (machine.merging(["scope": "mcp:all"]) { $1 }, "invalid_client_metadata"),
                (["grant_types": .strings(["password"])], "invalid_client_metadata"),
                (machine.merging(["token_endpoint_auth_method": "tls_client_auth"]) { $1 }, "invalid_client_metadata"),
                (machine.merging(["token_endpoint_auth_method": "private_key_jwt"]) { $1 }, "invalid_client_metadata"),
                (
                    machine.merging(["jwks": ["keys": .array([])], "jwks_uri": "https://a.example/jwks"]) { $1 },
                    "invalid_client_metadata"
                ),
            ]
            for item in cases {
                let reply = try await sandbox.register(.object(item.body))
                #expect(reply.status == 400 && reply.error == item.error, "\(item.body): \(reply.text)")
            }
            let url = sandbox.description.issuer + "/register"
            let list = try await sandbox.send(
                "POST", url, [("Content-Type", "application/json")], body: Array("[]".utf8))
            #expect(list.error == "invalid_request")
            let get = try await sandbox.get(url)
            #expect(get.status == 405)
        }
    }

    @Test func `an initial token can be asked for, and secrets can run out (RO-8)`() async throws {
        try await RunningSandbox.with { sandbox in
            try await sandbox.control(
                "registration", ["initial_access_token": "let-me-in", "secret_lifetime": .integer(60)])
            let machine: JSONValue = ["grant_types": .strings(["client_credentials"])]
            let refused = try await sandbox.register(machine)
            #expect(refused.status == 401 && refused.header("WWW-Authenticate")?.hasPrefix("Bearer ") == true)
            let reply = try await sandbox.register(machine, [("Authorization", "Bearer let-me-in")])
            let id = try #require(reply.json["client_id"]?.text)
            let secret = try #require(reply.json["client_secret"]?.text)
            let issued = try #require(reply.json["client_id_issued_at"]?.integer)
            #expect(reply.json["client_secret_expires_at"]?.integer == issued + 60)
            #expect(try await sandbox.requestToken(basic: id, secret: secret).status == 200)
            try await sandbox.advance(60)
            #expect(try await sandbox.requestToken(basic: id, secret: secret).error == "invalid_client")
        }
    }

    @Test func `a registration is read, replaced whole, and deleted (RO-5, RO-7)`() async throws {
        try await RunningSandbox.with { sandbox in
            let made = try await sandbox.register([
                "client_name": "One", "grant_types": .strings(["client_credentials"]),
            ]).json
            let page = try #require(made["registration_client_uri"]?.text)
            let bearer = ("Authorization", "Bearer \(try #require(made["registration_access_token"]?.text))")
            let read = try await sandbox.get(page, [bearer])
            #expect(read.status == 200 && read.json == made)

            var body = try #require(made.object)
            for name in [
                "registration_access_token", "registration_client_uri", "client_secret_expires_at",
                "client_id_issued_at",
            ] {
                body[name] = nil
            }
            body["client_name"] = "Two"
            let updated = try await sandbox.json("PUT", page, .object(body), [bearer])
            #expect(updated.status == 200 && updated.json["client_name"] == "Two", "\(updated.text)")
            #expect(updated.json["client_secret"] == made["client_secret"])
            body["client_name"] = nil
            #expect(try await sandbox.json("PUT", page, .object(body), [bearer]).json["client_name"] == nil)

            let wrong: [[String: JSONValue]] = [
                ["client_id": "other"], ["client_id": .null], ["client_secret": "of-my-own"],
                ["registration_access_token": "x"], ["grant_types": .strings(["password"])],
            ]
            for changes in wrong {
                let reply = try await sandbox.json("PUT", page, .object(body.merging(changes) { $1 }), [bearer])
                #expect(reply.status == 400, "\(changes)")
            }
            for headers in [[], [("Authorization", "Bearer guess")]] {
                #expect(try await sandbox.get(page, headers).status == 401)
            }
            #expect(try await sandbox.send("POST", page, [bearer]).status == 405)
            #expect(try await sandbox.get(page + "x", [bearer]).status == 401)

            let id = try #require(made["client_id"]?.text)
            let secret = try #require(made["client_secret"]?.text)
            let token = try #require(
                try await sandbox.requestToken(basic: id, secret: secret).json["access_token"]?.text)
            #expect(try await sandbox.send("DELETE", page, [bearer]).status == 204)
            #expect(try await sandbox.get(page, [bearer]).status == 401)
            #expect(try await sandbox.requestToken(basic: id, secret: secret).error == "invalid_client")
            #expect(try await sandbox.callWhoami(token).status == 401, "its tokens go with it")
        }
    }

    @Test func `updates and reads rotate secret and token when told, and the old ones are dead at once (RO-2, RO-6)`()
        async throws
    {
        try await RunningSandbox.with { sandbox in
            let first = try await sandbox.register(["grant_types": .strings(["client_credentials"])]).json
            let page = try #require(first["registration_client_uri"]?.text)
            let id = try #require(first["client_id"]?.text)
            try await sandbox.control(
                "registration",
                ["rotate_secret": .bool(true), "rotate_token": .bool(true), "secret_lifetime": .integer(3600)])
            let bearer: @Sendable (JSONValue) throws -> (String, String) = { answer in
                ("Authorization", "Bearer \(try #require(answer["registration_access_token"]?.text))")
            }
            let body: JSONValue = [
                "client_id": .string(id), "client_secret": first["client_secret"] ?? .null,
                "grant_types": .strings(["client_credentials"]),
            ]
            let second = try await sandbox.json("PUT", page, body, [try bearer(first)]).json
            #expect(second["client_id"]?.text == id && second["client_secret"] != first["client_secret"])
            #expect(second["client_secret_expires_at"]?.integer ?? 0 > 0)
            #expect(try await sandbox.get(page, [try bearer(first)]).status == 401)
            for (answer, isGood) in [(first, false), (second, true)] {
                let secret = try #require(answer["client_secret"]?.text)
                #expect((try await sandbox.requestToken(basic: id, secret: secret).status == 200) == isGood)
            }
            #expect(try await sandbox.get(page, [try bearer(second)]).json == second, "reading changes nothing yet")
            try await sandbox.control("registration", ["rotate_on_read": .bool(true)])
            let third = try await sandbox.get(page, [try bearer(second)]).json
            #expect(third["client_secret"] != second["client_secret"])
            #expect(try await sandbox.get(page, [try bearer(third)]).status == 200)
        }
    }
}

extension RunningSandbox {
    func json(_ method: String, _ url: String, _ body: JSONValue, _ headers: [(String, String)] = []) async throws
        -> Reply
    {
        try await send(method, url, [("Content-Type", "application/json")] + headers, body: body.bytes)
    }

    func register(_ body: JSONValue, _ headers: [(String, String)] = [], at issuer: String? = nil) async throws -> Reply
    {
        try await json("POST", (issuer ?? description.issuer) + "/register", body, headers)
    }
}
