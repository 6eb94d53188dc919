import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `login` and what follows from it, by the real binary over real HTTP.
@Suite struct LoginTests {
    @Test func `a wrong secret is exit 4, names the next step, and nothing is saved`() async throws {
        try await PracticeServers.with { practice in
            let outcome = try await practice.program.run(
                "login", practice.facts.mcp, "--client-id", "search-worker", "--client-secret-stdin", "--store",
                "vault", "--verbose",
                input: "canary-wrong")
            #expect(outcome.code == 4)
            #expect(outcome.err.contains("invalid_client") && !outcome.err.contains("canary-wrong"))
            #expect(try await practice.program.run("list", "--json").jsonItems.isEmpty)
            #expect(practice.program.filesHolding("canary-wrong").isEmpty)
        }
    }

    @Test func `a re-login replaces the credential only once the new one is verified`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("search-worker")
            let refused = try await practice.program.run(
                "login", practice.facts.mcp, "--profile", "search-worker", "--client-id", "search-worker",
                "--client-secret-stdin",
                input: "wrong")
            #expect(refused.code == 4)
            #expect(try await practice.program.run("token", "search-worker", "--force-new").code == 0)

            try await practice.control("client", ["client_id": "search-worker", "client_secrets": ["second-secret"]])
            let again = try await practice.program.run(
                "login", practice.facts.mcp, "--profile", "search-worker", "--client-id", "search-worker",
                "--client-secret-stdin",
                input: "second-secret\n")
            #expect(again.code == 0 && again.out.contains("Logged in again"), "\(again.err)")
            #expect(try await practice.program.run("token", "search-worker", "--force-new").code == 0)
            #expect(try await practice.program.run("list", "--json").jsonItems.count == 1)
        }
    }

    @Test func `a re-login keeps store, settings and scopes, and a new key brings its own id`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync", "--scope", "mcp:call", "--keep-warm", "always")
            try await practice.login("billing-sync")
            let shown = try await practice.program.run("show", "billing-sync", "--json").json
            #expect(shown["scopes"] as? [String] == ["mcp:call"] && shown["store"] as? String == "vault")
            #expect((shown["settings"] as? [String: Any])?["keep_warm"] as? String == "always")
            let other = try #require(practice.facts.clients.first { $0.clientID == "ledger-audit" }?.privateKeyFile)
            let refused = try await practice.program.run(
                "login", practice.facts.mcp, "--profile", "billing-sync", "--client-id", "billing-sync", "--client-key",
                other)
            #expect(refused.code == 4, "another kind of key is tried, and refused by the server: \(refused.err)")
            #expect(try await practice.program.run("token", "billing-sync", "--force-new").code == 0)
        }
    }

    @Test func `default names count up, and a server with several profiles lists them`() async throws {
        try await PracticeServers.with { practice in
            for client in ["search-worker", "odd-secret"] {
                let outcome = try await practice.program.run(
                    "login", practice.facts.mcp, "--client-id", client, "--client-secret-stdin", "--store", "vault",
                    input: try practice.secret(of: client))
                #expect(outcome.code == 0, "\(outcome.err)")
            }
            let names = try await practice.program.run("list", "--json").jsonItems.compactMap { $0["name"] as? String }
                .sorted()
            #expect(names.count == 2 && names[1] == names[0] + "-2")
            let ambiguous = try await practice.program.run("logout", practice.facts.mcp)
            #expect(ambiguous.code == 1 && names.allSatisfy(ambiguous.err.contains))
        }
    }

    @Test(
        arguments: [
            (["--grant", "bogus"], "Known: client-credentials"),
            (["--grant", "client-credential"], "Did you mean client-credentials?"),
            ([], "--client-id"), (["--client-id", "x"], "--client-secret-stdin"),
            (["--client-id", "x", "--client-secret-stdin"], "empty"),
            (["--client-id", "x", "--client-secret-env", "NOT_SET_ANYWHERE"], "not set"),
            (["--client-id", "x", "--client-secret-file", "/nonexistent"], "cannot be read"),
            (["--client-id", "x", "--client-key", "/dev/null"], "empty"),
            (["--client-id", "x", "--client-secret", "a", "--client-key", "b"], "exclude"),
            (["--client-id", "x", "--client-secret-env", "HOME", "--auth-method", "none"], "none"),
            (["--client-id", "x", "--client-secret-env", "HOME", "--store", "valt"], "Did you mean vault?"),
            (["--client-id", "x", "--client-secret-env", "HOME", "--param", "scope=x"], "scope"),
            (["--client-id", "x", "--client-secret-env", "HOME", "--profile", "a\u{1B}[2Jb"], "control"),
            (
                ["--client-id", "x", "--client-secret-env", "HOME", "--token-endpoint", "http://as.example/token"],
                "plain http"
            ),
        ] as [([String], String)])
    func `bad input is exit 1 or 3 with the next step, and makes no profile`(flags: [String], words: String)
        async throws
    {
        try await Program.withHome { program in
            let outcome = try await program.run(
                ["login", "http://127.0.0.1:9", "--store", "vault", "--no-input"] + flags)
            #expect([1, 3].contains(outcome.code), "\(outcome.code)")
            #expect(outcome.err.contains(words), "\(outcome.err)")
            #expect(!outcome.err.contains("\u{1B}"))
            #expect(try await program.run("list", "--json").out == "[]\n")
        }
    }

    @Test func `a usage error echoes no value, and is JSON on request`() async throws {
        try await Program.withHome { program in
            let outcome = try await program.run(
                "login", "h", "--client-id", "x", "--client-secret", "first", "canary second")
            #expect(
                outcome.code == 1 && !outcome.err.contains("canary") && !outcome.err.contains("first"), "\(outcome.err)"
            )
            let json = try await program.run("token", "nobody", "--json")
            #expect(json.code == 1 && json.out.isEmpty)
            let error = try JSONSerialization.jsonObject(with: Data(json.err.utf8)) as? [String: Any]
            #expect(error?["schema_version"] as? Int == 1)
            #expect((error?["error"] as? [String: Any])?["exit_status"] as? Int == 1)
        }
    }

    @Test func `a secret that starts with a dash is a value, and is not in the process's arguments`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control("client", ["client_id": "search-worker", "client_secrets": ["-canary-dash"]])
            try await practice.control(
                "fault", ["path": .string(PracticeServers.tokenPath), "delay_ms": 3000, "count": 1])
            let login = Task {
                try await practice.program.run(
                    "login", practice.facts.mcp, "--client-id", "search-worker", "--client-secret", "-canary-dash",
                    "--store", "vault")
            }
            // The request is on its way: whoever looks at the process now must not see the secret.
            while try await practice.count(PracticeServers.tokenPath) == 0 {}
            #expect(try Self.commandLines(of: "mintmark").allSatisfy { !$0.contains("-canary-dash") })
            let outcome = try await login.value
            #expect(outcome.code == 0, "\(outcome.err)")
            #expect(outcome.err.contains("visible in `ps`") && !outcome.err.contains("-canary-dash"))
        }
    }

    @Test func `only an issuer that the operator named gets a secret from a script`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control(
                "metadata", ["protected_resource": ["authorization_servers": ["https://as.elsewhere.example"]]])
            let outcome = try await practice.program.run(
                "login", practice.facts.mcp, "--client-id", "search-worker", "--client-secret-stdin", "--store",
                "vault",
                input: "canary-secret")
            #expect([3, 4].contains(outcome.code), "\(outcome.err)")
            #expect(try await practice.count(PracticeServers.tokenPath) == 0)
        }
    }

    @Test func `names in any script work, and rename and set change what they say`() async throws {
        try await PracticeServers.with { practice in
            let outcome = try await practice.program.run(
                "login", practice.facts.mcp, "--profile", "支払い", "--client-id", "search-worker",
                "--client-secret-stdin", "--store", "vault",
                input: try practice.secret(of: "search-worker"))
            #expect(outcome.code == 0, "\(outcome.err)")
            #expect(try await practice.program.run("rename", "支払い", "billing").code == 0)
            #expect(
                try await practice.program.run("set", "billing", "--keep-warm", "always", "--scope", "mcp:call").code
                    == 0)
            #expect(try await practice.program.run("token", "billing", "--force-new").code == 0)
            let shown = try await practice.program.run("show", "billing", "--json").json
            #expect((shown["settings"] as? [String: Any])?["keep_warm"] as? String == "always")
            #expect(shown["scopes"] as? [String] == ["mcp:call"])
            #expect(try await practice.program.run("rename", "nobody", "x").code == 1)
        }
    }

    private static func commandLines(of program: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.compactMap { number in
            guard let data = FileManager.default.contents(atPath: "/proc/\(number)/cmdline") else { return nil }
            let line = String(decoding: data, as: UTF8.self)
            return line.contains(program) ? line : nil
        }
    }
}
