import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// What a script relies on: words, streams and exit codes of the real binary.
@Suite struct CommandLineTests {
    @Test(arguments: [
        (["tokn", "p"], "Did you mean token?"), (["help", "lst"], "Did you mean list?"),
        (["@svc", "tols-list"], "Did you mean tools-list?"),
        (["list", "--jsn"], "--jsn"), (["@svc", "tools-call"], "mintmark @svc tools-call"),
    ])
    func `a slip of the fingers is exit 1 with the word that was meant`(words: [String], hint: String) async throws {
        try await Program.withHome { program in
            let outcome = try await program.run(words)
            #expect(outcome.code == 1 && outcome.out.isEmpty && outcome.err.contains(hint), "\(outcome.err)")
            #expect(!outcome.err.contains("mintmark session"))
        }
    }

    @Test func `a result that cannot be written is no success, and a reader that went away is no failure`() async throws
    {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            for verb in ["token billing-sync", "list", "show billing-sync --json"] {
                let program = "MINTMARK_HOME='\(practice.program.home)' '\(Program.path)'"
                let full = try await Shell.run("\(program) \(verb) >/dev/full")
                #expect(full.code == 1 && full.out.contains("stdout cannot be written"), "\(full.out)")
                #expect(try await Shell.run("\(program) \(verb) >&-").code == 1)
                #expect(try await Shell.run("\(program) \(verb) | true; echo ok").out == "ok\n")
            }
        }
    }

    @Test func `an interrupted renewal is finished and kept, and the command ends with 130`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let old = try await practice.program.run("token", "billing-sync").line
            try await practice.control(
                "fault", ["path": .string(PracticeServers.tokenPath), "delay_ms": 3000, "count": 1])
            let renewal = try LiveRun(practice.program, ["token", "billing-sync", "--force-new"], input: "")
            while try await practice.held(PracticeServers.tokenPath) == 0 {}
            renewal.signal(SIGINT)
            let outcome = await renewal.outcome()
            #expect(
                outcome.code == 130 && outcome.out.isEmpty && outcome.err.contains("finishing what was sent"),
                "\(outcome)")
            let kept = try await practice.program.run("token", "billing-sync").line
            #expect(kept != old && !kept.isEmpty)
        }
    }

    @Test func `exec keeps its own failures apart from the command's, and hands nothing to the loader`() async throws {
        try await PracticeServers.with(tokenLifetime: 120) { practice in
            try await practice.login("ledger-audit")
            let program = practice.program
            #expect(try await program.run("exec", "ledger-audit", "--env", "T", "true").code == 125)
            for name in ["LD_PRELOAD", "PATH", "1X", "A=B", "MINTMARK_EXEC"] {
                #expect(try await program.run("exec", "ledger-audit", "--env", name, "--", "true").code == 125)
            }
            let both = try await program.run(
                "exec", "ledger-audit", "--env", "A", "--env", "B", "--", "sh", "-c",
                "test -n \"$A\" && test \"$A\" = \"$B\"")
            #expect(both.code == 0)
            let short = try await program.run("exec", "ledger-audit", "--env", "A", "--min-valid", "5h", "--", "true")
            #expect(short.code == 0 && short.err.contains("less than"))
        }
    }

    @Test func `the sandbox's contract holds, and one lifetime is everybody's when asked for`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mintmark-sandbox-\(UUID().uuidString)")
            .path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script = """
            cd '\(folder)'; '\(Program.path)' sandbox --json --token-lifetime 77 >facts & pid=$!
            until [ -s facts ]; do :; done; cat facts
            secret=$(sed 's/.*"client_id":"search-worker","client_secret":"\\([^"]*\\)".*/\\1/' facts)
            token=$(sed 's/.*"issuer":"\\([^"]*\\)".*/\\1/' facts)/token
            curl -s -u "search-worker:$secret" -d grant_type=client_credentials "$token"; echo
            kill $pid; wait $pid; echo "code $?"
            """
        let lines = try await Shell.run(script).out.split(separator: "\n").map(String.init)
        let facts = try #require(lines.first.flatMap { JSONValue(bytes: Array($0.utf8)) })
        #expect(facts["schema_version"] == 1 && facts["control"]?.text != nil && facts["mcp"]?.text != nil)
        #expect(facts["clients"]?.items?.count == 11)
        #expect(lines.dropFirst().first.flatMap { JSONValue(bytes: Array($0.utf8)) }?["expires_in"] == 77, "\(lines)")
        #expect(lines.last == "code 0")
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `completions know the profiles' names`(shell: String) async throws {
        try await Program.withHome { program in
            let script = try await program.run("completions", shell)
            #expect(script.code == 0 && script.out.contains("mintmark list --names"))
        }
    }

    @Test func `the demo walks the main job in a pipe, and leaves nothing behind`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mintmark-demo-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let demo = try await Shell.run("TMPDIR='\(folder)' '\(Program.path)' demo </dev/null | cat")
        for step in ["login", "list", "token", "connect", "tools-list", "tools-call", "probe"] {
            #expect(demo.out.contains("$ mintmark \(step)") || demo.out.contains("@practice \(step)"), "\(step)")
        }
        #expect(demo.out.contains("Every step worked") && demo.out.contains("\n42\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
}
