import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// What an operator does at the board all day, on the real program and the practice servers.
@Suite(.serialized) struct BoardWorkTests {
    private func board(
        _ clients: [String], _ body: @escaping @Sendable (TmuxSession, PracticeServers) async throws -> Void
    ) async throws {
        try await PracticeServers.with(tokenLifetime: 900) { practice in
            for client in clients { try await practice.login(client) }
            try await Self.open(practice) { try await body($0, practice) }
        }
    }

    private static func open(
        _ practice: PracticeServers, _ body: (TmuxSession) async throws -> Void
    ) async throws {
        let command = "LC_ALL=C.UTF-8 MINTMARK_HOME=\(practice.program.home) \(Program.path) board"
        try await TmuxSession.with(columns: 80, rows: 24, running: command) { session in
            _ = try await session.wait(for: "HEALTH")
            try await body(session)
        }
    }

    @Test func `the panes of a profile: claims, credential, discovery, history, use`() async throws {
        try await board(["billing-sync"]) { session, practice in
            try await session.send("Enter")
            _ = try await session.wait(for: "v claims")
            try await session.send("v")
            let claims = try await session.wait(for: "Claims, not verified")
            #expect(claims.contains("this resource") && claims.contains("machine"))
            try await session.send("2")
            #expect(try await session.wait(for: "older ones").contains("private_key_jwt"))
            try await session.send("3")
            _ = try await session.wait(for: "resource metadata")
            try await session.send("d")
            _ = try await session.wait(for: "server metadata")
            try await session.send("5")
            #expect(try await session.wait(for: "login").contains("ok"))
            try await session.send("6")
            _ = try await session.wait(for: "mintmark exec billing-sync")
            // Nothing of the token was kept anywhere but in the vault.
            let token = try await practice.program.run("token", "billing-sync").line
            #expect(practice.program.filesHolding(token).isEmpty)
        }
    }

    @Test func `a tool is filled in, asked about, called; one that fails says so`() async throws {
        try await board(["search-worker"]) { session, practice in
            try await session.send("Enter", "4")
            _ = try await session.wait(for: "asks 127.0.0.1")
            try await session.send("Enter")
            _ = try await session.wait(for: "7 tools")
            try await session.send("Down", "Down", "Enter")
            _ = try await session.wait(for: "wanted by the tool")
            try await session.send("Enter")
            _ = try await session.wait(for: "! wanted by the tool")
            try await session.send("1", "9", "Tab", "2", "3", "Enter")
            _ = try await session.wait(for: "Call it?  y/N")
            try await session.send("y")
            let answer = try await session.wait(for: "Its answer")
            #expect(answer.contains("42"))
            try await session.send("Escape")
            _ = try await session.wait(for: "the tools again") { $0.contains("always-fails") }
            try await session.send("G", "Enter")
            _ = try await session.wait(for: "It takes no arguments")
            try await session.send("Enter")
            _ = try await session.wait(for: "Call it?  y/N")
            try await session.send("y")
            _ = try await session.wait(for: "The tool says that it failed")
            let log = try await practice.program.run("log", "--action", "tool-call", "--json")
            #expect(log.out.contains("add") && log.out.contains("always-fails"))
        }
    }

    @Test func `many are renewed, one of them fails: a row each, a message, and it stays marked`() async throws {
        try await board(["billing-sync", "ledger-audit", "search-worker"]) { session, practice in
            try await practice.control("client", ["client_id": "ledger-audit", "jwks": ["keys": []]])
            try await session.send("*")
            _ = try await session.wait(for: "3 marked")
            try await session.send("R")
            let screen = try await session.wait(for: "2 done, 1 failed")
            #expect(screen.contains("FAILED") && screen.contains("invalid_client"))
            try await session.send("Escape")
            _ = try await session.wait(for: "1 marked")
            #expect(try await session.text().contains("1 message"))
            try await session.send("M")
            _ = try await session.wait(for: "Messages")
            try await session.send("Escape")
            _ = try await session.wait(for: "all is read") { !$0.contains("1 message") && $0.contains("1 marked") }
        }
    }

    @Test func `a profile is forgotten once its name is typed out`() async throws {
        try await board(["billing-sync", "search-worker"]) { session, practice in
            try await session.send("/", "search", "Enter")
            _ = try await session.wait(for: "1 of 2")
            try await session.send("D")
            _ = try await session.wait(for: "Type the profile's name")
            try await session.send("s", "e", "Enter")
            _ = try await session.wait(for: "That is not it")
            #expect(try await practice.program.run("show", "search-worker").code == 0)
            try await session.send("-l", "arch-worker")
            _ = try await session.wait(for: "search-worker")
            try await session.send("Enter")
            _ = try await session.wait(for: "forgotten")
            try await session.send("Escape")
            _ = try await session.wait(for: "gone") { $0.contains("No profile matches") || $0.contains("1 profile") }
            #expect(try await practice.program.run("show", "search-worker").code == 1)
            #expect(try await practice.program.run("show", "billing-sync").code == 0)
            #expect(try await practice.program.run("log", "--action", "logout").out.contains("search-worker"))
        }
    }

    @Test func `an export is private, holds no secret, and is not replaced unasked`() async throws {
        try await board(["search-worker"]) { session, practice in
            let path = "\(practice.program.home)/out.json"
            try await session.send("E")
            _ = try await session.wait(for: "File:")
            try await session.send("C-u")
            try await session.send("-l", path)
            try await session.send("Enter")
            _ = try await session.wait(for: "wrote 1 profile")
            let written = try #require(FileManager.default.contents(atPath: path))
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let items = try #require(JSONValue(bytes: Array(written))?.items)
            #expect(items.map { $0["name"]?.text } == ["search-worker"])
            let secret = try practice.secret(of: "search-worker")
            #expect(!String(decoding: written, as: UTF8.self).contains(secret))
            try await session.send("E")
            _ = try await session.wait(for: "File:")
            try await session.send("C-u")
            try await session.send("-l", path)
            try await session.send("Enter")
            _ = try await session.wait(for: "Replace it?")
            try await session.send("Enter")
            _ = try await session.wait(for: "asked again") { $0.contains("File:") && !$0.contains("Replace it?") }
            #expect(FileManager.default.contents(atPath: path) == written)
        }
    }

    @Test func `filter, column and order are as they were left`() async throws {
        try await board(["billing-sync", "search-worker"]) { session, practice in
            try await session.send(">", "I", "/", "billing", "Enter")
            _ = try await session.wait(for: "1 of 2")
            try await session.send("q")
            _ = try await session.wait(for: "left 0")
            try await Self.open(practice) { session in
                let screen = try await session.wait(for: "1 of 2")
                #expect(screen.contains("NAME▾") && screen.contains("/ billing"))
            }
        }
    }
}
