import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `--grant jwt-bearer`, `enterprise` and `static` by the real binary.
@Suite struct GrantsAssertionTests {
    private func login(_ practice: PracticeServers, _ more: String..., environment: [String: String] = [:])
        async throws -> Program.Outcome
    {
        try await practice.program.run(
            practice.loginWords("jwt-bearer", "ci", ["--verbose"] + more), environment: environment)
    }

    @Test func `a workload logs in from a file, a command and a variable, and no assertion is kept`() async throws {
        try await PracticeServers.with { practice in
            let file = try await practice.workloadFile()
            let assertion = try String(contentsOfFile: file, encoding: .utf8)
            let sources = [
                ["--assertion-file", file], ["--assertion-command", "cat '\(file)'"], ["--assertion-env", "CI_TOKEN"],
            ]
            for source in sources {
                let outcome = try await practice.program.run(
                    practice.loginWords("jwt-bearer", "ci", ["--verbose"] + source),
                    environment: ["CI_TOKEN": assertion])
                #expect(outcome.code == 0, "\(outcome.err)")
                #expect(outcome.out.contains("proof"), "\(outcome.out)")
                let token = try await practice.program.run("token", "ci", environment: ["CI_TOKEN": assertion])
                let signature = try #require(assertion.split(separator: ".").last).description
                #expect(!(outcome.out + outcome.err + token.err).contains(signature))
                #expect(practice.program.filesHolding(signature).isEmpty)
            }
        }
    }

    @Test func `the file is read anew each time: the platform replaces it`() async throws {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            let file = try await practice.workloadFile()
            #expect(try await login(practice, "--assertion-file", file).code == 0)
            let first = try await practice.program.run("token", "ci").line
            try Data("not a token".utf8).write(to: URL(filePath: file))
            let broken = try await practice.program.run("token", "ci", "--force-new")
            #expect(broken.code == 1 && broken.err.contains("no JWT"), "\(broken.err)")
            #expect(try await practice.program.run("token", "ci").line == first, "the kept one lasts")
            _ = try await practice.workloadFile()
            let second = try await practice.program.run("token", "ci", "--force-new")
            #expect(second.code == 0 && second.line != first, "\(second.err)")
            try FileManager.default.removeItem(atPath: file)
            #expect(try await practice.program.run("token", "ci", "--force-new").err.contains("No such file"))
        }
    }

    @Test(arguments: [
        ("false", "ended with status 1"), ("sh -c 'kill -9 $$'", "signal 9"), ("true", "is empty"),
        ("sh -c 'yes x | head -c 100000'", "64 KiB"), ("/nonexistent/helper", "No such file"),
        ("echo canary-of-the-helper", "no JWT"), ("sh -c 'exec >&-; exit 3'", "status 3"), ("sh -c 'echo", "quote"),
    ])
    func `a helper that does not give a token is told apart, and nothing is sent`(command: String, words: String)
        async throws
    {
        try await PracticeServers.with { practice in
            let outcome = try await login(practice, "--assertion-command", command)
            #expect(outcome.code == 1 && outcome.err.contains(words), "\(outcome.err)")
            #expect(!outcome.err.contains("canary-of-the-helper"))
            #expect(try await practice.count(PracticeServers.tokenPath) == 0)
            #expect(try await practice.program.run("list", "--json").jsonItems.isEmpty)
        }
    }

    /// Whether the process ends within ten seconds: it is killed, but the system takes it away in its own time, and one
    /// that nobody waits for stays as a zombie.
    private func isGone(_ pid: Int32) async -> Bool {
        let end = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < end {
            guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return true }
            if stat.split(separator: ")").last?.hasPrefix(" Z") == true { return true }
            await Task.yield()
        }
        return false
    }

    @Test(arguments: ["login", "token"])
    func `Ctrl-C ends a helper that hangs, with what it started, and nobody waits for it`(verb: String) async throws {
        try await PracticeServers.with { practice in
            let keys = "\(practice.program.home)-keys"
            let file = try await practice.workloadFile()
            let helper = """
                sh -c 'if [ -f \(keys)/hang ]; then echo $$ >\(keys)/mark; echo started >&2; sleep 1000; true; fi; \
                cat \(file)'
                """
            let login = practice.loginWords("jwt-bearer", "ci", ["--assertion-command", helper])
            if verb == "token" {
                let first = try await practice.program.run(login)
                #expect(first.code == 0, "\(first.err)")
            }
            try Data().write(to: URL(filePath: "\(keys)/hang"))
            let run = try LiveRun(
                practice.program, verb == "login" ? login : ["token", "ci", "--force-new"], input: "")
            try await run.err(with: "started")
            let helperID = try #require(Int32(try String(contentsOfFile: "\(keys)/mark", encoding: .utf8).trimmed))
            run.signal(SIGINT)
            let outcome = await run.outcome()
            #expect(outcome.code == 130 && !outcome.err.contains("gave nothing"), "\(outcome.err)")
            #expect(await isGone(helperID))
        }
    }

    @Test func `what a helper leaves running holds nobody up`() async throws {
        try await PracticeServers.with { practice in
            let file = try await practice.workloadFile()
            let mark = "\(practice.program.home)-keys/mark"
            let outcome = try await login(
                practice, "--assertion-command", "sh -c 'cat \(file); sleep 1000 2>&- & echo $! >\(mark)'")
            #expect(outcome.code == 0, "\(outcome.err)")
            let pid = try #require(Int32(try String(contentsOfFile: mark, encoding: .utf8).trimmed))
            #expect(kill(pid, SIGKILL) == 0, "it is left alone")
        }
    }

    @Test func `an assertion that has expired is not sent, and its age is told (WF-6)`() async throws {
        try await PracticeServers.with { practice in
            let file = try await practice.workloadFile(["expires_in": -120])
            let outcome = try await login(practice, "--assertion-file", file)
            #expect(outcome.code == 4 && outcome.err.contains("expired 12"), "\(outcome.err)")
            #expect(try await practice.count(PracticeServers.tokenPath) == 0)
        }
    }

    @Test(
        arguments: [
            ["forged": true], ["aud": "https://elsewhere.example"], ["sub": "nobody"],
            ["claims": ["nbf": 4_000_000_000]],
        ] as [JSONValue])
    func `after a rejection there is exactly one request, and no other grant is tried (WF-7)`(claims: JSONValue)
        async throws
    {
        try await PracticeServers.with { practice in
            let file = try await practice.workloadFile(claims)
            let outcome = try await login(practice, "--assertion-file", file)
            #expect(outcome.code == 4 && outcome.err.contains("invalid_grant"), "\(outcome.err)")
            #expect(try await practice.count(PracticeServers.tokenPath) == 1)
        }
    }

    // MARK: - Enterprise

    private func enterprise(_ practice: PracticeServers, _ subject: [String], _ more: String...) async throws
        -> Program.Outcome
    {
        let secret = "\(practice.program.home)-keys/enterprise-secret"
        try Data(try practice.secret(of: "enterprise-app").utf8).write(to: URL(filePath: secret))
        let origin = practice.facts.issuer.dropLast("/as".count)
        return try await practice.program.run(
            practice.loginWords(
                "enterprise", "ada",
                [
                    "--client-id", "enterprise-app", "--client-secret-file", secret, "--idp-token-endpoint",
                    "\(origin)/idp/token", "--idp-client-id", "enterprise-app", "--idp-client-secret-file", secret,
                    "--verbose",
                ] + subject + more))
    }

    @Test func `a person's token becomes an assertion, and that a token; neither of the first two is kept (EM-1)`()
        async throws
    {
        try await PracticeServers.with { practice in
            let file = "\(practice.program.home)-keys/id-token"
            let person = try await practice.statement("id-token")
            try Data(person.utf8).write(to: URL(filePath: file))
            let outcome = try await enterprise(practice, ["--subject-token-file", file])
            #expect(outcome.code == 0 && outcome.out.contains("[enterprise]"), "\(outcome.err)")
            let signature = try #require(person.split(separator: ".").last).description
            #expect(
                !(outcome.out + outcome.err).contains(signature) && practice.program.filesHolding(signature).isEmpty)
            let first = try await practice.program.run("token", "ada").line
            #expect(try await practice.program.run("token", "ada", "--force-new").line != first)
            #expect(
                try await practice.requests(below: "/idp/token") == ["/idp/token 200", "/idp/token 200"])
            let connected = try await practice.program.run("connect", practice.facts.mcp, "@ada", "--profile", "ada")
            #expect(connected.code == 0, "\(connected.err)")
        }
    }

    @Test func `an identity provider that says no is named, and the server is not asked`() async throws {
        try await PracticeServers.with { practice in
            let file = "\(practice.program.home)-keys/id-token"
            try Data(try await practice.statement("id-token", ["expires_in": -10]).utf8).write(to: URL(filePath: file))
            let outcome = try await enterprise(practice, ["--subject-token-file", file])
            #expect(outcome.code == 4 && outcome.err.contains("invalid_grant"), "\(outcome.err)")
            #expect(try await practice.count(PracticeServers.tokenPath) == 0)
        }
    }

    // MARK: - Static

    @Test func `a pasted token is kept as it is, from stdin, a file or a variable`() async throws {
        try await PracticeServers.with { practice in
            let file = "\(practice.program.home)-keys/pasted"
            try Data("canary-file\n".utf8).write(to: URL(filePath: file))
            let ways = [
                (["--token-stdin"], "canary-input"), (["--token-file", file], "canary-file"),
                (["--token-env", "PASTED"], "canary-variable"),
            ]
            for (flags, token) in ways {
                let outcome = try await practice.program.run(
                    practice.loginWords("static", "pasted", flags + ["--verbose", "--untried"]),
                    input: "canary-input\n",
                    environment: ["PASTED": "canary-variable"])
                #expect(outcome.code == 0 && !(outcome.out + outcome.err).contains("canary"), "\(outcome.err)")
                #expect(practice.program.filesHolding(token).isEmpty)
                #expect(try await practice.program.run("token", "pasted").line == token)
            }
            #expect(try await practice.program.run("list", "--json").jsonItems.first?["state"] as? String == "unknown")
            #expect(try await practice.requests(below: "/as/").isEmpty)
        }
    }

    @Test(arguments: [("30d", 30 * 86_400), ("2h", 7200)])
    func `its end is what the operator says, and nothing is invented (TK-7)`(span: String, seconds: Int) async throws {
        try await PracticeServers.with { practice in
            let outcome = try await practice.program.run(
                practice.loginWords(
                    "static", "pasted", ["--token-stdin", "--token-expires", span, "--json", "--untried"]),
                input: "some-token")
            let end = try #require(outcome.json["expires_at"] as? Int)
            #expect(abs(end - Int(Date().timeIntervalSince1970) - seconds) < 60)
        }
    }

    @Test(
        arguments: [
            (["--token-stdin"], ""), (["--token-stdin"], "two words"), (["--token-stdin"], "canary\u{7}x"), ([], ""),
            (["--token-stdin", "--token-env", "HOME"], "x"), (["--token-stdin", "--token-expires", "soon"], "x"),
            (["--token-stdin", "--token-expires", "2020-01-01"], "x"),
        ] as [([String], String)])
    func `what is no token is exit 1 and makes no profile`(flags: [String], input: String) async throws {
        try await Program.withHome { program in
            let outcome = try await program.run(
                ["login", "http://127.0.0.1:9", "--grant", "static", "--profile", "p", "--store", "vault"] + flags,
                input: input)
            #expect(outcome.code == 1 && !outcome.err.contains("canary"), "\(outcome.err)")
            #expect(try await program.run("list", "--json").jsonItems.isEmpty)
        }
    }

    @Test func `a refused one is to be pasted anew, and renew leaves it be`() async throws {
        try await PracticeServers.with { practice in
            _ = try await practice.program.run(
                practice.loginWords("static", "pasted", ["--token-stdin", "--untried"]),
                input: "no-token-of-this-server")
            let renewed = try await practice.program.run("renew", "pasted", "--force")
            #expect(renewed.code == 0 && renewed.out.contains("pasted"), "\(renewed.err)")
            let refused = try await practice.program.run(
                "connect", practice.facts.mcp, "@p", "--profile", "pasted")
            #expect(refused.code == 4 && refused.err.contains("refused the token of pasted (401"), "\(refused.err)")
            #expect(refused.err.contains("mintmark login \(practice.facts.mcp) --profile pasted"), "\(refused.err)")
            let shown = try await practice.program.run("show", "pasted").out
            #expect(shown.contains("refused the token of pasted (401"), "\(shown)")
            #expect(!shown.contains("issuer") && !shown.contains("client id") && !shown.contains("token endpoint"))
            let forced = try await practice.program.run("token", "pasted", "--force-new")
            #expect(forced.code == 4 && forced.err.contains("--token-stdin"), "\(forced.err)")

            // A real one works until it is refused.
            try await practice.login("billing-sync")
            let good = try await practice.program.run("token", "billing-sync").line
            let login = try await practice.program.run(
                practice.loginWords("static", "pasted", ["--token-stdin"]), input: good)
            #expect(login.code == 0 && login.err.contains("took the token (HTTP 200)"), "\(login.err)")
            let connected = try await practice.program.run(
                "connect", practice.facts.mcp, "@p", "--profile", "pasted")
            #expect(connected.code == 0, "\(connected.err)")
        }
    }
}
