import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `renew` by the real binary.
@Suite struct RenewTests {
    @Test func `a batch that succeeds in part is exit 2 and says which, in words and in JSON`() async throws {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            try await practice.login("ledger-audit")
            try await practice.login("metrics-push")
            try await practice.login("odd-secret")
            try await practice.control("client", ["client_id": "odd-secret", "client_secrets": ["another"]])
            _ = try await practice.program.run(
                practice.loginWords("static", "pasted", ["--token-stdin", "--untried"]), input: "a-token")
            try await TokenTests.age("ledger-audit", by: 700, in: practice.program)
            try await TokenTests.age("odd-secret", by: 700, in: practice.program)
            let json = try await practice.program.run("renew", "--all", "--json")
            #expect(json.code == 2 && json.err.isEmpty, "\(json.err)")
            let words = Dictionary(
                json.jsonItems.map { ($0["name"] as? String ?? "", $0["outcome"] as? String ?? "") }
            ) { $1 }
            #expect(
                words == [
                    "ledger-audit": "renewed", "metrics-push": "good", "odd-secret": "failed", "pasted": "pasted",
                ])
            #expect(json.jsonItems.allSatisfy { $0["schema_version"] as? Int == 1 })
            let text = try await practice.program.run("renew", "--all")
            #expect(text.code == 2 && text.out.contains("odd-secret: failed: "), "\(text.out)")
            let alone = try await practice.program.run("renew", "odd-secret")
            #expect(alone.code == 4 && (alone.out + alone.err).contains("invalid_client"), "\(alone.out)")
        }
    }

    @Test func `what is good is left alone, what is near its end is renewed, and force renews all`() async throws {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            try await practice.login("ledger-audit")
            try await practice.login("odd-secret")
            try await TokenTests.age("odd-secret", by: 560, in: practice.program)
            try await practice.control("reset-log", [:])
            #expect(try await practice.program.run("renew", "--all").code == 0)
            #expect(try await practice.count(PracticeServers.tokenPath) == 1)
            let forced = try await practice.program.run("renew", "--all", "--force", "--parallel", "1")
            #expect(forced.code == 0 && !forced.out.contains("eyJ"), "no token is printed: \(forced.out)")
            #expect(try await practice.count(PracticeServers.tokenPath) == 3)
        }
    }

    @Test func `no more than asked for go on at a time`() async throws {
        try await PracticeServers.with { practice in
            let clients = ["ledger-audit", "metrics-push", "odd-secret", "billing-sync"]
            for client in clients { try await practice.login(client) }
            try await practice.control("reset-log", [:])
            try await practice.control(
                "fault", ["path": .string(PracticeServers.tokenPath), "delay_ms": 700, "count": 4])
            let renewal = Task {
                try await practice.program.run("renew", "--all", "--force", "--parallel", "2")
            }
            var most = 0
            while try await practice.count(PracticeServers.tokenPath) < 4 {
                most = max(most, try await practice.held(PracticeServers.tokenPath))
            }
            #expect(try await renewal.value.code == 0)
            #expect(most == 2)
        }
    }

    @Test func `a person's grant that needs a login is told, never started (DV-7)`() async throws {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            try await practice.control("client", ["client_id": "laptop", "grants": ["authorization_code"]])
            try await practice.loginLaptop()
            try await TokenTests.age("laptop", by: 700, in: practice.program)
            try await practice.control("reset-log", [:])
            let outcome = try await practice.program.run("renew", "laptop")
            #expect(outcome.code == 4 && (outcome.out + outcome.err).contains("log in again"), "\(outcome.out)")
            #expect(try await practice.requests(below: "/as/").isEmpty)
        }
    }

    @Test(arguments: [[], ["--all", "p"], ["nobody"], ["--all", "--parallel", "0"], ["--all", "--parallel", "65"]])
    func `what cannot be meant is exit 1`(words: [String]) async throws {
        try await Program.withHome { program in
            let outcome = try await program.run(["renew"] + words)
            #expect(outcome.code == 1 && outcome.out.isEmpty && !outcome.err.isEmpty)
            #expect(try await program.run("renew", "--all").code == 0, "no profiles are no failure")
        }
    }
}
