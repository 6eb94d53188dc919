import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `token` and `exec`, by the real binary over real HTTP.
@Suite struct TokenTests {
    @Test func `a hundred at once with an expired token make one request and get one token (LC-7)`() async throws {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            try await practice.login("ledger-audit")
            try await Self.age("ledger-audit", by: 700, in: practice.program)
            try await practice.control("reset-log", [:])
            let answers = try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
                for _ in 0..<100 { group.addTask { try await practice.program.run("token", "ledger-audit") } }
                return try await group.reduce(into: [Program.Outcome]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.code == 0 }, "\(answers.first { $0.code != 0 }?.err ?? "")")
            #expect(Set(answers.map(\.out)).count == 1)
            #expect(try await practice.count(PracticeServers.tokenPath) == 1)
        }
    }

    @Test func `a renewal that hangs does not hold up readers of a valid token`() async throws {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            try await practice.login("ledger-audit")
            let old = try await practice.program.run("token", "ledger-audit").line
            try await practice.control(
                "fault", ["path": .string(PracticeServers.tokenPath), "delay_ms": 20_000, "count": 1])
            let hanging = try LiveRun(practice.program, ["token", "ledger-audit", "--force-new"], input: "")
            while try await practice.count(PracticeServers.tokenPath) < 2 {}
            let reader = try await practice.program.run("token", "ledger-audit")
            #expect(reader.code == 0 && reader.line == old)
            #expect(try await practice.held(PracticeServers.tokenPath) == 1)  // the renewal still hangs
            hanging.signal(SIGKILL)
            #expect(await hanging.outcome().code == 137)
        }
    }

    @Test func `a failed renewal keeps the token that still lasts, and says so (LC-3)`() async throws {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            try await practice.login("ledger-audit")
            let old = try await practice.program.run("token", "ledger-audit").line
            try await Self.age("ledger-audit", by: 590, in: practice.program)
            try await practice.control(
                "fault", ["path": .string(PracticeServers.tokenPath), "status": 400, "count": 5])
            let kept = try await practice.program.run("token", "ledger-audit")
            #expect(kept.code == 0 && kept.line == old && kept.err.contains("refused the token request"), "\(kept.err)")
            #expect(try await practice.program.run("list", "--json").jsonItems.first?["health"] as? String == "failing")
        }
    }

    @Test func `every form of output carries the same token`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let plain = try await practice.program.run("token", "billing-sync").line
            #expect(
                try await practice.program.run("token", "billing-sync", "--header").line
                    == "Authorization: Bearer \(plain)")
            let headers = try await practice.program.run("token", "billing-sync", "--headers-json")
            #expect(headers.json["Authorization"] as? String == "Bearer \(plain)")
            let json = try await practice.program.run("token", "billing-sync", "--json").json
            #expect(json["access_token"] as? String == plain && json["schema_version"] as? Int == 1)
            #expect(
                json["issuer"] as? String == practice.facts.issuer && json["expires_at"] is Int
                    && json["scopes"] is [String])
            let other = try await practice.program.run("token", "billing-sync", "--force-new").line
            #expect(other != plain)
            #expect(practice.program.filesHolding(other).isEmpty && practice.program.filesHolding(plain).isEmpty)
        }
    }

    @Test func `a token shorter than asked for is printed with exit 8, without burning a token on every call (G13)`()
        async throws
    {
        try await PracticeServers.with(tokenLifetime: 60) { practice in
            try await practice.login("ledger-audit")
            let first = try await practice.program.run("token", "ledger-audit", "--min-valid", "1h")
            let second = try await practice.program.run("token", "ledger-audit", "--min-valid", "1h")
            #expect(first.code == 8 && second.code == 8 && !first.out.isEmpty)
            #expect(try await practice.count(PracticeServers.tokenPath) <= 2)
            #expect(try await practice.program.run("token", "ledger-audit", "--min-valid", "soon").code == 1)
        }
    }

    @Test func `a server that lost the client's secret is exit 4, and the credential is not tried twice`() async throws
    {
        try await PracticeServers.with { practice in
            try await practice.login("search-worker")
            try await practice.control("client", ["client_id": "search-worker", "client_secrets": ["other"]])
            try await practice.control("reset-log", [:])
            let refused = try await practice.program.run("token", "search-worker", "--force-new")
            #expect(refused.code == 4 && refused.err.contains("invalid_client"))
            #expect(try await practice.count(PracticeServers.tokenPath) == 1)
        }
    }

    @Test func `a token on a descriptor is there, whatever a renewal before it opened and closes`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            for number in [3, 7, 9, 11, 12] {
                for _ in 0..<3 {
                    let run = try await practice.program.run(
                        "exec", "billing-sync", "--fd", "\(number)", "--min-valid", "2h", "--", "bash", "-c",
                        "cat <&\(number) | wc -c")
                    #expect(Int(run.line) ?? 0 > 100, "\(number): \(run.err)")
                }
            }
        }
    }

    @Test func `exec hands over what was asked for and nothing else, and is the command's own exit`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let program = practice.program
            let token = try await program.run("token", "billing-sync").line
            #expect(
                try await program.run("exec", "billing-sync", "--env", "T", "--", "sh", "-c", "printf %s \"$T\"").out
                    == token)
            #expect(
                try await program.run("exec", "billing-sync", "--fd", "3", "--", "sh", "-c", "cat <&3").out == token)
            let file = try await program.run(
                "exec", "billing-sync", "--header-file", "--", "sh", "-c", "cat \"$MINTMARK_HEADER_FILE\"")
            #expect(file.line == "Authorization: Bearer \(token)")
            let bare = try await program.run("exec", "billing-sync", "--", "sh", "-c", "env; ls /proc/self/fd; exit 7")
            #expect(bare.code == 7 && !bare.out.contains(token))
            #expect(try await program.run("exec", "billing-sync", "--", "/nonexistent/x").code == 127)
            #expect(try await program.run("exec", "billing-sync", "--", "/etc/passwd").code == 126)
            #expect(try await program.run("exec", "nobody", "--", "true").code == 125)
            let nested = try await program.run(
                "exec", "billing-sync", "--", Program.path, "exec", "billing-sync", "--", "true")
            #expect(nested.code == 125 && nested.err.contains("exec inside of an exec"))
            let ended = try await program.run("exec", "billing-sync", "--", "sh", "-c", "kill -TERM $$; sleep 9")
            #expect(ended.code == 143)
        }
    }

    /// Moves a token's times into the past, as a day of waiting would.
    static func age(_ profile: String, by seconds: Int, in program: Program) async throws {
        let sql = """
            UPDATE token_state SET issued_at = issued_at - \(seconds), expires_at = expires_at - \(seconds)
            WHERE profile = (SELECT id FROM profile WHERE name = '\(profile)')
            """
        #expect(try await Shell.run("sqlite3 '\(program.home)/mintmark.sqlite' \"\(sql)\"").code == 0)
    }
}
