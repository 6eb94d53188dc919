import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// The audit trail, by the real binary over real HTTP.
@Suite struct LogTests {
    /// `action name result detail` of each event.
    private static func trail(_ program: Program, _ arguments: String...) async throws -> [String] {
        let outcome = try await program.run(["log", "--json", "--limit", "0"] + arguments)
        try #require(outcome.code == 0, "\(outcome.err)")
        return outcome.jsonItems.map { item in
            let error = (item["error"] as? [String: Any])?["code"] as? String
            let words = [item["action"], item["profile"], error ?? "ok", item["detail"]]
            return words.compactMap { $0 as? String }.joined(separator: " ")
        }
    }

    @Test func `what is done is noted, how it ended, and a removed profile is found by its names`() async throws {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            let program = practice.program, server = practice.facts.mcp
            let wrong = try await program.run(
                "login", server, "--client-id", "nightly-export", "--profile", "export", "--store", "vault",
                "--auth-method", "client_secret_post", "--client-secret-stdin", input: "wrong-secret-wrong")
            #expect(wrong.code == 4)
            try await practice.login("nightly-export")
            let host = HTTPURL(server)?.hostAndPort ?? ""
            _ = try await program.run("token", "nightly-export")
            _ = try await program.run("token", "nightly-export")  // the same program once more: not noted
            _ = try await program.run("token", "nightly-export", "--force-new")
            _ = try await program.run("renew", "--all")  // nothing is due
            _ = try await program.run("renew", "nightly-export", "--force")
            _ = try await program.run("set", "nightly-export", "--keep-warm", "never", "--audience", "a-value")
            _ = try await program.run("rename", "nightly-export", "exporter")
            let run = try await program.run("exec", "exporter", "--env", "T", "--", "/bin/true", "an-argument")
            #expect(run.code == 0, "\(run.err)")
            _ = try await program.run("exec", "exporter", "--fd", "3", "--", "/nowhere/absent")
            _ = try await program.run("connect", server, "@svc", "--profile", "exporter")
            _ = try await program.run("@svc", "tools-call", "add", "a:=1", "b:=2")
            _ = try await program.run("@svc", "tools-call", "no-such-tool")
            _ = try await program.run("probe", "exporter")
            _ = try await program.run("show", "exporter", "--introspect")
            try await practice.control(
                "fault", ["path": .string(PracticeServers.tokenPath), "status": 503, "count": 5])
            _ = try await program.run("renew", "exporter", "--force")
            try await practice.control("fault", ["path": .string(PracticeServers.tokenPath), "count": 0])
            let out = try await program.run("logout", "exporter", "--yes")
            #expect(out.code == 0, "\(out.err)")
            let expected = [
                "login nightly-export ok client-credentials at \(host)", "token nightly-export ok",
                "token nightly-export ok new", "renew nightly-export ok",
                "set nightly-export ok audience, keep_warm", "rename exporter ok was nightly-export",
                "exec exporter ok true --env T", "exec exporter ok absent --fd 3", "exec exporter local absent --fd 3",
                "tool-call exporter ok @svc add", "tool-call exporter server @svc no-such-tool",
                "probe exporter ok to tools/list", "introspect exporter ok active",
                "renew exporter temporarily_unavailable",
                "revoke exporter ok access token", "logout exporter ok",
            ]
            let found = try await Self.trail(program, "exporter")
            #expect(found == expected)
            try #expect(await Self.trail(program, "nightly-export") == expected)
            try #expect(
                await Self.trail(program)
                    == ["login export invalid_client client-credentials at \(host)"] + expected)
            try #expect(await Self.trail(program, "--failed").count == 4)
            try #expect(await Self.trail(program, "--failed", "--action", "login,exec").count == 2)
            try #expect(await Self.trail(program, "--since", "2h", "--until", "1h").isEmpty)
            let mistakes = [
                (["--limit", "-1"], "--limit wants"), (["--action", ""], "--action"),
                (["--action", "login,"], "--action"), (["--since", ""], "--since wants"),
                (["--since", "-1h"], "--since wants"), (["--since", "1h", "--until", "2h"], "nothing lies between"),
            ]
            for (words, part) in mistakes {
                let refused = try await program.run(["log"] + words)
                #expect(
                    refused.code == 1 && refused.out.isEmpty && refused.err.contains(part), "\(words) \(refused.err)")
            }
            #expect(practice.program.filesHolding("an-argument").isEmpty)
            #expect(practice.program.filesHolding("wrong-secret-wrong").isEmpty)
        }
    }

    @Test func `a login that is interrupted is noted`() async throws {
        let metadata = "/.well-known/oauth-protected-resource/mcp"
        try await PracticeServers.with { practice in
            try await practice.control(
                "fault", ["path": .string(metadata), "delay_ms": 20_000, "count": 1])
            let run = try LiveRun(
                practice.program,
                [
                    "login", practice.facts.mcp, "--client-id", "nightly-export", "--store", "vault", "--auth-method",
                    "client_secret_post", "--client-secret-stdin",
                ], input: practice.secret(of: "nightly-export"))
            while try await practice.count(metadata) < 1 {}
            run.signal(SIGINT)
            #expect(await run.outcome().code == 130)
            let events = try await practice.program.run("log", "--json").jsonItems
            #expect(events.map { ($0["error"] as? [String: Any])?["code"] as? String } == ["interrupted"])
        }
    }

    @Test func `who did it comes from the process, and hostile words are cleaned`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("nightly-export")
            let hostile = ["SSH_CONNECTION": "192.0.2.7\u{1B}[2J 1 ::1 22", "SUDO_USER": "a\n\u{202E}b"]
            _ = try await practice.program.run(["token", "nightly-export"], environment: hostile)
            let event = try #require(await practice.program.run("log", "--json", "--action", "token").jsonItems.first)
            #expect(event["client"] as? String == "192.0.2.7[2J")
            let name = String(cString: try #require(getpwuid(getuid())).pointee.pw_name)
            #expect(event["user"] as? String == "\(name) (sudo by a b)")
            let comm = try String(contentsOfFile: "/proc/self/comm", encoding: .utf8)
            #expect(event["parent"] as? String == comm.trimmingCharacters(in: .whitespacesAndNewlines))
            let text = try await practice.program.run("log").out
            #expect(text.unicodeScalars.allSatisfy { $0.isSafeToShow || $0 == "\n" })
            // No screen ends here: whoever mails or searches it has every word.
            #expect(text.contains("\(name) (sudo by a b) 192.0.2.7[2J"), "\(text)")
        }
    }

    @Test func `what is typed wrong says what would be right`() async throws {
        try await Program.withHome { program in
            let empty = try await program.run("log")
            #expect(empty.code == 0 && empty.out.isEmpty && empty.err.contains("The audit trail is empty"))
            #expect(try await program.run("log", "--json").line == "[]")
            #expect(try await program.run("log", "--failed").err.contains("No event in the audit trail matches"))
            for (arguments, words) in [
                (["--action", "logn"], "Did you mean login?"), (["--since", "soon"], "2026-11-20"),
                (["--until", "2026-02-30"], "2026-11-20"), (["--limit=-1"], "--limit wants"),
                (["--follow", "--until", "1h"], "exclude each other"), (["nobody"], "There is no profile nobody"),
            ] {
                let outcome = try await program.run(["log"] + arguments)
                #expect(outcome.code == 1 && outcome.err.contains(words), "\(arguments): \(outcome.err)")
            }
        }
    }

    @Test func `following shows what comes, and ends with an interruption or with its reader`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("nightly-export")
            let run = try LiveRun(practice.program, ["log", "--follow", "--json"], input: "")
            try await run.out(with: #""action":"login""#)
            _ = try await practice.program.run("token", "nightly-export", "--force-new")
            try await run.out(with: #""action":"token""#)
            run.signal(SIGINT)
            let outcome = await run.outcome()
            #expect(outcome.code == 130)
            let lines = outcome.out.split(separator: "\n")
            #expect(lines.count == 2 && lines.allSatisfy { JSONValue(bytes: Array($0.utf8))?["schema_version"] != nil })
            // `head` leaves after the heading and the first event; nothing comes that could be written.
            let home = practice.program.home
            let piped = try await Shell.run(
                "{ MINTMARK_HOME='\(home)' '\(Program.path)' log --follow; echo \"ended with $?\" >&2; } | head -n 2")
            #expect(piped.out.contains("login") && piped.out.contains("ended with 0\n"), "\(piped.out)")
        }
    }
}
