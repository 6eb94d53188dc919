import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// A store that breaks while a person approves: what was granted waits for another place (A7).
@Suite(.serialized) struct BrokenStoreLoginTests {
    /// Starts a device login whose vault breaks before anybody approves, and approves.
    private func login(
        _ practice: PracticeServers, _ body: @escaping @Sendable (TmuxSession) async throws -> Void
    ) async throws {
        try await practice.control("device", ["interval": 1])
        let command = """
            LC_ALL=C.UTF-8 MINTMARK_HOME=\(practice.program.home) \(Program.path) login \(practice.facts.mcp) \
            --store vault --profile p --client-id laptop --grant device-code --issuer \(practice.facts.issuer) \
            --scope mcp:read
            """
        try await TmuxSession.with(columns: 120, rows: 40, running: command) { session in
            let screen = try await session.wait(for: "Waiting for approval")
            try Data().write(to: URL(filePath: "\(practice.program.home)/vault"))
            let line = try #require(screen.split(separator: "\n").first { $0.contains("  code: ") })
            let code = String(line.split(separator: " ")[1])
            try await practice.control("device", ["user_code": .string(code), "approve": true])
            _ = try await session.wait(for: "Where to?")
            try await body(session)
        }
    }

    @Test func `once the store is mended the token that waited is kept, and no other is asked for`() async throws {
        try await PracticeServers.with { practice in
            try await login(practice) { session in
                let screen = try await session.text()
                #expect(screen.contains("It waits in memory until you choose"), "\(screen)")
                try FileManager.default.removeItem(atPath: "\(practice.program.home)/vault")
                try await session.send("r", "Enter")
                let end = try await session.wait(for: "left 0")
                #expect(end.contains("Logged in: p [device-code]"), "\(end)")
            }
            let token = try await practice.program.run("token", "p")
            #expect(token.code == 0 && !token.line.isEmpty, "\(token.err)")
        }
    }

    @Test(.enabled(if: Completeness.hasKeyring))
    func `the other store takes it, and is the profile's from then on`() async throws {
        try await PracticeServers.with { practice in
            try await login(practice) { session in
                try await session.send("s", "Enter")
                let end = try await session.wait(for: "left 0")
                #expect(end.contains("Secret Service keyring"), "\(end)")
            }
            #expect(try await practice.program.run("token", "p").code == 0)
            #expect(try await MigrateStoreTests.stores(practice.program) == ["secret-service"])
            try FileManager.default.removeItem(atPath: "\(practice.program.home)/vault")
            #expect(try await practice.program.run("logout", "p", "--yes", "--no-revoke").code == 0)
        }
    }

    @Test func `given up it is exit 5, and nothing is left`() async throws {
        try await PracticeServers.with { practice in
            try await login(practice) { session in
                try await session.send("n", "Enter")
                _ = try await session.wait(for: "left 5")
            }
            #expect(try await practice.program.run("list", "--json").jsonItems.isEmpty)
        }
    }

    @Test func `without a terminal the flag that chooses the other store is named`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control("device", ["interval": 1])
            let run = try LiveRun(
                practice.program,
                practice.loginWords("device-code", "p", ["--client-id", "laptop", "--scope", "mcp:read"]), input: "")
            let screen = try await run.err(with: "Waiting for approval")
            try Data().write(to: URL(filePath: "\(practice.program.home)/vault"))
            let line = try #require(screen.split(separator: "\n").first { $0.contains("  code: ") })
            try await practice.control(
                "device", ["user_code": .string(String(line.split(separator: " ")[1])), "approve": true])
            let outcome = await run.outcome()
            #expect(outcome.code == 5 && outcome.err.contains("add --store secret-service"), "\(outcome.err)")
            #expect(!outcome.err.contains("Where to?"))
        }
    }
}
