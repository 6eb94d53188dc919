import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// The rotation wizard of the real binary, driven by keys alone, against the sandbox that checks secrets and keys.
@Suite(.serialized) struct RotateTerminalTests {
    private func board(
        of practice: PracticeServers, _ body: (TmuxSession) async throws -> Void
    ) async throws {
        let command = "LC_ALL=C.UTF-8 MINTMARK_HOME=\(practice.program.home) \(Program.path) board"
        try await TmuxSession.with(columns: 80, rows: 24, running: command, body)
    }

    @Test func `a pasted secret, interrupted by closing the board once it is staged, and retired after all`()
        async throws
    {
        try await PracticeServers.with(tokenLifetime: 900) { practice in
            let program = practice.program, old = try practice.secret(of: "search-worker")
            let new = "pasted-secret-of-forty-characters-000001"
            try await practice.login("search-worker")
            try await practice.control(
                "client", ["client_id": "search-worker", "client_secrets": [.string(old), .string(new)]])
            try await board(of: practice) { session in
                _ = try await session.wait(for: "r rotate")
                try await session.send("r")
                _ = try await session.wait(for: "What is due")
                try await session.send("C-n")
                _ = try await session.wait(for: "Where does the new one come from?")
                try await session.send("Tab", new)
                let typed = try await session.wait(for: "40 signs")
                #expect(!typed.contains("pasted-secret"))
                try await session.send("C-n")
                let staged = try await session.wait(for: "Staged: kept, and not used")
                #expect(
                    staged.contains("If the machine died now") && staged.contains("the new credential is in the store"))
                try await session.send("Escape")
                _ = try await session.wait(for: "stays staged")
                try await session.send("q")
                _ = try await session.wait(for: "left 0")
            }
            let status = try await program.run("rotate", "search-worker", "--status", "--json")
            #expect(status.json["state"] as? String == "staged")
            try await board(of: practice) { session in
                _ = try await session.wait(for: "rotation staged")
                try await session.send("r")
                _ = try await session.wait(for: "Staged: kept, and not used")
                try await session.send("Enter")
                _ = try await session.wait(for: "Verified: it works")
                try await session.send("Enter")
                _ = try await session.wait(for: "the old one is kept") { $0.contains("keep both") }
                try await session.send("Enter")
                _ = try await session.wait(for: "Overlap: both are kept")
                // The server still takes the old one: nothing is removed.
                try await session.send("Down", "Enter", "y", "Enter")
                _ = try await session.wait(for: "THE OLD CREDENTIAL STILL WORKS")
                try await practice.control("client", ["client_id": "search-worker", "client_secrets": [.string(new)]])
                try await session.send("Down", "Enter", "y", "Enter")
                _ = try await session.wait(for: "Rotated")
                try await session.send("Enter")
                _ = try await session.wait(for: "r rotate")
                try await session.send("q")
                _ = try await session.wait(for: "left 0")
            }
            #expect(try await program.run("token", "search-worker", "--force-new").code == 0)
            #expect(program.filesHolding(new).isEmpty && program.filesHolding(old).isEmpty)
        }
    }

    @Test func `a key made here, published by a command, waited for, and gone back from with B`() async throws {
        try await PracticeServers.with(tokenLifetime: 900) { practice in
            let program = practice.program, url = "https://keys.example/jwks.json"
            try await practice.login("ledger-audit")
            let set = try await practice.publishedSet(of: "ledger-audit")
            try await practice.control("client-document", ["url": .string(url), "document": set])
            try await practice.control(
                "client", ["client_id": "ledger-audit", "jwks_uri": .string(url), "jwks_cache": 4])
            #expect(try await program.run("token", "ledger-audit", "--force-new").code == 0)
            let publish = try practice.publisher(of: url)
            try await board(of: practice) { session in
                _ = try await session.wait(for: "r rotate")
                try await session.send("r")
                _ = try await session.wait(for: "What is due")
                try await session.send("C-n")
                _ = try await session.wait(for: "Kind of key")
                try await session.send("C-n")
                _ = try await session.wait(for: "How does the server hear of it?")
                try await session.send("Down", "Down", "Space", "Tab", publish, "Tab", "C-u", "30s", "C-n")
                _ = try await session.wait(for: "Staged: the server is to be told")
                try await session.send("Enter")
                _ = try await session.wait(for: "Staged: kept, and not used")
                try await session.send("Enter")
                _ = try await session.wait(for: "Verified: it works")
                try await session.send("Enter")
                _ = try await session.wait(for: "keep both")
                try await session.send("Enter")
                _ = try await session.wait(for: "Overlap: both are kept")
                try await session.send("Escape")
                _ = try await session.wait(for: "rotation overlapping")
                try await session.send("B")
                _ = try await session.wait(for: "Overlap: both are kept")
                try await session.send("Enter")
                _ = try await session.wait(for: "Rolled back")
                try await session.send("Escape")
                _ = try await session.wait(for: "rotation rolled-back")
                try await session.send("q")
                _ = try await session.wait(for: "left 0")
            }
            #expect(try await program.run("token", "ledger-audit", "--force-new").code == 0)
        }
    }

    @Test func `a key that is registered by hand, from the file that the wizard saved`() async throws {
        try await PracticeServers.with(tokenLifetime: 900) { practice in
            let program = practice.program, file = "\(program.home)-public.json"
            try await practice.login("ledger-audit")
            try await board(of: practice) { session in
                _ = try await session.wait(for: "r rotate")
                try await session.send("r")
                _ = try await session.wait(for: "What is due")
                try await session.send("C-n")
                _ = try await session.wait(for: "Kind of key")
                try await session.send("C-n")
                _ = try await session.wait(for: "How does the server hear of it?")
                try await session.send("C-n")
                _ = try await session.wait(for: "Staged: the server is to be told")
                try await session.send("Down", "Space", "Tab", file, "Tab", "Enter")
                _ = try await session.wait(for: "verify it") { _ in FileManager.default.fileExists(atPath: file) }
                let set = try #require(JSONValue(bytes: Array(Data(contentsOf: URL(filePath: file)))))
                try await practice.control("client", ["client_id": "ledger-audit", "jwks": set])
                try await session.send("Enter")
                _ = try await session.wait(for: "Verified: it works")
                try await session.send("Enter")
                _ = try await session.wait(for: "keep both")
                try await session.send("C-c")
                _ = try await session.wait(for: "left 0")
            }
            let status = try await program.run("rotate", "ledger-audit", "--status", "--json")
            #expect(status.json["state"] as? String == "committed")
            #expect(try await program.run("token", "ledger-audit", "--force-new").code == 0)
        }
    }
}
