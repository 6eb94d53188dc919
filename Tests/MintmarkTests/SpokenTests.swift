import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// What is said beside the result, to people and to programs.
@Suite struct SpokenTests {
    /// Every line of stderr as an object of its own.
    private func objects(_ err: String) throws -> [JSONValue] {
        try err.split(separator: "\n").map { try #require(JSONValue(bytes: Array($0.utf8)), "\($0)") }
    }

    @Test func `with --json every line on stderr is an object: notes, warnings, hops, and the error last`() async throws
    {
        try await PracticeServers.with { practice in
            let secret = try practice.secret(of: "search-worker")
            let words = [
                "login", practice.facts.mcp, "--client-id", "search-worker", "--store", "vault", "--json", "-v",
            ]
            let good = try await practice.program.run(words + ["--client-secret", secret])
            let said = try objects(good.err)
            #expect(good.code == 0 && said.contains { $0["warning"]?.text?.contains("`ps`") == true }, "\(good.err)")
            #expect(said.contains { $0["note"]?.text?.contains("key") == true }, "\(good.err)")
            let hop = said.compactMap { $0["hop"] }.last { $0["purpose"] == "token" }
            #expect(hop?["status"] == 200 && hop?["method"] == "POST" && hop?["url"] != nil, "\(good.err)")
            #expect(!good.err.contains(secret))
            let bad = try await practice.program.run(words + ["--client-secret-stdin"], input: "wrong")
            let last = try #require(try objects(bad.err).last)
            #expect(bad.code == 4 && last["error"]?["exit_status"] == 4, "\(bad.err)")
        }
    }

    @Test(arguments: [(SIGTERM, 143), (SIGINT, 130)] as [(Int32, Int32)])
    func `the error names the exit code that the process ends with`(signal: Int32, code: Int32) async throws {
        try await PracticeServers.with { practice in
            let run = try LiveRun(
                practice.program,
                practice.loginWords("device-code", "p", ["--client-id", "laptop", "--json"]), input: "")
            let text = try await run.err(with: "Waiting for approval")
            #expect(try objects(text).contains { $0["note"]?.text?.hasPrefix("code: ") == true }, "\(text)")
            run.signal(signal)
            let outcome = await run.outcome()
            let last = try #require(try objects(outcome.err).last)
            #expect(outcome.code == code && last["error"]?["exit_status"]?.integer == Int(code), "\(outcome)")
        }
    }

    @Test func `--verbose tells of the request for a token wherever one is made`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let runs = [
                ["token", "billing-sync", "--force-new"], ["renew", "billing-sync", "--force"],
                ["exec", "billing-sync", "--min-valid", "299s", "--env", "T"],
            ]
            for words in runs {
                try await TokenTests.age("billing-sync", by: 3400, in: practice.program)
                let command = words.first == "exec" ? ["--", "true"] : []
                let outcome = try await practice.program.run(words + ["-v"] + command)
                #expect(outcome.code == 0, "\(words) \(outcome.err)")
                #expect(
                    outcome.err.contains("200  POST \(practice.facts.issuer)/token  token: token granted"),
                    "\(words) \(outcome.err)")
                let quiet = try await practice.program.run(words + command)
                #expect(!quiet.err.contains("POST"), "\(quiet.err)")
                #expect(!(outcome.err + quiet.err).contains("eyJ"))
            }
        }
    }

    @Test(arguments: ["device-code", "authorization-code"])
    func `--no-input starts no login that waits for a person`(grant: String) async throws {
        try await PracticeServers.with { practice in
            for more in [[], ["--client-id", "laptop"]] {
                let words = practice.loginWords(grant, "p", ["--no-input", "--issuer", practice.facts.issuer] + more)
                let outcome = try await practice.program.run(words)
                #expect(outcome.code == 1 && outcome.err.contains("\(grant) waits for a person"), "\(outcome.err)")
            }
            #expect(try await practice.log().isEmpty, "nothing is registered, and nothing is asked")
        }
    }

    @Test func `all that is missing is named at once`() async throws {
        try await Program.withHome { program in
            let outcome = try await program.run("login", "http://127.0.0.1:9", "--grant", "enterprise")
            #expect(outcome.code == 1, "\(outcome.err)")
            for flag in [
                "--client-id ID", "--client-key", "--idp-token-endpoint", "--idp-client-id", "--subject-token",
            ] {
                #expect(outcome.err.contains("  \(flag)") || outcome.err.contains(flag), "\(outcome.err)")
            }
        }
    }

    @Test func `only a similar profile is suggested, and the list always is`() async throws {
        try await PracticeServers.with { practice in
            _ = try await practice.program.run(
                practice.loginWords("static", "al", ["--token-stdin", "--untried"]), input: "a-token")
            let other = try await practice.program.run("probe", "px")
            #expect(other.code == 1 && !other.err.contains("Did you mean"), "\(other.err)")
            #expect(other.err.contains("`mintmark list` shows"))
            let near = try await practice.program.run("probe", "all")
            #expect(near.err.contains("  Did you mean al?\n  `mintmark list` shows"), "\(near.err)")
        }
    }

    @Test func `a renewal that fails names its profile once; its hint is below it, and in the JSON`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("odd-secret")
            try await practice.control("client", ["client_id": "odd-secret", "client_secrets": ["another"]])
            let text = try await practice.program.run("renew", "odd-secret", "--force")
            #expect(text.code == 4 && text.out.hasPrefix("odd-secret: failed: "), "\(text.out)")
            #expect(text.out.components(separatedBy: "odd-secret: ").count == 2, "\(text.out)")
            #expect(
                !text.err.isEmpty && text.err.split(separator: "\n").allSatisfy { $0.hasPrefix("  ") }, "\(text.err)")
            let json = try await practice.program.run("renew", "odd-secret", "--force", "--json")
            let item = try #require(json.jsonItems.first)
            #expect(item["exit_status"] as? Int == 4 && (item["hint"] as? String)?.isEmpty == false, "\(json.out)")
        }
    }

    @Test func `help lists what a flag takes`() async throws {
        try await Program.withHome { program in
            let help = try await program.run("login", "--help").out.split { $0 == " " || $0 == "\n" }
                .joined(separator: " ")
            #expect(help.contains("How tokens are obtained: client-credentials"), "\(help)")
            for grant in Grant.allCases { #expect(help.contains(grant.rawValue)) }
            #expect(help.contains("private_key_jwt, or none for a public client"), "\(help)")
            let sandbox = try await program.run("sandbox", "--help").out
            for control in ["reset-log", "metadata", "mcp", "clock", "consent", "id-token"] {
                #expect(sandbox.contains("control/\(control)"), "\(sandbox)")
            }
        }
    }

    @Test func `the sandbox lists all of its clients in words, too`() async throws {
        try await Program.withHome { program in
            let run = try LiveRun(program, ["sandbox"], input: "")
            let text = try await run.out(with: "ctrl-c stops it.")
            let clients = text.components(separatedBy: "clients\n").last?.components(separatedBy: "\n\n").first ?? ""
            #expect(clients.split(separator: "\n").count == 11 && clients.contains("laptop  none  ("), "\(text)")
            run.signal(SIGTERM)
            #expect(await run.outcome().code == 0)
        }
    }

    @Test func `a paste that never came, a file without a key, and a helper that is not there say so`() async throws {
        try await PracticeServers.with { practice in
            let paste = practice.loginWords(
                "authorization-code", "p", ["--paste", "--client-id", "laptop", "--issuer", practice.facts.issuer])
            let none = try await practice.program.run(paste)
            #expect(none.code == 1 && none.err.contains("Nothing was pasted"), "\(none.err)")
            let file = practice.program.home + "-no.pem"
            defer { try? FileManager.default.removeItem(atPath: file) }
            try Data("no key at all\n".utf8).write(to: URL(filePath: file))
            let key = try await practice.program.run(
                "login", practice.facts.mcp, "--client-id", "x", "--client-key", file)
            #expect(key.code == 1 && key.err.contains("\(file) holds no private key"), "\(key.err)")
            let pem = try #require(practice.facts.clients.first { $0.clientID == "ledger-audit" }?.privateKeyFile)
            let unfit = try await practice.program.run(
                "login", practice.facts.mcp, "--client-id", "x", "--client-key", pem, "--client-key-alg", "RS256")
            #expect(unfit.err.contains("It can sign with EdDSA: --client-key-alg EdDSA"), "\(unfit.err)")
            let helper = try await practice.program.run(
                practice.loginWords("jwt-bearer", "ci", ["--assertion-command", "/nonexistent/helper"]))
            #expect(helper.code == 1 && helper.err.contains("could not be run: No such file"), "\(helper.err)")
            let old = try await practice.workloadFile(["expires_in": -60])
            let stale = try await practice.program.run(
                practice.loginWords("jwt-bearer", "ci", ["--assertion-command", "cat '\(old)'"]))
            #expect(stale.code == 4 && !stale.err.contains("Kubernetes"), "\(stale.err)")
        }
    }
}
