import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// People's grants in the login wizard, on a real terminal.
@Suite(.serialized) struct BoardPeopleTests {
    /// Answers everything up to the trial of a grant that stands `below` the first one in the list.
    private func tryGrant(
        _ practice: PracticeServers, below: Int, elsewhere: Bool = false,
        _ body: @escaping @Sendable (TmuxSession) async throws -> Void
    ) async throws {
        let command = "LC_ALL=C.UTF-8 MINTMARK_HOME=\(practice.program.home) \(Program.path) board"
        try await TmuxSession.with(columns: 100, rows: 40, running: command) { session in
            _ = try await session.wait(for: "logs a service in")
            try await session.send("n")
            _ = try await session.wait(for: "Which server is it?")
            try await session.send("-l", practice.facts.mcp)
            try await session.send("C-n")
            _ = try await session.wait(for: "the issuer, with a yes") { $0.contains("yes") }
            try await session.send("C-n")
            _ = try await session.wait(for: "Who is it that logs in?")
            for _ in 0..<below { try await session.send("Down") }
            try await session.send("Space")
            _ = try await session.wait(for: "public client")
            try await session.send("C-n")
            _ = try await session.wait(for: "Which client is it?")
            if elsewhere {
                try await session.send("Tab", "Tab", "Down", "Space")
                _ = try await session.wait(for: "(•) on another one")
            }
            for title in ["What may it do?", "Where is it kept?", "A real token is asked for"] {
                try await session.send("C-n")
                _ = try await session.wait(for: title)
            }
            try await session.send("Enter")
            try await body(session)
        }
    }

    private func save(_ session: TmuxSession, _ name: String) async throws {
        _ = try await session.wait(for: "It works")
        try await session.send("C-n")
        _ = try await session.wait(for: "before you say so")
        try await session.send("C-u")
        try await session.send("-l", name)
        try await session.send("C-n")
        _ = try await session.wait(for: "the list") { $0.contains("> \(name)") }
        try await session.send("q")
        _ = try await session.wait(for: "left 0")
    }

    @Test func `a code is shown with its picture and what is left of it; approved elsewhere, the login goes on`()
        async throws
    {
        try await PracticeServers.with { practice in
            try await practice.control("device", ["interval": 1])
            try await tryGrant(practice, below: 1) { session in
                let screen = try await session.wait(for: "code: ")
                #expect(screen.contains("left") && screen.contains("█▀"), "\(screen)")
                let line = try #require(screen.split(separator: "\n").first { $0.contains("code: ") })
                let code = String(try #require(line.split(separator: "code: ").last)).trimmed
                try await practice.control("device", ["user_code": .string(code), "approve": true])
                try await save(session, "ann")
            }
            #expect(try await practice.shown("ann")["refresh_token"] != .null)
        }
    }

    @Test func `a browser elsewhere: its address is pasted, and is on no screen`() async throws {
        try await PracticeServers.with { practice in
            try await tryGrant(practice, below: 2, elsewhere: true) { session in
                let screen = try await session.wait(for: "It ends at a page")
                // The address is broken over lines beside the steps.
                let lines = screen.split(separator: "\n").compactMap { $0.split(separator: "│ ").last.map(String.init) }
                let start = try #require(lines.firstIndex { $0.hasPrefix("http") })
                let address = lines[start...].prefix { !$0.trimmed.isEmpty && !$0.contains("│") }
                    .map(\.trimmed).joined()
                let redirect = try await practice.browse(address)
                try await session.send("-l", redirect)
                let typed = try await session.wait(for: "signs") { $0.contains(" signs") }
                #expect(!typed.contains("code=") || !typed.contains(redirect), "\(typed)")
                try await session.send("Enter")
                try await save(session, "bob")
            }
            #expect(try await practice.shown("bob")["grant"]?.text == "authorization-code")
        }
    }

    @Test func `the browser of this machine comes back by itself`() async throws {
        try await PracticeServers.with { practice in
            try await tryGrant(practice, below: 2) { session in
                let screen = try await session.wait(for: "on this machine by itself") {
                    $0.contains("by itself") && $0.contains("authorize")
                }
                let lines = screen.split(separator: "\n").compactMap { $0.split(separator: "│ ").last.map(String.init) }
                let start = try #require(lines.firstIndex { $0.hasPrefix("http") })
                let address = lines[start...].prefix { !$0.trimmed.isEmpty && !$0.contains("│") }
                    .map(\.trimmed).joined()
                _ = try await practice.get(try await practice.browse(address))
                try await save(session, "carla")
            }
        }
    }
}
