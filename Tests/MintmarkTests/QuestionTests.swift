import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// Secrets that look like the beginning of a key, and ctrl-c while something must not be cut off: the real binary.
@Suite(.serialized) struct QuestionTests {
    /// The program on a terminal of its own, in a shell that outlives ctrl-c and tells the exit code.
    private func terminal(_ program: Program, _ words: String) throws -> PseudoTerminal {
        let script = "trap : INT; \(Program.path) \(words); echo left $?"
        return try PseudoTerminal(
            ["/bin/sh", "-c", script],
            environment: [
                "MINTMARK_HOME": program.home, "LC_ALL": "C.UTF-8", "TERM": "dumb", "PATH": "/usr/bin:/bin",
            ], columns: 120, rows: 40)
    }

    private static let ctrlC = "\u{3}"

    /// A command that waits for the passphrase which the vault was given.
    private func atPassphrase(_ practice: PracticeServers) async throws -> PseudoTerminal {
        try await practice.login("billing-sync")
        _ = try await practice.program.run(
            "vault", "change-passphrase", "--passphrase-stdin", input: "correct horse\n")
        let terminal = try terminal(practice.program, "token billing-sync --force-new")
        try terminal.wait(for: "Passphrase of the vault: ")
        return terminal
    }

    @Test(arguments: ["{", "{\"", "-----BEGIN it"])
    func `a passphrase may begin as a key does`(wrong: String) async throws {
        try await PracticeServers.with { practice in
            let terminal = try await atPassphrase(practice)
            try terminal.send(wrong + "\r")
            try terminal.wait(for: "Once more (2): ")
            // Backspace and ctrl-u, as a person does.
            try terminal.send("nonsense\u{15}corr\u{7F}rect horse\r")
            try terminal.wait(for: "left 0")
        }
    }

    @Test func `a client secret may begin as a key does, and an empty line ends a key that has no end`() async throws {
        try await PracticeServers.with { practice in
            let login = ["login", practice.facts.mcp, "", "", "", "", "search-worker", "", "{\"secret"]
            let lines = login + [String](repeating: "", count: 5) + [":cancel", "y", "quit"]
            let secret = try await practice.program.run(["--plain"], input: lines.joined(separator: "\n") + "\n")
            #expect(secret.code == 0 && secret.out.contains("with: a secret of 8 bytes"), "\(secret.out)")
            let key = [
                "login", practice.facts.mcp, "", "", "", "private_key_jwt", "ledger-audit", "1", "{\"kty\":", "",
            ]
            let rest = key + ["", ":cancel", "y", "quit"]
            let keyed = try await practice.program.run(["--plain"], input: rest.joined(separator: "\n") + "\n")
            #expect(keyed.code == 0 && keyed.out.contains("Not yet: "), "\(keyed.out)")
        }
    }

    @Test func `a terminal is told how a key ends`() async throws {
        try await PracticeServers.with { practice in
            let terminal = try terminal(practice.program, "--plain")
            try terminal.wait(for: "mintmark> ")
            for answer in ["login", practice.facts.mcp, "", "", "", "private_key_jwt", "ledger-audit", "1"] {
                terminal.forget()
                try terminal.send(answer + "\r")
                try terminal.wait(for: "a question") { $0.hasSuffix(": ") || $0.hasSuffix("? ") }
            }
            terminal.forget()
            try terminal.send("-----BEGIN PRIVATE KEY-----\r")
            try terminal.wait(for: "an empty line ends it")
            try terminal.send("\r")
            try terminal.wait(for: "Passphrase (not shown): ")
        }
    }

    @Test func `ctrl-c gets away from a dialogue that waits for what was sent`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("search-worker")
            try await practice.control("fault", ["path": "/as/token", "delay_ms": 25_000, "count": 1])
            let terminal = try terminal(practice.program, "--plain")
            try terminal.wait(for: "mintmark> ")
            try terminal.send("renew search-worker --force\r")
            while try await practice.held(PracticeServers.tokenPath) == 0 {}
            try terminal.send(Self.ctrlC)
            try terminal.wait(for: "Stopping.")
            // The work does not listen; the dialogue is left, which waits for it.
            while !terminal.output.contains("finishing what was sent") {
                try terminal.send(Self.ctrlC)
                try? terminal.wait(for: "a word", within: .seconds(3)) { $0.contains("finishing what was sent") }
            }
            try terminal.send(Self.ctrlC)
            try terminal.wait(for: "left 130", within: .seconds(10)) { $0.contains("left 130") }
        }
    }

    @Test func `ctrl-c at the passphrase does not lose what a server or a program gave`() async throws {
        try await PracticeServers.with { practice in
            let program = practice.program
            try await practice.login("search-worker")
            // While it makes the new secret, somebody gives the vault a passphrase.
            let script = program.home + "-make.sh"
            defer { try? FileManager.default.removeItem(atPath: script) }
            let text = """
                #!/bin/sh
                echo correct horse | MINTMARK_HOME=\(program.home) \(Program.path) vault change-passphrase --passphrase-stdin >&2
                echo made-secret-of-forty-characters-00000001
                """
            try Data(text.utf8).write(to: URL(filePath: script))
            let terminal = try terminal(program, "rotate search-worker --command '/bin/sh \(script)' --yes")
            try terminal.wait(for: "Passphrase of the vault: ")
            try terminal.send(Self.ctrlC)
            try terminal.wait(for: "what came is not in the store")
            #expect(!terminal.output.contains("left "), "\(terminal.output)")
            try terminal.send(Self.ctrlC)
            try terminal.wait(for: "left 130")
        }
    }

    @Test func `ctrl-c at a passphrase that nothing waits for ends with 130`() async throws {
        try await PracticeServers.with { practice in
            let terminal = try await atPassphrase(practice)
            try terminal.send(Self.ctrlC)
            try terminal.wait(for: "left 130")
            #expect(terminal.output.contains("Interrupted"), "\(terminal.output)")
        }
    }
}
