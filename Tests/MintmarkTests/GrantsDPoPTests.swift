import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `--dpop` by the real binary, against servers that want it, and nonces with it (RFC 9449).
@Suite struct GrantsDPoPTests {
    private func strict(_ practice: PracticeServers) async throws {
        try await practice.control(
            "dpop", ["required": true, "as_nonce": true, "rs_nonce": true, "renew_nonces": true])
    }

    @Test func `a bound token serves where nonces of both servers are wanted`() async throws {
        try await PracticeServers.with { practice in
            try await strict(practice)
            let outcome = try await practice.login("billing-sync", "--dpop")
            #expect(outcome.out.contains("bound to our key"), "\(outcome.out)")
            #expect(
                try await practice.requests(below: "/as/token") == ["/as/token 400", "/as/token 200"],
                "once more with the nonce, and no more")
            let json = try await practice.program.run("token", "billing-sync", "--json").json
            #expect(json["token_type"] as? String == "DPoP")
            let connect = try await practice.program.run("connect", practice.facts.mcp, "@svc")
            #expect(connect.code == 0, "\(connect.err)")
            for _ in 1...2 {
                let call = try await practice.program.run("@svc", "tools-call", "add", "a:=19", "b:=23")
                #expect(call.code == 0 && call.line == "42", "\(call.err)")
            }
            let probe = try await practice.program.run("probe", "billing-sync")
            #expect(probe.code == 0, "\(probe.out) \(probe.err)")
            let renewed = try await practice.program.run("token", "billing-sync", "--force-new")
            #expect(renewed.code == 0, "\(renewed.err)")
        }
    }

    @Test(arguments: ["as", "rs"]) func `a nonce that went stale is replaced in one more try (DP-6)`(whose: String)
        async throws
    {
        try await PracticeServers.with { practice in
            try await strict(practice)
            try await practice.login("billing-sync", "--dpop")
            _ = try await practice.program.run("connect", practice.facts.mcp, "@svc")
            try await practice.control("dpop", ["stale_nonces": true])
            let words = whose == "as" ? ["token", "billing-sync", "--force-new"] : ["@svc", "tools-call", "whoami"]
            let outcome = try await practice.program.run(words)
            #expect(outcome.code == 0, "\(outcome.err)")
        }
    }

    @Test func `a proof for one request is printed with the token, and opens that request once`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control("dpop", ["required": true])
            try await practice.login("billing-sync", "--dpop")
            let lines = try await practice.program.run(
                "token", "billing-sync", "--header", "--proof-for", "post \(practice.facts.mcp)"
            ).out.split(separator: "\n").map(String.init)
            #expect(lines.count == 2 && lines.contains { $0.hasPrefix("Authorization: DPoP ") })
            #expect(lines.contains { $0.lowercased().hasPrefix("dpop: ") })
            let body = #"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}"#
            let headers = lines.map { "-H '\($0)'" }.joined(separator: " ")
            let curl = """
                curl -s -o /dev/null -w '%{http_code}\\n' \(headers) -H 'Content-Type: application/json' \
                -H 'Accept: application/json, text/event-stream' -d '\(body)' \(practice.facts.mcp)
                """
            let first = try await Shell.run(curl).out.trimmed
            #expect(first != "401" && first.count == 3)
            #expect(try await Shell.run(curl).out.trimmed == "401", "a proof is good for one request")

            let json = try await practice.program.run(
                "token", "billing-sync", "--headers-json", "--proof-for", "GET \(practice.facts.mcp)")
            #expect((json.json["Authorization"] as? String)?.hasPrefix("DPoP ") == true && json.json.count == 2)
            let bare = try await practice.program.run("token", "billing-sync", "--header")
            #expect(bare.code == 0 && bare.err.contains("--proof-for"))
        }
    }

    @Test func `a proof is not made for what cannot use it`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync", "--dpop")
            try await practice.login("ledger-audit")
            for target in ["GET", "GET not-a-url", "GET http://elsewhere.example/", "", "G T https://x.example/"] {
                let outcome = try await practice.program.run("token", "billing-sync", "--header", "--proof-for", target)
                #expect(outcome.code == 1 && outcome.out.isEmpty && outcome.err.contains("--proof-for"), "\(target)")
            }
            let alone = try await practice.program.run(
                "token", "billing-sync", "--proof-for", "GET https://x.example/")
            #expect(alone.code == 1 && alone.out.isEmpty && alone.err.contains("--header"), "\(alone.err)")
            let bearer = try await practice.program.run(
                "token", "ledger-audit", "--header", "--proof-for", "GET https://x.example/")
            #expect(bearer.code == 1 && bearer.out.isEmpty)
        }
    }

    @Test func `a profile without a key is told what the server wants (DP-7)`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("ledger-audit")
            try await strict(practice)
            let entry = try #require(practice.facts.clients.first { $0.clientID == "billing-sync" })
            let login = try await practice.program.run(
                "login", practice.facts.mcp, "--client-id", "billing-sync", "--client-key",
                try #require(entry.privateKeyFile), "--store", "vault")
            #expect(login.code == 1 && login.err.contains("--dpop"), "\(login.err)")
            #expect(try await practice.count(PracticeServers.tokenPath) == 1)
            let old = try await practice.program.run("connect", practice.facts.mcp, "@svc")
            #expect([2, 4].contains(old.code) && old.err.contains("--dpop"), "\(old.err)")
            let token = try await practice.program.run("token", "ledger-audit", "--force-new")
            #expect([2, 4].contains(token.code) && token.err.contains("--dpop"), "\(token.err)")
        }
    }

    @Test func `the key stays through a login anew, and a refresh token stays bound to it (DP-8)`() async throws {
        try await PracticeServers.with { practice in
            try await strict(practice)
            try await practice.loginLaptop("--dpop")
            let first = try await practice.shown("laptop")["dpop_key"]
            #expect(first != nil && first != .null)
            #expect(try await practice.program.run("token", "laptop", "--force-new").code == 0)
            try await practice.loginLaptop()
            #expect(try await practice.shown("laptop")["dpop_key"]?["thumbprint"] == first?["thumbprint"])
            let renewed = try await practice.program.run("token", "laptop", "--force-new")
            #expect(renewed.code == 0, "\(renewed.err)")
            let call = try await practice.program.run("connect", practice.facts.mcp, "@svc")
            #expect(call.code == 0, "\(call.err)")
        }
    }
}
