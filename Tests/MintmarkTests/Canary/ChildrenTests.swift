import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// What the programs that we start are given.
@Suite struct ChildrenTests {
    /// Says all that a child can see of itself.
    private static let look = "env; tr '\\0' '\\n' < /proc/$$/environ; tr '\\0' '\\n' < /proc/$$/cmdline"

    @Test func `exec hands the token over as it was asked to, and nothing that a profile's secret is read from`()
        async throws
    {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            let assertion = try await practice.statement("workload-token")
            let environment = ["CI_TOKEN": assertion, "OTHER": "stays"]
            let login = try await practice.program.run(
                practice.loginWords("jwt-bearer", "ci", ["--assertion-env", "CI_TOKEN"]), environment: environment)
            #expect(login.code == 0, "\(login.err)")
            let token = try await practice.program.run(["token", "ci"], environment: environment).line
            let search = CanarySearch(canaries: [
                Canary("token", token), Canary("assertion", String(assertion.split(separator: ".").last ?? "")),
            ])
            func seen(_ ways: String...) async throws -> (found: [String], out: String) {
                let words = ["exec", "ci"] + ways + ["--", "sh", "-c", Self.look]
                let outcome = try await practice.program.run(words, environment: environment)
                #expect(outcome.code == 0, "\(outcome.err)")
                return (search.found(in: outcome.out, "child") + search.found(in: outcome.err, "stderr"), outcome.out)
            }
            let bare = try await seen()
            #expect(bare.found == [] && bare.out.contains("OTHER=stays") && !bare.out.contains("CI_TOKEN"))
            #expect(try await seen("--fd", "5").found == [])
            #expect(try await seen("--header-file").found == [])
            let named = try await seen("--env", "API_TOKEN")
            #expect(named.found == ["token (as it is) in child"] && named.out.contains("API_TOKEN=\(token)"))
            // The name that a secret is read from, asked for: the token is in it, not the secret.
            #expect(try await seen("--env", "CI_TOKEN").out.contains("CI_TOKEN=\(token)"))
        }
    }

    @Test func `an exec in an exec is refused, and so are names of ours for the token`() async throws {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            try await practice.login("billing-sync")
            let nested = try await practice.program.run(
                "exec", "billing-sync", "--env", "T", "--", Program.path, "exec", "billing-sync", "--env", "U", "--",
                "env")
            #expect(nested.code == 125 && nested.out.isEmpty && nested.err.contains("An exec inside of an exec"))
            for name in ["MINTMARK_HOME", "MINTMARK_EXEC", "MINTMARK_X"] {
                let outcome = try await practice.program.run("exec", "billing-sync", "--env", name, "--", "env")
                #expect(outcome.code == 125 && outcome.out.isEmpty, "\(name)")
            }
            // Anything else of ours works inside.
            let inner = try await practice.program.run(
                "exec", "billing-sync", "--env", "T", "--", Program.path, "list", "--names")
            #expect(inner.out == "billing-sync\n", "\(inner.err)")
        }
    }

    @Test func `a command that prints a secret, and a browser, are given no other secret`() async throws {
        try await PracticeServers.with { practice in
            let folder = practice.program.home + "-bin"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let secret = Canary.random("client secret")
            try await practice.control(
                "client", ["client_id": "enterprise-app", "client_secrets": [.string(secret.value)]])
            try await practice.control(
                "client", ["client_id": "web-console", "client_secrets": [.string(secret.value)]])
            let person = try await practice.statement("id-token")
            let script =
                "#!/bin/sh\n{ \(Self.look); } > '\(folder)/seen.'$$ 2>&1\nmv '\(folder)/seen.'$$ '\(folder)/saw'\n"
            for (name, end) in [("helper", "printf %s '\(person)'\n"), ("xdg-open", "")] {
                try Data((script + end).utf8).write(to: URL(filePath: "\(folder)/\(name)"))
                chmod("\(folder)/\(name)", 0o755)
            }
            let search = CanarySearch(canaries: [secret])
            func saw() throws -> Data {
                defer { try? FileManager.default.removeItem(atPath: folder + "/saw") }
                return try Data(contentsOf: URL(filePath: folder + "/saw"))
            }
            let origin = practice.facts.issuer.dropLast("/as".count)
            let login = try await practice.program.run(
                practice.loginWords(
                    "enterprise", "company",
                    [
                        "--client-id", "enterprise-app", "--client-secret-env", "APP", "--idp-token-endpoint",
                        "\(origin)/idp/token", "--idp-client-id", "enterprise-app", "--idp-client-secret-env", "IDP",
                        "--subject-token-command", "'\(folder)/helper'",
                    ]), environment: ["APP": secret.value, "IDP": secret.value, "OTHER": "stays"])
            #expect(login.code == 0, "\(login.err)")
            let helper = try saw()
            #expect(search.found(in: helper, "a helper") == [])
            #expect(helper.range(of: Data("OTHER=stays".utf8)) != nil)

            let run = try LiveRun(
                practice.program,
                practice.loginWords(
                    "authorization-code", "browser", ["--client-id", "web-console", "--client-secret-env", "APP"]),
                input: "",
                environment: [
                    "APP": secret.value, "DISPLAY": ":99", "PATH": folder + ":/usr/bin:/bin", "SSH_CONNECTION": "",
                ])
            try await run.err(with: "A browser was opened")
            while !FileManager.default.fileExists(atPath: folder + "/saw") { await Task.yield() }
            let browser = try saw()
            #expect(search.found(in: browser, "a browser") == [])
            #expect(browser.range(of: Data("DISPLAY=:99".utf8)) != nil)
            run.signal(SIGINT)
            #expect(await run.outcome().code == 130)
        }
    }
}
