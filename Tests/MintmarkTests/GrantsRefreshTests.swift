import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// A person's tokens after the login: renewed by the refresh token, by everybody at once, until the server says no.
@Suite struct GrantsRefreshTests {
    @Test
    func `twenty at once with an expired token make one refresh, and its successor serves next (B1, B2, B3, B10)`()
        async throws
    {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            try await practice.loginLaptop()
            for round in 1...2 {
                try await TokenTests.age("laptop", by: 700, in: practice.program)
                try await practice.control("reset-log", [:])
                let answers = try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
                    for _ in 0..<20 { group.addTask { try await practice.program.run("token", "laptop") } }
                    return try await group.reduce(into: [Program.Outcome]()) { $0.append($1) }
                }
                #expect(answers.allSatisfy { $0.code == 0 }, "\(answers.first { $0.code != 0 }?.err ?? "")")
                #expect(Set(answers.map(\.out)).count == 1)
                #expect(try await practice.count(PracticeServers.tokenPath) == 1, "round \(round)")
            }
        }
    }

    @Test func `the lock is where the profile is, whatever else the environment says (B5)`() async throws {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            try await practice.loginLaptop()
            try await TokenTests.age("laptop", by: 700, in: practice.program)
            try await practice.control("reset-log", [:])
            let answers = try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
                for number in 0..<8 {
                    let names = [
                        "HOME", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME",
                    ]
                    let other = names.map { ($0, "\(practice.program.home)-\(number)") }
                    group.addTask {
                        try await practice.program.run(
                            "token", "laptop", environment: Dictionary(uniqueKeysWithValues: other))
                    }
                }
                return try await group.reduce(into: [Program.Outcome]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.code == 0 }, "\(answers.first { $0.code != 0 }?.err ?? "")")
            #expect(Set(answers.map(\.out)).count == 1)
            #expect(try await practice.count(PracticeServers.tokenPath) == 1)
        }
    }

    @Test func `a server that does not rotate goes on taking the first refresh token`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control("client", ["client_id": "laptop", "rotate_refresh_tokens": false])
            try await practice.loginLaptop()
            for _ in 1...3 { #expect(try await practice.program.run("token", "laptop", "--force-new").code == 0) }
        }
    }

    @Test func `a dead refresh token is tried once, then a person is called for, with exit 4 (TK-11)`() async throws {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            try await practice.loginLaptop()
            try await TokenTests.age("laptop", by: 700, in: practice.program)
            // The family's lifetime is over.
            try await practice.control("clock", ["advance_seconds": 1_300_000])
            try await practice.control("reset-log", [:])
            let first = try await practice.program.run("token", "laptop")
            #expect(first.code == 4 && first.out.isEmpty && first.err.contains("invalid_grant"), "\(first.err)")
            let second = try await practice.program.run("token", "laptop")
            #expect(second.code == 4 && second.err.contains("log in again"), "\(second.err)")
            #expect(second.err.contains("--grant authorization-code"))
            #expect(try await practice.count(PracticeServers.tokenPath) == 1)
            #expect(try await practice.program.run("list").out.contains("failing") == false)
            try await practice.control("clock", ["advance_seconds": -1_300_000])
            try await practice.loginLaptop()
            #expect(try await practice.program.run("token", "laptop", "--force-new").code == 0)
        }
    }

    @Test func `a refresh that is refused early keeps the token that lasts, and the refresh token (B8)`() async throws {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            try await practice.loginLaptop()
            let old = try await practice.program.run("token", "laptop").line
            try await TokenTests.age("laptop", by: 585, in: practice.program)
            try await practice.control(
                "fault",
                ["path": .string(PracticeServers.tokenPath), "status": 400, "body": ["error": "invalid_grant"]])
            let kept = try await practice.program.run("token", "laptop")
            #expect(kept.code == 0 && kept.line == old && kept.err.contains("invalid_grant"), "\(kept.err)")
            // Not asked again at once, but nearer to the end.
            #expect(try await practice.program.run("token", "laptop").line == old)
            #expect(try await practice.count(PracticeServers.tokenPath) == 2)
            _ = try await Shell.run(
                "sqlite3 '\(practice.program.home)/mintmark.sqlite' 'UPDATE contact SET at = at - 60'")
            let next = try await practice.program.run("token", "laptop")
            #expect(next.code == 0 && next.line != old, "\(next.err)")
        }
    }

    @Test func `a login without a refresh token says so, and that a person must come back`() async throws {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            try await practice.control("client", ["client_id": "laptop", "grants": ["authorization_code"]])
            let (outcome, _) = try await practice.pasteLogin("laptop", "--client-id", "laptop")
            #expect(outcome.code == 0 && outcome.err.contains("no refresh token came"), "\(outcome.err)")
            try await TokenTests.age("laptop", by: 700, in: practice.program)
            let token = try await practice.program.run("token", "laptop", "--json")
            #expect(token.code == 4 && token.out.isEmpty, "\(token.err)")
            #expect(JSONValue(bytes: Array(token.err.utf8))?["error"]?["exit_status"] == 4)
        }
    }
}
