import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `kill -9` of the real binary at random instants of a migration between the vault and a real Secret Service.
@Suite(.enabled(if: Completeness.hasKeyring)) struct MigrationTortureTests {
    static let rounds = Torture.rounds(of: 50)

    private static let machines = ["billing-sync", "ledger-audit", "metrics-push", "odd-secret"]

    @Test func `killed at any moment every profile gets its token, and the next run ends the move`() async throws {
        try await PracticeServers.with(tokenLifetime: 86_400) { practice in
            let program = practice.program
            for name in Self.machines { try await practice.login(name) }
            try await practice.loginLaptop()
            _ = try await program.run(
                practice.loginWords("static", "pasted", ["--token-stdin", "--untried"]), input: "a-token")
            try await practice.control("reset-log", [:])
            var random = SplitMix(seed: Torture.seed)
            var held = try await MigrateStoreTests.tokens(program)
            #expect(held.count == Self.machines.count + 2)
            // Whole moves there and back say how long one takes here.
            let start = ContinuousClock.now
            for store in ["secret-service", "vault"] { try await finish(store, program) }
            let whole = Int(start.duration(to: .now) / .milliseconds(2))
            for round in 0..<Self.rounds {
                let store = round % 2 == 0 ? "secret-service" : "vault"
                let renewal = round % 3 == 2 ? try LiveRun(program, ["renew", "--all", "--force"], input: "") : nil
                for _ in 0..<2 {
                    let run = try LiveRun(program, ["migrate-store", "--to", store], input: "")
                    try await Task.sleep(for: .milliseconds(Int.random(in: 0...whole, using: &random)))
                    run.signal(SIGKILL)
                    _ = await run.outcome()
                }
                _ = await renewal?.outcome()
                let words = "round \(round) of seed \(Torture.seed)" as Comment
                let now = try await MigrateStoreTests.tokens(program)
                if renewal == nil { #expect(differing(now, held).isEmpty, words) }
                held = now
                // The credential moved as well as the token.
                let one = (Self.machines + ["laptop"]).randomElement(using: &random) ?? "laptop"
                let fresh = try await MigrateStoreTests.patient(program, "token", one, "--force-new")
                #expect(fresh.code == 0, "\(one), \(words): \(fresh.err)")
                held[one] = fresh.line
                try await finish(store, program)
                #expect(differing(try await MigrateStoreTests.tokens(program), held).isEmpty, words)
                try await checkTidy(store, practice, words)
            }
        }
    }

    /// The names whose tokens are not the same.
    private func differing(_ a: [String: String], _ b: [String: String]) -> [String] {
        Set(a.keys).union(b.keys).filter { a[$0] != b[$0] }.sorted()
    }

    private func finish(_ store: String, _ program: Program) async throws {
        let outcome = try await MigrateStoreTests.patient(program, "migrate-store", "--to", store)
        #expect(outcome.code == 0, "\(outcome.out) \(outcome.err)")
        #expect(try await MigrateStoreTests.stores(program) == [store])
    }

    /// As many items as the rows name, in that store alone.
    private func checkTidy(_ store: String, _ practice: PracticeServers, _ words: Comment) async throws {
        #expect(
            try await MigrateStoreTests().sql("SELECT count(*) FROM unnamed_item", practice.program) == "0", words)
        let sealed = try FileManager.default.contentsOfDirectory(atPath: "\(practice.program.home)/vault")
            .filter { $0.hasSuffix(".jwe") }
        let ids = try await MigrateStoreTests().sql("SELECT id FROM profile", practice.program)
            .split(separator: "\n").map(String.init)
        var inService = 0
        for id in ids {
            let found = try await Shell.run("secret-tool search --all profile \(id) 2>/dev/null | grep -c '^label'").out
            inService += Int(found.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
        }
        // Two for each machine, an access and a refresh token for the person, one that was pasted.
        let all = Self.machines.count * 2 + 3
        #expect(sealed.count == (store == "vault" ? all : 0), "\(words): \(sealed)")
        #expect(inService == (store == "vault" ? 0 : all), words)
    }
}
