import Foundation
import TestSupport
import Testing

/// The main job against servers that nobody here wrote (`Tests/Interop`). Both stores; nothing of the sandbox.
@Suite(.serialized, .enabled(if: Completeness.hasServers, "Tests/Interop/with-servers starts them"))
struct InteropTests {
    static let glewlwyd = "http://127.0.0.1:24593/api/oidc"
    static let authlib = "http://127.0.0.1:24700"
    static let oddSecret = "s3cret+/:%41 é"
    var keys: String { Completeness.interopFolder + "/keys" }

    /// login → list → token → connect → tools-list → tools-call, and no trace of the secret or the token on disk.
    private func walk(_ server: String, _ login: [String], input: String = "", client: String, store: String = "vault")
        async throws
    {
        try await Program.withHome { program in
            let logged = try await program.run(
                ["login", server, "--profile", "p", "--store", store, "--verbose"] + login, input: input)
            try #require(logged.code == 0, "\(logged.err)")
            if !input.isEmpty { #expect(!logged.err.contains(input) && !logged.out.contains(input)) }

            let item = try #require(try await program.run("list", "--json").jsonItems.first)
            #expect(item["state"] as? String == "valid" && item["health"] as? String == "ok")

            let token = try await program.run("token", "p")
            #expect(token.code == 0 && token.line.count > 20)
            #expect(program.filesHolding(token.line).isEmpty)
            if !input.isEmpty { #expect(program.filesHolding(input).isEmpty) }
            #expect(!logged.err.contains(token.line))

            let connected = try await program.run("connect", server, "@svc")
            #expect(connected.code == 0, "\(connected.err)")
            let tools = try await program.run("@svc", "tools-list", "--json")
            #expect(
                (tools.json["tools"] as? [[String: Any]])?.compactMap { $0["name"] as? String }.sorted() == [
                    "add", "whoami",
                ])
            #expect(try await program.run("@svc", "tools-call", "add", "a:=19", "b:=23").line == "42")
            #expect(try await program.run("@svc", "tools-call", "whoami").line.hasPrefix(client))
            #expect(try await program.run("probe", "p").code == 0)
            #expect(try await program.run("@svc", "close").code == 0)
            #expect(try await program.run("logout", "p").code == 0)
            #expect(try await program.run("list", "--json").jsonItems.isEmpty)
        }
    }

    @Test func `glewlwyd takes Basic raw, and the server suggests the scope`() async throws {
        try await walk(
            "http://127.0.0.1:28080/mcp",
            ["--client-id", "m2m-secret", "--client-secret-stdin", "--basic-encoding", "raw", "--scope", "mcp:read"],
            input: Self.oddSecret, client: "m2m-secret")
    }

    @Test func `the same with the Secret Service, read by secret-tool too`() async throws {
        try await walk(
            "http://127.0.0.1:28081/mcp", ["--client-id", "m2m-basic-only", "--client-secret-stdin"],
            input: "basic-secret",
            client: "m2m-basic-only", store: "secret-service")
        try await Program.withHome { program in
            let login = try await program.run(
                "login", "http://127.0.0.1:28081/mcp", "--client-id", "m2m-basic-only", "--client-secret-stdin",
                input: "basic-secret")
            #expect(login.code == 0, "\(login.err)")
            let id = try await program.run("show", "127.0.0.1:28081", "--json").json["id"] as? String ?? ""
            let attributes = "application mintmark profile \(id) kind client-secret generation 1"
            #expect(try await Shell.run("secret-tool lookup \(attributes)").out == "basic-secret")
            #expect(try await program.run("logout", "127.0.0.1:28081").code == 0)
            #expect(try await Shell.run("secret-tool lookup \(attributes)").out.isEmpty)
        }
    }

    @Test func `glewlwyd takes the secret in the body`() async throws {
        try await walk(
            "http://127.0.0.1:28080/mcp",
            [
                "--client-id", "m2m-secret", "--client-secret-stdin", "--auth-method", "client_secret_post", "--scope",
                "mcp:read",
            ],
            input: Self.oddSecret, client: "m2m-secret")
    }

    @Test(arguments: ["ES256", "ES384", "RS256", "PS256", "EdDSA"])
    func `glewlwyd wants the endpoint as audience and the registered key id (JA-3, JA-11)`(algorithm: String)
        async throws
    {
        let client = "m2m-jwt-\(algorithm)"
        try await walk(
            "http://127.0.0.1:28080/mcp",
            [
                "--client-id", client, "--client-key", "\(keys)/\(client).pem", "--client-key-alg", algorithm,
                "--key-id",
                "k-\(algorithm)", "--assertion-audience", "endpoint", "--scope", "mcp:read",
            ], client: client)
    }

    @Test func `Authlib decodes Basic`() async throws {
        try await walk(
            "http://127.0.0.1:28081/mcp",
            [
                "--client-id", "m2m-secret", "--client-secret-stdin", "--basic-encoding", "percent", "--scope",
                "mcp:read",
            ],
            input: Self.oddSecret, client: "m2m-secret")
    }

    @Test(arguments: ["ES256", "ES384", "RS256", "PS256", "EdDSA"])
    func `Authlib wants the issuer as audience (JA-2)`(algorithm: String) async throws {
        let client = "m2m-jwt-\(algorithm)"
        try await walk(
            "http://127.0.0.1:28081/mcp",
            [
                "--client-id", client, "--client-key", "\(keys)/\(client).pem", "--client-key-alg", algorithm,
                "--key-id",
                "k-\(algorithm)", "--scope", "mcp:read",
            ], client: client)
    }

    @Test func `an empty 403 ends in an error that names the settings to try, and nothing is kept`() async throws {
        try await Program.withHome { program in
            let refused = try await program.run(
                "login", "http://127.0.0.1:28080/mcp", "--client-id", "m2m-jwt-ES256", "--client-key",
                "\(keys)/m2m-jwt-ES256.pem",
                "--store", "vault", "--scope", "mcp:read")
            #expect(refused.code == 4)
            for setting in ["--assertion-audience endpoint", "--key-id"] {
                #expect(refused.err.contains(setting), "\(refused.err)")
            }
            let basic = try await program.run(
                "login", "http://127.0.0.1:28080/mcp", "--client-id", "m2m-secret", "--client-secret-stdin", "--store",
                "vault",
                "--scope", "mcp:read", input: Self.oddSecret)
            #expect(basic.code == 4 && basic.err.contains("--basic-encoding raw"), "\(basic.err)")
            #expect(try await program.run("list", "--json").jsonItems.isEmpty)
        }
    }

    @Test func `a wrong secret is exit 4, and nothing is saved`() async throws {
        try await Program.withHome { program in
            let refused = try await program.run(
                "login", "http://127.0.0.1:28081/mcp", "--client-id", "m2m-basic-only", "--client-secret-stdin",
                "--store", "vault",
                input: "canary-wrong-secret")
            #expect(refused.code == 4, "\(refused.err)")
            #expect(!refused.err.contains("canary-wrong-secret"))
            #expect(try await program.run("list", "--json").jsonItems.isEmpty)
            #expect(program.filesHolding("canary-wrong-secret").isEmpty)
        }
    }

    @Test func `the reference usage with a pinned endpoint works word for word`() async throws {
        try await Program.withHome { program in
            let logged = try await program.run(
                "login", "http://127.0.0.1:28081/mcp", "--grant", "client-credentials", "--client-id", "m2m-basic-only",
                "--client-secret", "basic-secret", "--scope", "mcp:read", "--token-endpoint", "\(Self.authlib)/token",
                "--store", "vault")
            #expect(logged.code == 0 && logged.err.contains("visible in `ps`"), "\(logged.err)")
            let shown = try await program.run("show", "127.0.0.1:28081", "--json")
            #expect(shown.json["issuer"] is NSNull)
            #expect(try await program.run("connect", "http://127.0.0.1:28081/mcp", "@svc").code == 0)
            #expect(try await program.run("@svc", "tools-list").out.contains("whoami"))
        }
    }

    @Test func `a pinned endpoint makes itself the audience`() async throws {
        try await Program.withHome { program in
            let logged = try await program.run(
                "login", "http://127.0.0.1:28080/mcp", "--client-id", "m2m-jwt-ES256", "--client-key",
                "\(keys)/m2m-jwt-ES256.pem",
                "--key-id", "k-ES256", "--scope", "mcp:read", "--token-endpoint", "\(Self.glewlwyd)/token", "--store",
                "vault")
            #expect(logged.code == 0, "\(logged.err)")
        }
    }

    @Test func `everything goes through a proxy, and a wrong proxy password is told apart`() async throws {
        let login = [
            "login", "http://127.0.0.1:28081/mcp", "--client-id", "m2m-basic-only", "--client-secret-stdin", "--store",
            "vault",
        ]
        try await Program.withHome { program in
            let open = try await program.run(
                login, input: "basic-secret", environment: ["http_proxy": "http://127.0.0.1:28888"])
            #expect(open.code == 0, "\(open.err)")
            let good = try await program.run(
                login, input: "basic-secret", environment: ["http_proxy": "http://puser:ppass@127.0.0.1:28889"])
            #expect(good.code == 0, "\(good.err)")
            let bad = try await program.run(
                login, input: "basic-secret", environment: ["http_proxy": "http://puser:canary-proxy@127.0.0.1:28889"])
            #expect(bad.code == 1 && bad.err.contains("407") && !bad.err.contains("canary-proxy"), "\(bad.err)")
        }
        let log = try String(contentsOfFile: Completeness.interopFolder + "/tinyproxy-requests.log", encoding: .utf8)
        #expect(log.contains("Request (file descriptor"))
    }
}
