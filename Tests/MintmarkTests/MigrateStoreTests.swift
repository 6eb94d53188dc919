import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `migrate-store` by the real binary, between the vault and a real Secret Service.
@Suite struct MigrateStoreTests {
    @Test func `a dry run reads no secret and writes nothing, and says which store is not ready`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let before = files(in: practice.program.home)
            let rows = try await sql("SELECT sum(last) FROM generation", practice.program)
            let none = ["DBUS_SESSION_BUS_ADDRESS": "", "XDG_RUNTIME_DIR": ""]
            let program = practice.program
            let words = ["migrate-store", "--to", "secret-service", "--dry-run"]
            let outcome = try await program.run(words, environment: none)
            #expect(outcome.code == 5 && outcome.err.contains("no D-Bus session"), "\(outcome.err)")
            #expect(outcome.out == "billing-sync: would move 2 secrets from the vault\n", "\(outcome.out)")
            // The key's file is gone: a secret could not be read if it were tried.
            try FileManager.default.moveItem(atPath: "\(program.home)/config", toPath: "\(program.home)/elsewhere")
            let json = try await program.run(words + ["--json"], environment: none)
            try FileManager.default.moveItem(atPath: "\(program.home)/elsewhere", toPath: "\(program.home)/config")
            #expect(json.jsonItems.first?["outcome"] as? String == "would-move", "\(json.out)")
            #expect(json.jsonItems.first?["secrets"] as? Int == 2)
            #expect(files(in: program.home) == before)
            #expect(try await sql("SELECT sum(last) FROM generation", program) == rows, "nothing was reserved")
        }
    }

    @Test func `a store that is not ready is exit 5 before anything is written`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let outcome = try await practice.program.run(
                "migrate-store", "--to", "secret-service",
                environment: ["DBUS_SESSION_BUS_ADDRESS": "", "XDG_RUNTIME_DIR": ""])
            #expect(outcome.code == 5 && outcome.out.isEmpty, "\(outcome.err)")
            let trail = try await practice.program.run("log", "billing-sync", "--failed", "--json").jsonItems
            #expect(trail.map { $0["action"] as? String } == ["migrate-store"])
            #expect(trail.first?["detail"] as? String == "to secret-service")
            #expect(try await practice.program.run("token", "billing-sync").code == 0)
            #expect(try await sql("SELECT count(*) FROM unnamed_item", practice.program) == "0")
        }
    }

    @Test func `words that mean nothing are told, and nothing to do is no failure`() async throws {
        try await PracticeServers.with { practice in
            let empty = try await practice.program.run("migrate-store", "--to", "vault")
            #expect(empty.code == 0 && empty.err.contains("nothing to move"), "\(empty.err)")
            let wrong = try await practice.program.run("migrate-store", "--to", "valt")
            #expect(wrong.code == 1 && wrong.err.contains("vault"), "\(wrong.err)")
            let missing = try await practice.program.run("migrate-store")
            #expect(missing.code == 1 && missing.err.contains("--to"), "\(missing.err)")
            let nobody = try await practice.program.run("migrate-store", "--to", "vault", "nobody")
            #expect(nobody.code == 1 && nobody.err.contains("no profile nobody"), "\(nobody.err)")
            try await practice.login("billing-sync")
            let settled = try await practice.program.run("migrate-store", "--to", "vault", "billing-sync", "--json")
            #expect(settled.code == 0, "\(settled.err)")
            #expect(settled.jsonItems.first?["outcome"] as? String == "already-there", "\(settled.out)")
        }
    }

    @Test(.enabled(if: Completeness.hasKeyring))
    func `there and back: the same tokens, the store shown, a damaged one stays (A4, A17)`() async throws {
        try await PracticeServers.with { practice in
            let program = practice.program
            try await practice.login("billing-sync")
            try await practice.login("odd-secret")
            try await practice.loginLaptop("--dpop")
            _ = try await program.run(
                practice.loginWords("static", "pasted", ["--token-stdin", "--untried"]), input: "a-token")
            let before = try await Self.tokens(program)
            let there = try await program.run("migrate-store", "--to", "secret-service")
            #expect(there.code == 0 && there.err.contains("1 of 4: moving"), "\(there.err)")
            #expect(there.out.contains("laptop: moved to the Secret Service keyring, 3 secrets"), "\(there.out)")
            #expect(try await Self.stores(program) == ["secret-service"])
            #expect(try await Self.tokens(program) == before)
            let left = try FileManager.default.contentsOfDirectory(atPath: "\(program.home)/vault")
            #expect(!left.contains { $0.hasSuffix(".jwe") }, "\(left)")
            #expect(try await program.run("list").out.contains("secret-service"))
            let renewed = try await program.run("renew", "billing-sync", "odd-secret", "laptop", "--force")
            #expect(renewed.code == 0, "\(renewed.out)")

            // One of them has lost its secret behind our back.
            let id = try #require(try await practice.shown("odd-secret")["id"]?.text)
            let clear = try await Shell.run("secret-tool clear profile \(id) kind client-secret")
            try #require(clear.code == 0, "\(clear.out)")
            let back = try await program.run("migrate-store", "--to", "vault", "--json")
            #expect(back.code == 2, "\(back.err)")
            let outcomes = Dictionary(
                uniqueKeysWithValues: back.jsonItems.map { ($0["name"] as? String ?? "", $0["outcome"] as? String) })
            #expect(
                outcomes == ["billing-sync": "moved", "odd-secret": "failed", "laptop": "moved", "pasted": "moved"])
            let failed = back.jsonItems.first { $0["outcome"] as? String == "failed" }
            #expect((failed?["error"] as? String)?.contains("client secret is not in the") == true)
            #expect((failed?["hint"] as? String)?.contains("mintmark login") == true)
            #expect(back.jsonItems.allSatisfy { $0["schema_version"] as? Int == 1 })
            #expect(try await Self.stores(program) == ["secret-service", "vault"])
            #expect(try await sql("SELECT count(*) FROM unnamed_item", program) == "0")
            let alone = try await program.run("migrate-store", "--to", "vault", "odd-secret")
            #expect(alone.code == 5 && alone.out.contains("stays in the Secret Service keyring"), "\(alone.out)")
            #expect(try await program.run("logout", "odd-secret", "--yes").code == 0)
        }
    }

    // MARK: - What is there

    static func tokens(_ program: Program) async throws -> [String: String] {
        var tokens: [String: String] = [:]
        for name in try await program.run("list", "--names").out.split(separator: "\n").map(String.init) {
            let outcome = try await patient(program, "token", name)
            #expect(outcome.code == 0, "\(name): \(outcome.err)")
            tokens[name] = outcome.line
        }
        return tokens
    }

    /// A keyring that is slow, for the disk is busy, is asked again: slow is never "absent" (A5).
    static func patient(_ program: Program, _ words: String...) async throws -> Program.Outcome {
        for _ in 0..<4 {
            let outcome = try await program.run(words)
            guard outcome.code == 5, outcome.err.contains("in time") else { return outcome }
        }
        return try await program.run(words)
    }

    static func stores(_ program: Program) async throws -> Set<String> {
        Set(try await program.run("list", "--json").jsonItems.compactMap { $0["store"] as? String })
    }

    func sql(_ query: String, _ program: Program) async throws -> String {
        try await Shell.run("sqlite3 \(program.home)/mintmark.sqlite '\(query)'").out
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func files(in home: String) -> [String: Data] {
        var files: [String: Data] = [:]
        for name in FileManager.default.enumerator(atPath: home)?.compactMap({ $0 as? String }) ?? [] {
            guard !name.hasPrefix("mintmark.sqlite") else { continue }
            files[name] = FileManager.default.contents(atPath: "\(home)/\(name)") ?? Data()
        }
        return files
    }
}
