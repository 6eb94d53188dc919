import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// The palette on a real terminal: verbs of the command line, run inside of the board.
@Suite(.serialized) struct PaletteTerminalTests {
    private func board(
        _ body: @escaping @Sendable (TmuxSession, PracticeServers) async throws -> Void
    ) async throws {
        try await PracticeServers.with(tokenLifetime: 900) { practice in
            try await practice.login("ledger-audit")
            try await practice.login("billing-sync")
            let command = "LC_ALL=C.UTF-8 MINTMARK_HOME=\(practice.program.home) \(Program.path) board"
            try await TmuxSession.with(columns: 80, rows: 24, running: command) { session in
                _ = try await session.wait(for: "ledger-audit")
                try await body(session, practice)
            }
        }
    }

    private func say(_ line: String, _ session: TmuxSession) async throws {
        try await session.send(":")
        _ = try await session.wait(for: "completes")
        try await session.send("-l", line)
        try await session.send("Enter")
    }

    @Test func `verbs run for the selected profile, and what they change is on the board`() async throws {
        try await board { session, practice in
            try await say("set --step-up auto billing-sync", session)
            _ = try await session.wait(for: "exit 0: ok")
            #expect(try await practice.program.run("show", "billing-sync").out.contains("auto"))
            try await session.send("Escape")
            _ = try await session.wait(for: "the list") { $0.contains("HEALTH") }
            try await say("rename billing-sync renamed-here", session)
            _ = try await session.wait(for: "exit 0: ok")
            try await session.send("Escape")
            _ = try await session.wait(for: "the new name") { $0.contains("renamed-here") && $0.contains("HEALTH") }
            try await say("show nobody", session)
            let screen = try await session.wait(for: "exit 1: usage")
            #expect(screen.contains("mintmark: ") && screen.contains("nobody"))
        }
    }

    @Test func `what was typed comes back in the next session, a secret never`() async throws {
        try await board { session, practice in
            try await say("log --failed", session)
            _ = try await session.wait(for: "exit 0: ok")
            try await session.send("Escape")
            _ = try await session.wait(for: "the list") { $0.contains("HEALTH") }
            try await say("login https://x.example --client-secret=hunter2-canary", session)
            _ = try await session.wait(for: "a secret does not belong on the screen")
            #expect(!(try await session.text()).contains("hunter2"))
            try await session.send("q")
            _ = try await session.wait(for: "left 0")
            let path = practice.program.home + "/history"
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "log --failed\n")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(practice.program.filesHolding("hunter2-canary").isEmpty)
            let command = "LC_ALL=C.UTF-8 MINTMARK_HOME=\(practice.program.home) \(Program.path) board"
            try await TmuxSession.with(columns: 80, rows: 24, running: command) { second in
                _ = try await second.wait(for: "ledger-audit")
                // At once: the history may be read after the key.
                try await second.send(":", "Up")
                _ = try await second.wait(for: ":log --failed")
            }
        }
    }

    @Test func `nobody is asked, no token is shown, and what takes the terminal says why not`() async throws {
        try await board { session, _ in
            for (line, answer) in [
                ("logout billing-sync", "Run logout billing-sync?"), ("vault change-passphrase", "run it in a shell"),
                ("token", "a token is not shown on the board"), ("exec billing-sync -- id", "becomes another program"),
                ("log --follow", "it never ends"), ("demo", "needs the terminal"),
            ] {
                try await say(line, session)
                _ = try await session.wait(for: answer)
                try await session.send("Escape")
                _ = try await session.wait(for: "the list") { $0.contains("HEALTH") }
            }
        }
    }

    /// A server that accepts and never answers: no key waits for it, and everything can be left.
    @Test func `a server that never answers is survivable`() async throws {
        try await board { session, practice in
            let endpoint = try #require(URL(string: practice.facts.issuer)).path + "/token"
            for path in [endpoint, try #require(URL(string: practice.facts.mcp)).path] {
                try await practice.control("fault", ["path": .string(path), "delay_ms": 600_000, "count": 1000])
            }
            // By key: it counts, other keys work, Esc cancels.
            try await session.send("R")
            _ = try await session.wait(for: "renewing")
            try await session.send("?")
            _ = try await session.wait(for: "Keys valid now")
            try await session.send("Escape")
            _ = try await session.wait(for: "asking for a new token for")
            try await session.send("Escape")
            _ = try await session.wait(for: "cancelled")
            // By probe.
            try await session.send("p")
            _ = try await session.wait(for: "Esc cancel")
            try await session.send("Escape")
            _ = try await session.wait(for: "Cancelled.")
            try await session.send("Escape")
            _ = try await session.wait(for: "the list") { $0.contains("HEALTH") }
            // By the palette.
            try await say("renew --force", session)
            _ = try await session.wait(for: "running")
            try await session.send("Escape")
            _ = try await session.wait(for: "stopped") { $0.contains("interrupted") || $0.contains("stopping") }
            try await session.send("Escape")
            _ = try await session.wait(for: "the list") { $0.contains("HEALTH") }
            // And while it asks, leaving ends it.
            try await session.send("R")
            _ = try await session.wait(for: "renewing")
            try await session.send("q")
            _ = try await session.wait(within: .seconds(60), for: "the end") { $0.contains("left 0") }
        }
    }
}
