import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// A server that moves to another issuer, or changes what it publishes, by the real binary (LC-5, REG-6).
@Suite struct IssuerChangeTests {
    /// A profile and a session, then the server names `as2` alone.
    private func moved(_ practice: PracticeServers) async throws {
        try await practice.login("billing-sync")
        #expect(try await practice.program.run("connect", practice.facts.mcp, "@svc").code == 0)
        try await practice.control("mcp", ["issuers": ["as2"]])
        try await practice.control("reset-log", [:])
    }

    @Test func `the next 401 puts the profile on hold: nothing goes to the new issuer, and nothing to the old`()
        async throws
    {
        try await PracticeServers.with { practice in
            try await moved(practice)
            let first = try await practice.program.run("@svc", "tools-list")
            #expect(first.code == 4 && first.err.contains("on hold") && first.err.contains("/as2"), "\(first.err)")
            let second = try await practice.program.run("token", "billing-sync", "--force-new")
            #expect(second.code == 4 && second.err.contains("--keep-issuer"), "\(second.err)")
            #expect(try await practice.program.run("renew", "--all", "--force").code == 4)
            #expect(try await practice.requests(below: "/as2/").isEmpty)
            #expect(try await practice.requests(below: "/as/token").isEmpty)

            let list = try await practice.program.run("list")
            #expect(list.out.contains("on hold"), "\(list.out)")
            let item = try #require(try await practice.program.run("list", "--json").jsonItems.first)
            #expect((item["hold"] as? [String: Any])?["issuer"] as? String == "\(practice.facts.issuer)2")
            #expect(item["health"] as? String == "failing")
            let shown = try await practice.program.run("show", "billing-sync")
            #expect(shown.out.contains("hold  ") && shown.out.contains("/as2"), "\(shown.out)")
        }
    }

    @Test func `an operator may go on with the old issuer`() async throws {
        try await PracticeServers.with { practice in
            try await moved(practice)
            _ = try await practice.program.run("@svc", "tools-list")
            let kept = try await practice.program.run("set", "billing-sync", "--keep-issuer", "--json")
            #expect(kept.code == 0 && kept.json["name"] as? String == "billing-sync", "\(kept.err)")
            let token = try await practice.program.run("token", "billing-sync", "--force-new")
            #expect(token.code == 0, "\(token.err)")
            #expect(try await practice.program.run("list").out.contains("on hold") == false)
            // The server still names the other one: looking again does not ask again.
            _ = try await practice.program.run("@svc", "tools-list")
            #expect(try await practice.program.run("token", "billing-sync", "--force-new").code == 0)
            // The server moves back: all is well.
            try await practice.control("mcp", ["issuers": ["as"]])
            #expect(try await practice.program.run("@svc", "tools-list").code == 0)
        }
    }

    @Test func `a login with credentials of the new issuer lifts the hold`() async throws {
        try await PracticeServers.with { practice in
            try await moved(practice)
            _ = try await practice.program.run("@svc", "tools-list")
            try await practice.control(
                "client",
                [
                    "client_id": "moved", "issuer": "as2", "method": "client_secret_basic",
                    "client_secrets": ["new-secret"],
                ])
            let words = [
                "login", practice.facts.mcp, "--profile", "billing-sync", "--client-id", "moved",
                "--client-secret-stdin",
            ]
            let issuer = "\(practice.facts.issuer)2"
            let again = try await practice.program.run(words + ["--issuer", issuer], input: "new-secret")
            #expect(again.code == 0 && again.out.contains(issuer), "\(again.err)")
            let tools = try await practice.program.run("@svc", "tools-list")
            #expect(tools.code == 0, "\(tools.err)")
            #expect(try await practice.program.run("list", "--json").jsonItems.first?["health"] as? String == "ok")
        }
    }

    @Test func `a server that comes back to the issuer releases the profile`() async throws {
        try await PracticeServers.with { practice in
            try await moved(practice)
            _ = try await practice.program.run("@svc", "tools-list")
            try await practice.control("mcp", ["issuers": ["as2", "as"]])
            let probe = try await practice.program.run("probe", "billing-sync")
            #expect(probe.code == 0, "\(probe.out) \(probe.err)")
            #expect(try await practice.program.run("token", "billing-sync", "--force-new").code == 0)
        }
    }

    @Test func `a probe says what changed until somebody takes it as right (REG-5)`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            #expect(try await practice.program.run("probe", "billing-sync").out.contains("scopes_supported") == false)
            try await practice.control(
                "metadata",
                [
                    "authorization_server": [
                        "token_endpoint_auth_methods_supported": ["private_key_jwt"], "revocation_endpoint": .null,
                    ]
                ])
            let probe = try await practice.program.run("probe", "billing-sync")
            #expect(probe.code == 0, "\(probe.out) \(probe.err)")
            #expect(probe.out.contains("token_endpoint_auth_methods_supported"), "\(probe.out)")
            let shown = try await practice.program.run("show", "billing-sync")
            #expect(shown.out.contains("revocation_endpoint"), "\(shown.out)")
            let accepted = try await practice.program.run("set", "billing-sync", "--accept-drift")
            #expect(accepted.code == 0, "\(accepted.err)")
            #expect(try await practice.program.run("show", "billing-sync").out.contains("revocation_endpoint") == false)
        }
    }

    @Test func `a token endpoint that moved is used once somebody accepts it, and nothing is sent by that (NET-4)`()
        async throws
    {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let set = ["set", "billing-sync", "--accept-drift"]
            let early = try await practice.program.run(set)
            #expect(early.code == 0 && early.err.contains("nothing to accept"), "\(early.err)")
            #expect(early.err.contains("mintmark probe billing-sync"), "\(early.err)")

            let moved = "\(practice.facts.issuer)2/token"
            try await practice.control("metadata", ["authorization_server": ["token_endpoint": .string(moved)]])
            let probe = try await practice.program.run("probe", "billing-sync")
            #expect(probe.out.contains("changed: token_endpoint: "), "\(probe.out)")
            try await practice.control("reset-log", [:])
            let accepted = try await practice.program.run(set)
            #expect(accepted.code == 0 && accepted.err.contains("at \(moved) from now on"), "\(accepted.err)")
            #expect(try await practice.requests(below: "/as").isEmpty)
            #expect(try await practice.shown("billing-sync")["token_endpoint"]?.text == moved)
            #expect(try await practice.program.run("token", "billing-sync").code == 0)
            _ = try await practice.program.run("token", "billing-sync", "--force-new")
            #expect(try await practice.requests(below: "/as/token").isEmpty)
            #expect(try await practice.requests(below: "/as2/token").isEmpty == false)
        }
    }
}
