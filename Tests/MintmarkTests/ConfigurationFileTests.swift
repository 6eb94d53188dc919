import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `config.toml` and the real binary.
@Suite struct ConfigurationFileTests {
    private func withFile(
        _ text: String, mode: Int = 0o600, _ body: (Program) async throws -> Void
    ) async throws {
        try await Program.withHome { program in
            let folder = "\(program.home)/config"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try #require(
                FileManager.default.createFile(
                    atPath: "\(folder)/config.toml", contents: Data(text.utf8), attributes: [.posixPermissions: mode]))
            try await body(program)
        }
    }

    @Test func `without a file the defaults hold, and config says where it would be`() async throws {
        try await Program.withHome { program in
            #expect(try await program.run("config", "path").line == "\(program.home)/config/config.toml")
            let check = try await program.run("config", "check")
            #expect(check.code == 0 && check.out.contains("the defaults hold"), "\(check)")
            let show = try await program.run("config", "show")
            #expect(show.code == 0 && show.out.contains("policy.warn"), "\(show)")
            #expect(show.out.split(separator: "\n").dropFirst().allSatisfy { $0.hasSuffix("default") })
            let slip = try await program.run("config", "shw")
            #expect(slip.code == 1 && slip.err.contains("Did you mean show?"), "\(slip)")
        }
    }

    @Test func `the printed example is a file that is right`() async throws {
        let example = try await Program.withHome { try await $0.run("config", "example") }
        #expect(example.code == 0)
        try await withFile(example.out) { program in
            let check = try await program.run("config", "check")
            #expect(check.code == 0 && check.out.hasSuffix("config.toml is right.\n"), "\(check)")
        }
    }

    @Test func `every mistake is told with its place, by config check and by doctor`() async throws {
        let text = "[board]\nblank-after = 10\nsort = \"size\"\n[polcy]\nwarn = \"1d\"\n"
        try await withFile(text) { program in
            let check = try await program.run("config", "check")
            #expect(check.code == 1)
            #expect(
                check.out.contains("config.toml:2:15: board.blank-after cannot be 10\n  Write a span of time"),
                "\(check.out)")
            #expect(check.out.contains("config.toml:3:8: ") && check.out.contains("config.toml:4:1: "))
            #expect(check.out.contains("Did you mean [policy]?"))
            let json = try await program.run("config", "check", "--json")
            #expect(json.code == 1 && (json.json["problems"] as? [Any])?.count == 3)
            let doctor = try await program.run("doctor", "--no-secrets", "--json")
            let findings = doctor.json["findings"] as? [[String: Any]] ?? []
            #expect(findings.count { $0["id"] as? String == "configuration-wrong" } == 3)
            #expect([5, 8].contains(doctor.code))
            let list = try await program.run("list")
            #expect(list.code == 1 && list.err.contains("config.toml:2:15") && list.err.contains("2 more problems"))
        }
    }

    @Test func `what hands out tokens does not read it, and renewing goes on`() async throws {
        try await withFile("nonsense") { program in
            let version = try await program.run("--version")
            #expect(version.code == 0)
            let token = try await program.run("token", "nobody")
            #expect(token.err.contains("There is no profile nobody") && !token.err.contains("config.toml"))
            let renew = try await program.run("renew", "--all")
            #expect(renew.code == 0 && renew.err.contains("warning: ") && renew.err.contains("config.toml:1:9"))
        }
    }

    @Test func `a file that others may change is not read, and one that they may read is`() async throws {
        try await withFile("accessible = true\n", mode: 0o664) { program in
            let show = try await program.run("config", "show")
            #expect(show.code == 1 && show.err.contains("can be changed by others (mode 664)"), "\(show.err)")
            #expect(show.err.contains("chmod go-w"))
            let doctor = try await program.run("doctor", "--no-secrets")
            // Long paths are broken over lines.
            let words = doctor.out.replacing("\n            ", with: "")
            #expect(words.contains("config.toml (mode 664)"), "\(doctor.out)")
        }
        try await withFile("accessible = true\n", mode: 0o644) { program in
            let show = try await program.run("config", "show")
            #expect(show.code == 0 && show.out.contains("config.toml:1"), "\(show)")
            let doctor = try await program.run("doctor", "--no-secrets")
            let words = doctor.out.replacing("\n            ", with: "")
            #expect(words.contains("is right and sets 1 key") && !words.contains("config.toml (mode"), "\(doctor.out)")
        }
    }

    @Test func `a pipe, a folder and a huge file are refused, not waited for`() async throws {
        try await withFile("") { program in
            let path = "\(program.home)/config/config.toml"
            for make in ["mkfifo '\(path)'", "mkdir '\(path)'", "head -c 70000 /dev/zero | tr '\\0' '#' >'\(path)'"] {
                #expect(try await Shell.run("rm -rf '\(path)'; umask 077; \(make)").code == 0)
                let show = try await program.run("config", "show")
                #expect(show.code == 1 && show.err.contains("config.toml"), "\(make): \(show)")
            }
        }
    }

    @Test func `the configured store is where a new login goes, and the profile's own stays`() async throws {
        try await PracticeServers.with { practice in
            let folder = "\(practice.program.home)/config"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let text = "[login]\nstore = \"vault\"\nkeep-warm = \"never\"\n"
            try #require(
                FileManager.default.createFile(
                    atPath: "\(folder)/config.toml", contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]))
            let secret = try practice.secret(of: "search-worker")
            let login = try await practice.program.run(
                "login", practice.facts.mcp, "--client-id", "search-worker", "--client-secret-stdin", "--profile", "a",
                input: secret)
            #expect(login.code == 0, "\(login.err)")
            let shown = try await practice.shown("a")
            #expect(shown["store"]?.text == "vault" && shown["settings"]?["keep_warm"]?.text == "never")
        }
    }

    @Test func `the board has the configured keys, takes colours, and --read-only changes nothing`() async throws {
        try await PracticeServers.with(tokenLifetime: 900) { practice in
            try await practice.login("search-worker")
            try await practice.login("ledger-audit")
            let path = "\(practice.program.home)/config/config.toml"
            let text = """
                [board]
                sort = "name"
                [board.keys]
                renew = "x"
                [board.colors]
                tag = "bright-magenta"
                selected = "black on cyan"
                """
            try #require(
                FileManager.default.createFile(
                    atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]))
            let command = "LC_ALL=C.UTF-8 MINTMARK_HOME=\(practice.program.home) \(Program.path) board"
            try await TmuxSession.with(columns: 80, rows: 24, running: command) { session in
                _ = try await session.wait(for: "x renew")
                let before = try await practice.count(PracticeServers.tokenPath)
                try await session.send("x")
                _ = try await session.wait(for: "renewed ")
                #expect(try await practice.count(PracticeServers.tokenPath) == before + 1)
                try await session.send("q")
            }
            try await TmuxSession.with(columns: 80, rows: 24, running: command + " --read-only") { session in
                _ = try await session.wait(for: "read-only")
                try await session.send("x")
                _ = try await session.wait(for: "this board is read-only")
                try await session.send("q")
            }
            let conflict = "[board.keys]\nrenew = \"p\"\n"
            try Data(conflict.utf8).write(to: URL(filePath: path))
            try await TmuxSession.with(columns: 200, rows: 24, running: command) { session in
                _ = try await session.wait(for: "p is the key of both renew and probe")
            }
        }
    }
}
