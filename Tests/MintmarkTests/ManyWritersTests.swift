import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// Two programs and an open board that write at the same time: whatever each of them was told to be done is there.
@Suite(.serialized) struct ManyWritersTests {
    private static let rounds = 6

    private static func must(_ program: Program, _ words: String...) async throws {
        let outcome = try await program.run(words)
        #expect(outcome.code == 0, "\(words): \(outcome.err)")
    }

    /// `renew` events, with this detail.
    private static func renewals(_ program: Program, _ detail: String? = nil) async throws -> Int {
        let events = try await program.run("log", "--json", "--limit", "0", "--action", "renew").jsonItems
        return events.count { detail == nil || $0["detail"] as? String == detail }
    }

    private static func wait(for what: String, _ isThere: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try await !isThere() { try #require(ContinuousClock.now < deadline, "\(what) did not happen") }
    }

    /// What one program does; the other one does it in another order.
    private static func work(_ program: Program, _ own: (Int) -> [String]) async throws {
        for round in 1...rounds {
            try await must(program, "renew", "laptop", "--force")
            let outcome = try await program.run(["set", "laptop"] + own(round))
            #expect(outcome.code == 0, "\(outcome.err)")
            try await must(program, "renew", "billing-sync", "--force")
        }
    }

    @Test func `two programs and the board write at once, and no update is lost`() async throws {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            let program = practice.program
            // A refresh token that was used before, or lost, ends the laptop's whole family at this server.
            try await practice.loginLaptop()
            for name in ["billing-sync", "ledger-audit"] { try await practice.login(name) }
            for name in ["laptop", "billing-sync", "ledger-audit"] {
                try await Self.must(program, "set", name, "--keep-warm", "always")
            }
            try await practice.control("reset-log", [:])
            let command = "LC_ALL=C.UTF-8 MINTMARK_HOME=\(program.home) \(Program.path) board"
            try await TmuxSession.with(columns: 100, rows: 24, running: command) { session in
                _ = try await session.wait(for: "ledger-audit")
                async let one: Void = Self.work(program) { ["--audience", "a-\($0)"] }
                async let other: Void = Self.work(program) { ["--step-up", $0.isMultiple(of: 2) ? "auto" : "ask"] }
                async let keys: Void = {
                    for _ in 1...3 { try await Self.must(program, "vault", "rotate-key") }
                }()
                // The board renews one that nobody else touches by itself, and the selected one at a key.
                try await TokenTests.age("ledger-audit", by: 590, in: program)
                for count in 1...3 {
                    // Where another program was just faster, its new token is the answer to the key: then once more.
                    try await Self.wait(for: "renewal \(count) by the board") {
                        try await session.send("R")
                        return try await Self.renewals(program, "board") >= count
                    }
                }
                try await Self.wait(for: "a renewal ahead of expiry") {
                    try await Self.renewals(program, "board, ahead") >= 1
                }
                _ = try await (one, other, keys)
                try await session.send("q")
                _ = try await session.wait(for: "left 0")
            }
            // Every token that was issued is one that somebody noted.
            let answers = try await practice.requests(below: PracticeServers.tokenPath)
            #expect(answers.allSatisfy { $0.hasSuffix(" 200") }, "\(answers)")
            #expect(try await Self.renewals(program) == answers.count)
            let laptop = try await practice.shown("laptop")
            #expect(laptop["settings"]?["audience"] == .string("a-\(Self.rounds)"), "\(laptop)")
            #expect(laptop["settings"]?["step_up"] == "auto", "\(laptop)")
            for name in ["laptop", "billing-sync", "ledger-audit"] {
                try await Self.must(program, "token", name, "--force-new")
            }
            let unnamed = try await Shell.run(
                "sqlite3 '\(program.home)/mintmark.sqlite' 'SELECT count(*) FROM unnamed_item'")
            #expect(unnamed.out == "0\n")
            let status = try await program.run("vault", "status", "--json")
            #expect(status.code == 0 && status.json["leftovers"] as? Int == 0, "\(status.out)")
        }
    }
}
