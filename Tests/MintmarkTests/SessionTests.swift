import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `connect`, `@svc …` and `probe`, by the real binary over real HTTP, in both wire revisions.
@Suite struct SessionTests {
    @Test(arguments: ["both", "modern", "legacy"], ["auto", "json", "sse"])
    func `a server of either revision is listed page by page and called (M26, M25, ERA)`(
        revisions: String, answers: String
    ) async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            try await practice.control("mcp", ["revisions": .string(revisions), "answers": .string(answers)])
            let connected = try await practice.program.run("connect", practice.facts.mcp, "@svc", "--json")
            #expect(connected.code == 0, "\(connected.err)")
            #expect(
                connected.json["protocol_version"] as? String == (revisions == "legacy" ? "2025-11-25" : "2026-07-28"))
            let tools = try await practice.program.run("@svc", "tools-list", "--json").json
            #expect((tools["tools"] as? [Any])?.count == 7 && tools["schema_version"] as? Int == 1)
            #expect(
                try await practice.program.run("@svc", "tools-call", "echo", "text=42 \u{1B}[2Jü").out == "42 [2Jü\n")
            #expect(try await practice.program.run("@svc", "tools-call", "add", "{\"a\":1,\"b\":-3}").line == "-2")
        }
    }

    @Test func `a token that the server stops taking is replaced once, unseen (LC-4)`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            try await practice.program.run("connect", practice.facts.mcp, "@svc").expectOK()
            try await practice.control("rotate-signing-key", ["keep_previous": false])
            try await practice.control("reset-log", [:])
            #expect(try await practice.program.run("@svc", "tools-call", "whoami").line.contains("billing-sync"))
            #expect(try await practice.count(PracticeServers.tokenPath) == 1)
        }
    }

    @Test func `a server that takes no token of ours is exit 4 after one fresh token, not a loop`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            try await practice.program.run("connect", practice.facts.mcp, "@svc").expectOK()
            try await practice.control("reset-log", [:])
            try await practice.control("fault", ["path": "/mcp", "status": 401, "count": 99])
            let outcome = try await practice.program.run("@svc", "tools-list")
            #expect(outcome.code == 4, "\(outcome.err)")
            #expect(try await practice.count(PracticeServers.tokenPath) == 1)
            #expect(try await practice.count("/mcp") == 2)
        }
    }

    @Test func `a tool's own failure, a missing scope and an unknown tool are told apart`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            try await practice.program.run("connect", practice.facts.mcp, "@svc").expectOK()
            let failed = try await practice.program.run("@svc", "tools-call", "always-fails")
            #expect(failed.code == 2 && failed.err.contains("says that it failed"))
            let forbidden = try await practice.program.run("@svc", "tools-call", "secret-report")
            #expect(forbidden.code == 4 && forbidden.err.contains("mcp:admin"), "\(forbidden.err)")
            #expect(try await practice.program.run("@svc", "tools-call", "no-such-tool").code == 2)
            #expect(try await practice.program.run("@svc", "tools-call", "echo", "text").code == 1)
            let unknown = try await practice.program.run("@scv", "tools-list")
            #expect(unknown.code == 1 && unknown.err.contains("Did you mean @svc?"))
            #expect(try await practice.program.run("@svc", "close").code == 0)
            #expect(try await practice.program.run("@svc").code == 1)
        }
    }

    @Test func `connecting without a profile to a server that wants one says how to log in`() async throws {
        try await PracticeServers.with { practice in
            let outcome = try await practice.program.run("connect", practice.facts.mcp, "@svc")
            #expect(outcome.code == 4 && outcome.err.contains("mintmark login"), "\(outcome.err)")
            #expect(try await practice.program.run("connect", practice.facts.mcp, "svc").code == 1)
        }
    }

    @Test func `a token goes to its own server only (RES-7)`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let other = practice.facts.mcp.replacing("/mcp", with: "/reports/mcp")
            let outcome = try await practice.program.run("connect", other, "@svc", "--profile", "billing-sync")
            #expect(outcome.code == 1 && outcome.err.contains("not for"), "\(outcome.err)")
        }
    }

    @Test func `a probe names the rung at which it stopped, and why`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("search-worker")
            let good = try await practice.program.run("probe", "search-worker", "--json").json
            let names = (good["rungs"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
            #expect(
                names == [
                    "name", "connect", "resource metadata", "server metadata", "token", "handshake", "tools/list",
                ])
            try await practice.control(
                "metadata", ["protected_resource": ["authorization_servers": ["http://127.0.0.1:9/as"]]])
            let moved = try await practice.program.run("probe", "search-worker")
            #expect(moved.code == 4 && moved.err.contains("is on hold"), "\(moved.err)")
            try await practice.control("metadata", ["protected_resource": [:]])
            try await practice.control("client", ["client_id": "search-worker", "client_secrets": ["other"]])
            let stale = try await practice.program.run("token", "search-worker", "--force-new")
            #expect(stale.code == 4)
            try await practice.control("clock", ["advance_seconds": 4000])
            let refused = try await practice.program.run("probe", "search-worker", "--json").json
            #expect(refused["ok"] as? Bool == false)
        }
    }
}

extension Program.Outcome {
    func expectOK() throws { try #require(code == 0, "\(err)") }
}
