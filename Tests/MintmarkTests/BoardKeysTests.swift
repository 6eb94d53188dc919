import Foundation
import MintSandbox
import TestSupport
import Testing

/// Bytes that a terminal sends, as the real program takes them.
@Suite(.serialized) struct BoardKeysTests {
    private func board(
        term: String = "xterm-256color", arguments: [String] = [], more: [String: String] = [:],
        _ body: @escaping @Sendable (PseudoTerminal, PracticeServers) async throws -> Void
    ) async throws {
        try await PracticeServers.with(tokenLifetime: 900) { practice in
            for client in ["ledger-audit", "billing-sync"] { try await practice.login(client) }
            var environment = [
                "MINTMARK_HOME": practice.program.home, "TERM": term, "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin",
                "HOME": practice.program.home,
            ]
            environment.merge(more) { $1 }
            let terminal = try PseudoTerminal(
                [Program.path, "board"] + arguments, environment: environment, columns: 80, rows: 24)
            try terminal.wait(for: "ledger-audit")
            try await body(terminal, practice)
        }
    }

    /// Sequences that nobody asked for, replies to questions of others, pastes with a `q` in them: none is a key.
    @Test func `a burst of escape sequences is no key, and Escape alone is one`() async throws {
        try await board { terminal, _ in
            let sequences = [
                "\u{1B}[A", "\u{1B}OB", "\u{1B}[1;5D", "\u{1B}[1;2q", "\u{1B}[99;99~", "\u{1B}[<35;10;10M", "\u{1B}Oz",
                "\u{1B}[?62;1;6c",
                "\u{1B}]11;rgb:1e1e/q/q\u{7}", "\u{1B}]52;c;cXE=\u{1B}\\", "\u{1B}P1$rq\u{1B}\\", "\u{1B}_qqq\u{1B}\\",
                "\u{1B}[200~q\nq\u{1B}[201~",
            ]
            for _ in 0..<20 { try terminal.send(sequences.joined()) }
            terminal.forget()
            try terminal.send("\r")
            try terminal.wait(for: "2 Credential")
            terminal.forget()
            try terminal.send("\u{1B}")
            try terminal.wait(for: "HEALTH")
            try terminal.send("q")
            try terminal.wait(for: "the terminal back") { _ in terminal.modes.leftBehind.isEmpty }
        }
    }

    @Test func `an unknown sequence whose bytes come apart is still none`() async throws {
        try await board { terminal, _ in
            for _ in 0..<10 {
                try terminal.send("\u{1B}[1;5")
                try terminal.send("q")
                try terminal.send("\u{1B}]0;q")
                try terminal.send("q\u{7}")
            }
            terminal.forget()
            try terminal.send("\r")
            try terminal.wait(for: "2 Credential")
        }
    }

    @Test func `with a mouse, a click selects and two inspect; without, the terminal keeps it`() async throws {
        try await board { terminal, _ in
            #expect(!terminal.modes.takesMouse)
            try terminal.send("q")
        }
        try await board(arguments: ["--mouse"]) { terminal, _ in
            #expect(terminal.modes.takesMouse)
            terminal.forget()
            let click = "\u{1B}[<0;10;4M\u{1B}[<0;10;4m"
            try terminal.send(click + click)
            try terminal.wait(for: "2 Credential")
            terminal.forget()
            try terminal.send("\u{1B}")
            try terminal.wait(for: "HEALTH")
            try terminal.send("q")
            try terminal.wait(for: "the terminal back") { _ in terminal.modes.leftBehind.isEmpty }
        }
    }

    @Test func `a copied token goes out by OSC 52, and the clipboard is cleared at the end`() async throws {
        try await board { terminal, practice in
            try terminal.send(":copy server\r")
            try terminal.wait(for: "server URL") { _ in terminal.modes.clipboard.count == 1 }
            #expect(terminal.modes.clipboard.first.flatMap(Self.decoded) == practice.facts.mcp)
            try terminal.send(":copy token ledger-audit\r")
            try terminal.wait(for: "Copy it?")
            try terminal.send("y")
            try terminal.wait(for: "the token") { _ in terminal.modes.clipboard.count == 2 }
            let token = try await practice.program.run("token", "ledger-audit").line
            #expect(terminal.modes.clipboard.last.flatMap(Self.decoded) == token && !token.isEmpty)
            #expect(!terminal.output.contains(token))
            try terminal.send("q")
            try terminal.wait(for: "a cleared clipboard") { _ in terminal.modes.clipboard.last == "c;!" }
        }
    }

    @Test func `a jwk that is copied has no private member`() async throws {
        try await board { terminal, _ in
            try terminal.send(":copy jwk ledger-audit\r")
            try terminal.wait(for: "the key") { _ in terminal.modes.clipboard.count == 1 }
            let jwk = try #require(terminal.modes.clipboard.first.flatMap(Self.decoded))
            let members = try #require(try JSONSerialization.jsonObject(with: Data(jwk.utf8)) as? [String: Any])
            #expect(members["kty"] != nil && members["use"] as? String == "sig")
            #expect(["d", "p", "q", "dp", "dq", "qi", "k"].allSatisfy { members[$0] == nil })
            try terminal.send("q")
        }
    }

    private static func decoded(_ payload: String) -> String? {
        Data(base64Encoded: String(payload.dropFirst(2))).map { String(decoding: $0, as: UTF8.self) }
    }
}
