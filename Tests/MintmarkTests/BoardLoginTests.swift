import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// The login wizard of the real binary on a real terminal, by keys alone.
@Suite(.serialized) struct BoardLoginTests {
    private func board(
        _ program: Program, columns: Int = 80, rows: Int = 24,
        _ body: @escaping @Sendable (TmuxSession) async throws -> Void
    ) async throws {
        // Without a bus: the vault is what there is.
        let command =
            "env -u DBUS_SESSION_BUS_ADDRESS -u XDG_RUNTIME_DIR LC_ALL=C.UTF-8 MINTMARK_HOME=\(program.home) "
            + "\(Program.path) board"
        try await TmuxSession.with(columns: columns, rows: rows, running: command, body)
    }

    /// From the first key to the trial: server, grant, a secret, scopes, the vault.
    private func answer(
        _ session: TmuxSession, _ practice: PracticeServers, client: String, secret: String
    ) async throws {
        try await session.send("n")
        _ = try await session.wait(for: "Which server is it?")
        try await session.send("-l", practice.facts.mcp)
        try await session.send("C-n")
        _ = try await session.wait(for: "the issuer, with a yes") { $0.contains("yes") }
        try await session.send("C-n")
        _ = try await session.wait(for: "Who is it that logs in?")
        try await session.send("C-n")
        _ = try await session.wait(for: "What proves the client?")
        try await session.send("-l", client)
        try await session.send("Tab", "Tab")
        try await session.send("-l", secret)
        try await session.send("C-n")
        _ = try await session.wait(for: "What may it do?")
        try await session.send("C-n")
        _ = try await session.wait(for: "the vault is ready") { $0.contains("(•) vault") && $0.contains("ready") }
        try await session.send("C-n")
        _ = try await session.wait(for: "A real token is asked for")
    }

    @Test func `a service is logged in by keys alone, and its secret is on no screen and in no file`() async throws {
        try await PracticeServers.with { practice in
            let client = try #require(practice.facts.clients.first { $0.method == "client_secret_basic" })
            let secret = try #require(client.clientSecret)
            try await board(practice.program) { session in
                _ = try await session.wait(for: "logs a service in")
                try await answer(session, practice, client: client.clientID, secret: secret)
                try await session.send("Enter")
                let tried = try await session.wait(for: "It works")
                #expect(tried.contains("Go on: name and save it") && !tried.contains(secret), "\(tried)")
                try await session.send("C-n")
                _ = try await session.wait(for: "Name and save it in the vault") {
                    $0.contains("nowhere before you say so")
                }
                try await session.send("C-u")
                try await session.send("-l", "night job")
                try await session.send("Tab")
                try await session.send("-l", "prod billing")
                try await session.send("C-n")
                let list = try await session.wait(for: "the list") { $0.contains("> night job") }
                #expect(list.contains("1 profile"), "\(list)")
                try await session.send("q")
                _ = try await session.wait(for: "left 0")
            }
            let item = try #require(try await practice.program.run("list", "--json").jsonItems.first)
            #expect(item["name"] as? String == "night job" && item["tags"] as? [String] == ["prod", "billing"])
            #expect(item["state"] as? String == "valid" && item["store"] as? String == "vault")
            let token = try await practice.program.run("token", "night job")
            #expect(token.code == 0 && token.line.count > 20)
            #expect(practice.program.filesHolding(secret).isEmpty)
            let trail = try await practice.program.run("log", "--json").out
            #expect(trail.contains("login") && !trail.contains(secret))
        }
    }

    @Test func `a wrong secret is said and mended in place; leaving after a grant revokes it and saves nothing`()
        async throws
    {
        try await PracticeServers.with { practice in
            let client = try #require(practice.facts.clients.first { $0.method == "client_secret_basic" })
            let secret = try #require(client.clientSecret)
            try await board(practice.program, columns: 100, rows: 30) { session in
                _ = try await session.wait(for: "logs a service in")
                try await answer(session, practice, client: client.clientID, secret: "not-the-secret-at-all")
                try await session.send("Enter")
                let refused = try await session.wait(for: "invalid_client")
                #expect(!refused.contains("not-the-secret"), "\(refused)")
                // Three steps back, another secret, and forth again: the other answers are still there.
                for title in ["Where is it kept?", "What may it do?", "What proves the client?"] {
                    try await session.send("C-p")
                    _ = try await session.wait(for: title)
                }
                try await session.send("Tab", "Tab")
                try await session.send("-l", secret)
                for title in ["What may it do?", "Where is it kept?", "A real token is asked for"] {
                    try await session.send("C-n")
                    _ = try await session.wait(for: title)
                }
                try await session.send("Enter")
                _ = try await session.wait(for: "It works")
                try await session.send("Escape")
                _ = try await session.wait(for: "is revoked where")
                try await session.send("y")
                _ = try await session.wait(for: "the list") { $0.contains("There are no profiles yet") }
                let revoked = try await session.wait(for: "what became of it") { $0.contains("revoked") }
                #expect(revoked.contains("Nothing was saved"), "\(revoked)")
                try await session.send("q")
                _ = try await session.wait(for: "left 0")
            }
            #expect(try await practice.program.run("list", "--json").jsonItems.isEmpty)
            #expect(try await practice.count("/as/revoke") > 0)
            #expect(practice.program.filesHolding(secret).isEmpty)
        }
    }

    @Test func `Esc leaves at any step, and a server that never answers is given up`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control("fault", ["path": "/mcp", "delay_ms": 60_000, "count": 5])
            try await board(practice.program, columns: 60, rows: 15) { session in
                _ = try await session.wait(for: "logs a service in")
                try await session.send("n")
                _ = try await session.wait(for: "Which server is it?")
                try await session.send("-l", practice.facts.mcp)
                try await session.send("C-n")
                _ = try await session.wait(for: "who may grant access")
                try await session.send("Escape")
                _ = try await session.wait(for: "the wait is over") { !$0.contains("who may grant access") }
                try await session.send("Escape")
                _ = try await session.wait(for: "Nothing was saved. [y/N]")
                try await session.send("y")
                _ = try await session.wait(for: "There are no profiles yet")
                try await session.send("q")
                _ = try await session.wait(for: "left 0")
            }
        }
    }
}
