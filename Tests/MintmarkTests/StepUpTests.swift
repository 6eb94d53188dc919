import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// A tool that needs another scope, by the real binary (SC-4 to SC-7, SC-11).
@Suite struct StepUpTests {
    private func call(_ practice: PracticeServers) async throws -> Program.Outcome {
        try await practice.program.run("@svc", "tools-call", "secret-report", "--verbose")
    }

    private func connected(_ practice: PracticeServers, _ more: String...) async throws {
        let entry = try #require(practice.facts.clients.first { $0.clientID == "ledger-audit" })
        let outcome = try await practice.program.run(
            [
                "login", practice.facts.mcp, "--client-id", "ledger-audit", "--profile", "p", "--store", "vault",
                "--client-key", try #require(entry.privateKeyFile), "--scope", "mcp:read",
            ] + more)
        try #require(outcome.code == 0, "\(outcome.err)")
        let connect = try await practice.program.run("connect", practice.facts.mcp, "@svc")
        try #require(connect.code == 0, "\(connect.err)")
        try await practice.control("reset-log", [:])
    }

    @Test func `a script gets no further scope by itself, and is told how to`() async throws {
        try await PracticeServers.with { practice in
            try await connected(practice)
            let outcome = try await call(practice)
            #expect(outcome.code == 4 && outcome.out.isEmpty, "\(outcome.err)")
            #expect(
                outcome.err.contains("mcp:admin") && outcome.err.contains("mintmark set p --step-up auto"),
                "\(outcome.err)")
            #expect(outcome.err.contains("mintmark set p --scope 'mcp:read mcp:admin'"), "\(outcome.err)")
            #expect(try await practice.count(PracticeServers.tokenPath) == 0)
            #expect(try await practice.shown("p")["requested_scopes"] == ["mcp:read"])
        }
    }

    @Test func `on request it asks for both, and the profile keeps them (SC-4)`() async throws {
        try await PracticeServers.with { practice in
            try await connected(practice, "--step-up", "auto")
            let outcome = try await call(practice)
            #expect(outcome.code == 0 && outcome.out.contains("All practice machines"), "\(outcome.err)")
            #expect(try await practice.count(PracticeServers.tokenPath) == 1)
            #expect(try await practice.shown("p")["requested_scopes"] == ["mcp:read", "mcp:admin"])
            #expect(try await call(practice).code == 0)
            #expect(try await practice.count(PracticeServers.tokenPath) == 1)
        }
    }

    @Test func `a server that grants less is said so, once, and the profile stays as it was (SC-7)`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control(
                "client", ["client_id": "ledger-audit", "scopes": ["mcp:read", "mcp:call"], "narrow_scope": true])
            try await connected(practice, "--step-up", "auto")
            let outcome = try await call(practice)
            #expect(outcome.code == 4 && outcome.err.contains("not granted mcp:admin"), "\(outcome.err)")
            #expect(try await practice.count(PracticeServers.tokenPath) == 1)
            #expect(try await practice.shown("p")["requested_scopes"] == ["mcp:read"])
        }
    }

    @Test func `a refusal of the wider request is told, and the old token goes on serving`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control("client", ["client_id": "ledger-audit", "scopes": ["mcp:read"]])
            try await connected(practice, "--step-up", "auto")
            let outcome = try await call(practice)
            #expect(outcome.code == 2 && outcome.err.contains("invalid_scope"), "\(outcome.err)")
            #expect(try await practice.count(PracticeServers.tokenPath) == 1)
            let whoami = try await practice.program.run("@svc", "tools-call", "whoami")
            #expect(whoami.code == 0, "\(whoami.err)")
        }
    }

    @Test func `a server that always wants more ends after a few tries (SC-6)`() async throws {
        try await PracticeServers.with { practice in
            try await connected(practice, "--step-up", "auto")
            try await practice.control(
                "fault",
                [
                    "path": "/mcp", "status": 403, "count": 50,
                    "headers": [
                        "WWW-Authenticate": "Bearer error=\"insufficient_scope\", scope=\"mcp:admin\""
                    ],
                ])
            let outcome = try await call(practice)
            #expect(outcome.code == 4, "\(outcome.err)")
            #expect(try await practice.count("/mcp") <= 4)
            #expect(try await practice.count(PracticeServers.tokenPath) <= 2)
        }
    }

    @Test func `set changes the policy, and an unknown one is refused with those that are known`() async throws {
        try await PracticeServers.with { practice in
            try await connected(practice)
            #expect(try await practice.program.run("set", "p", "--step-up", "auto").code == 0)
            #expect(try await call(practice).code == 0)
            let bad = try await practice.program.run("set", "p", "--step-up", "sometimes")
            #expect(bad.code == 1 && bad.err.contains("ask, never, auto"))
        }
    }
}
