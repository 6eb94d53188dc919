import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// People's grants on a real terminal: questions, the picture of the address, and the answer that is pasted.
@Suite(.serialized) struct GrantsTerminalTests {
    private func login(
        _ practice: PracticeServers, _ grant: String, _ more: String, columns: Int = 120, rows: Int,
        _ body: @escaping @Sendable (TmuxSession) async throws -> Void
    ) async throws {
        let command = """
            LC_ALL=C.UTF-8 MINTMARK_HOME=\(practice.program.home) \(Program.path) login \(practice.facts.mcp) \
            --store vault --profile p --client-id laptop --grant \(grant) \(more)
            """
        try await TmuxSession.with(columns: columns, rows: rows, running: command, body)
    }

    /// Agrees to the issuer and to the scopes that only the server named (SC-11).
    private func agree(_ session: TmuxSession) async throws {
        _ = try await session.wait(for: "as its issuer")
        try await session.send("Enter")
        _ = try await session.wait(for: "suggests the scopes")
        try await session.send("Enter")
    }

    @Test(arguments: [50, 20])
    func `a device code comes with a picture where there is room, and always in letters (DV-3)`(rows: Int)
        async throws
    {
        try await PracticeServers.with { practice in
            try await practice.control("device", ["interval": 1])
            try await login(practice, "device-code", "", rows: rows) { session in
                try await agree(session)
                let screen = try await session.wait(for: "Waiting for approval, 10 min")
                #expect(screen.contains("▄▄▄▄▄") == (rows == 50), "\(screen)")
                let line = try #require(screen.split(separator: "\n").first { $0.contains("  code: ") })
                let code = String(line.split(separator: " ")[1])
                #expect(screen.contains("must show the code \(code)") == (rows == 50))
                try await practice.control("device", ["user_code": .string(code), "approve": true])
                let end = try await session.wait(for: "left 0")
                #expect(end.contains("Logged in: p [device-code]"))
            }
        }
    }

    // So wide that the address stays one line.
    @Test func `an address is pasted back at the prompt, as it comes`() async throws {
        try await PracticeServers.with { practice in
            try await login(practice, "authorization-code", "--paste", columns: 500, rows: 40) { session in
                try await agree(session)
                let screen = try await session.wait(for: "Paste that address:")
                let address = try practice.address(in: screen)
                try await session.send("-l", try await practice.browse(address))
                try await session.send("Enter")
                let end = try await session.wait(for: "left 0")
                #expect(end.contains("Logged in: p [authorization-code]"), "\(end)")
            }
        }
    }

    @Test func `whoever says no at the question is sent nowhere, with exit 4`() async throws {
        try await PracticeServers.with { practice in
            try await login(practice, "device-code", "", rows: 40) { session in
                _ = try await session.wait(for: "as its issuer")
                try await session.send("n", "Enter")
                _ = try await session.wait(for: "left 4")
            }
            #expect(try await practice.count("/as/device_authorization") == 0)
        }
    }

    @Test func `more scopes are asked about, and granted scopes are kept (SC-5)`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("ledger-audit", "--scope", "mcp:read")
            #expect(try await practice.program.run("connect", practice.facts.mcp, "@svc").code == 0)
            for (answer, code) in [("n", 4), ("y", 0)] {
                let command = """
                    LC_ALL=C.UTF-8 MINTMARK_HOME=\(practice.program.home) \(Program.path) @svc tools-call secret-report
                    """
                try await TmuxSession.with(columns: 120, rows: 30, running: command) { session in
                    _ = try await session.wait(for: "Ask for them from now on?")
                    try await session.send(answer, "Enter")
                    _ = try await session.wait(for: "left \(code)")
                }
            }
            #expect(try await practice.shown("ledger-audit")["requested_scopes"] == ["mcp:read", "mcp:admin"])
        }
    }
}
