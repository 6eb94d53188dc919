import Foundation
import MintCore
import TestSupport
import Testing

struct SetTests {
    @Test func `a renewal under way does not bring back what was asked for before (LC-9)`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            try await practice.control(
                "fault", ["path": .string(PracticeServers.tokenPath), "delay_ms": 1500, "count": 1])
            async let renewal = practice.program.run("token", "billing-sync", "--force-new")
            while try await practice.held(PracticeServers.tokenPath) == 0 {}
            let set = try await practice.program.run("set", "billing-sync", "--scope", "mcp:call")
            #expect(set.code == 0, "\(set.err)")
            #expect(try await renewal.code == 0)
            let shown = try await practice.shown("billing-sync")
            #expect(shown["state"]?.text == "none", "\(shown)")
        }
    }

    @Test func `a pasted token outlives every setting, and a client that has no credential gets no method`()
        async throws
    {
        try await Program.withHome { program in
            let login = try await program.run(
                "login", "http://127.0.0.1:9/mcp", "--profile", "pasted", "--grant", "static", "--token-stdin",
                "--store",
                "vault", input: "pasted-token")
            #expect(login.code == 0, "\(login.err)")
            for change in [["--scope", "x"], ["--audience", "y"], ["--no-resource"]] {
                #expect(try await program.run(["set", "pasted"] + change).code == 0)
            }
            let token = try await program.run("token", "pasted")
            #expect(token.code == 0 && token.out == "pasted-token\n", "\(token.err)")
            let refused = try await program.run("set", "pasted", "--auth-method", "client_secret_post")
            #expect(refused.code == 1 && refused.err.contains("no client credential"), "\(refused.err)")
        }
    }

    @Test func `a minimum that a pasted token cannot meet prints it, with exit code 8`() async throws {
        try await Program.withHome { program in
            _ = try await program.run(
                "login", "http://127.0.0.1:9/mcp", "--profile", "pasted", "--grant", "static", "--token-stdin",
                "--token-expires", "30m", "--store", "vault", input: "pasted-token")
            let token = try await program.run("token", "pasted", "--min-valid", "1h")
            #expect(token.code == 8 && token.out == "pasted-token\n", "\(token.err)")
        }
    }

    @Test func `tags and a note are the operator's own, and are shown`() async throws {
        try await Program.withHome { program in
            _ = try await program.run(
                "login", "http://127.0.0.1:9/mcp", "--profile", "pasted", "--grant", "static", "--token-stdin",
                "--store", "vault", "--tag", "Prod", "--note", "ask ops first", input: "pasted-token")
            #expect(try await program.run("set", "pasted", "--tag", "team:data", "--tag", "prod").code == 0)
            var item = try #require(try await program.run("list", "--json").jsonItems.first)
            #expect(item["tags"] as? [String] == ["team:data", "prod"] && item["note"] as? String == "ask ops first")
            let shown = try await program.run("show", "pasted").out
            #expect(shown.contains("team:data prod") && shown.contains("ask ops first"))
            #expect(try await program.run("set", "pasted", "--untag", "prod", "--note", "").code == 0)
            item = try #require(try await program.run("list", "--json").jsonItems.first)
            #expect(item["tags"] as? [String] == ["team:data"] && item["note"] is NSNull)
            let refused = try await program.run("set", "pasted", "--tag", "two words")
            #expect(refused.code == 1 && refused.err.contains("one word"), "\(refused.err)")
        }
    }
}
