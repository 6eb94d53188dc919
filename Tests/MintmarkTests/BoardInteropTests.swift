import Foundation
import TestSupport
import Testing

/// The login wizard by keys alone, against servers that nobody here wrote.
@Suite(.serialized, .enabled(if: Completeness.hasServers, "Tests/Interop/with-servers starts them"))
struct BoardInteropTests {
    /// Goes from field to field until one has the focus.
    private func focus(_ session: TmuxSession, _ field: String) async throws {
        for _ in 0..<16 {
            let before = try await session.text()
            if before.contains(field) { return }
            try await session.send("Tab")
            _ = try await session.wait(for: "the next field") { $0 != before }
        }
        _ = try await session.wait(for: field)
    }

    @Test func `glewlwyd: refused at first, told why, mended in place, logged in`() async throws {
        try await Program.withHome { program in
            let command = "LC_ALL=C.UTF-8 MINTMARK_HOME=\(program.home) \(Program.path) board"
            try await TmuxSession.with(columns: 110, rows: 46, running: command) { session in
                _ = try await session.wait(for: "logs a service in")
                try await session.send("n")
                _ = try await session.wait(for: "Which server is it?")
                try await session.send("-l", "http://127.0.0.1:28080/mcp")
                try await session.send("C-n")
                _ = try await session.wait(for: "the issuer, with a yes") { $0.contains("yes") }
                try await session.send("C-n")
                _ = try await session.wait(for: "Who is it that logs in?")
                // It does not list the grant although it has it: a machine's is what is proposed all the same.
                _ = try await session.wait(for: "(•) client-credentials")
                try await session.send("C-n")
                _ = try await session.wait(for: "What proves the client?")
                try await session.send("-l", "m2m-secret")
                try await session.send("Tab", "Tab")
                try await session.send("-l", InteropTests.oddSecret)
                try await session.send("C-n")
                _ = try await session.wait(for: "What may it do?")
                try await onwards(session)
                try await session.send("Enter")
                let refused = try await session.wait(for: "the advice") { $0.contains("--basic-encoding raw") }
                #expect(!refused.contains(InteropTests.oddSecret), "\(refused)")
                for title in ["Where is it kept?", "What may it do?"] {
                    try await session.send("C-p")
                    _ = try await session.wait(for: title)
                }
                try await focus(session, "> Show the settings")
                try await session.send("y")
                try await focus(session, "> (•) form")
                try await session.send("Down", "Down", "Space")
                _ = try await session.wait(for: "(•) raw")
                try await onwards(session)
                try await session.send("Enter")
                _ = try await session.wait(for: "It works")
                try await session.send("C-n")
                _ = try await session.wait(for: "before you say so")
                try await session.send("C-n")
                _ = try await session.wait(for: "the list") { $0.contains("> 127.0.0.1:28080") }
                try await session.send("q")
                _ = try await session.wait(for: "left 0")
            }
            let token = try await program.run("token", "127.0.0.1:28080")
            #expect(token.code == 0 && token.line.count > 20, "\(token.err)")
            #expect(program.filesHolding(InteropTests.oddSecret).isEmpty)
        }
    }

    @Test func `glewlwyd, line by line through a pipe`() async throws {
        try await Program.withHome { program in
            let answers = [
                "login", "http://127.0.0.1:28080/mcp", "", "", "",
                "client_secret_post", "m2m-secret", "", InteropTests.oddSecret, "", "", "", "", "", "", "",
                "on-pipe",
                "", "", "", "quit",
            ]
            let login = try await program.run("--plain", input: answers.map { $0 + "\n" }.joined())
            #expect(login.code == 0 && login.out.contains("logged in: on-pipe"), "\(login.out)")
            #expect(login.out.contains("doubtful: ") && !login.out.contains(InteropTests.oddSecret))
            #expect(try await program.run("token", "on-pipe").code == 0)
        }
    }

    private func onwards(_ session: TmuxSession) async throws {
        for title in ["Where is it kept?", "A real token is asked for"] {
            try await session.send("C-n")
            _ = try await session.wait(for: title) { screen in
                screen.contains(title) || (title.hasPrefix("A real") && screen.contains("It was refused"))
            }
        }
    }
}
