import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `mintmark vault …` of the real binary.
@Suite struct VaultTests {
    static let passphrase = "correct horse battery staple"

    @Test func `a vault gets a passphrase, another key, and loses the passphrase, and its secrets stay`() async throws {
        try await PracticeServers.with { practice in
            let program = practice.program
            try await practice.login("billing-sync")
            let token = try await program.run("token", "billing-sync").line
            var status = try await program.run("vault", "status", "--json")
            #expect(status.code == 0 && status.json["state"] as? String == "ready", "\(status.err)")
            #expect(
                status.json["key_source"] as? String == "key-file" && status.json["files_under_old_keys"] as? Int == 0)

            let set = try await program.run(
                "vault", "change-passphrase", "--passphrase-stdin", input: "\(Self.passphrase)\n")
            #expect(set.code == 0 && set.err.contains("sealed by a passphrase"), "\(set.err)")
            for verb in [
                ["token", "billing-sync"], ["vault", "rotate-key"], ["token", "billing-sync", "--force-new"],
            ] {
                let refused = try await program.run(verb)
                #expect(refused.code == 5 && refused.out.isEmpty, "\(refused)")
                #expect(refused.err.contains("vault change-passphrase --remove"), "\(refused.err)")
                #expect(refused.err.contains("LoadCredential=mintmark.vault.key"), "\(refused.err)")
            }
            #expect(try await program.run("list").code == 0)
            status = try await program.run("vault", "status", "--json")
            #expect(status.code == 5 && status.json["state"] as? String == "locked")

            let wrong = try await program.run("vault", "rotate-key", "--passphrase-stdin", input: "wrong\n")
            #expect(wrong.code == 5 && wrong.err.contains("not the vault's passphrase"), "\(wrong.err)")
            let rotated = try await program.run(
                "vault", "rotate-key", "--passphrase-stdin", "--json", input: "\(Self.passphrase)\n")
            #expect(rotated.code == 0 && rotated.json["finished"] as? Bool == true, "\(rotated.err)")

            let removed = try await program.run(
                "vault", "change-passphrase", "--remove", "--passphrase-stdin", "--json", input: "\(Self.passphrase)\n")
            #expect(removed.code == 0 && removed.json["state"] as? String == "ready", "\(removed.err)")
            #expect(try await program.run("token", "billing-sync").line == token)
            #expect(program.filesHolding(Self.passphrase).isEmpty)
            let log = try await program.run("log", "--json").out
            for part in ["vault-passphrase", "vault-rotate-key", "removed", "sealed 2 files"] {
                #expect(log.contains(part), "\(log)")
            }
            #expect(!log.contains(Self.passphrase))
        }
    }

    @Test func `init makes one key, and says what is there`() async throws {
        for options in [["--key-file"], ["--passphrase-stdin"], ["--passphrase-stdin", "--json"]] {
            try await Program.withHome { program in
                let input = "\(Self.passphrase)\r\n"
                let made = try await program.run(["vault", "init"] + options, input: input)
                #expect(made.code == 0 && !made.err.contains(Self.passphrase), "\(made.err)")
                #expect(options.contains("--json") == made.out.contains("schema_version"))
                let again = try await program.run(["vault", "init"] + options, input: input)
                let what = options == ["--key-file"] ? "vault.key" : "vault.key, sealed by a passphrase"
                #expect(again.code == 1 && again.err.contains("There is a vault key already"), "\(again.err)")
                #expect(again.err.contains(what))
            }
        }
    }

    @Test(arguments: [
        (["init"], "", "Nobody can be asked"), (["init", "--passphrase"], "", "Nobody can be asked"),
        (["init", "--key-file", "--passphrase"], "", "--key-file excludes"),
        (["init", "--passphrase-stdin"], "short\n", "shorter than 8"), (["init", "--passphrase-stdin"], "", "0 lines"),
        (["init", "--passphrase-stdin"], "one long line\nanother long line\n", "2 lines"),
        (["change-passphrase"], "", "There is no vault key yet"), (["rotate-key"], "", "There is no vault key yet"),
        (["rotat-key"], "", "Did you mean rotate-key?"),
    ])
    func `what cannot be done is exit 1, and makes nothing`(words: [String], input: String, says: String) async throws {
        try await Program.withHome { program in
            let outcome = try await program.run(["vault"] + words, input: input)
            #expect(outcome.code == 1 && outcome.out.isEmpty && outcome.err.contains(says), "\(outcome)")
            #expect(!FileManager.default.fileExists(atPath: program.home + "/config/vault.key"))
        }
    }

    @Test func `a weak passphrase from stdin is warned of`() async throws {
        try await Program.withHome { program in
            let made = try await program.run("vault", "init", "--passphrase-stdin", input: "summer2026!")
            #expect(made.code == 0 && made.err.contains("warning: strength: about"), "\(made.err)")
        }
    }

    @Test func `a service uses the credential that systemd gives it`() async throws {
        try await PracticeServers.with { practice in
            let program = practice.program
            try await practice.login("billing-sync")
            let token = try await program.run("token", "billing-sync").line
            let folder = program.home + "-credentials"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o500])
            let credential = folder + "/mintmark.vault.key"
            try await Shell.must(
                "chmod 700 '\(folder)' && cp '\(program.home)/config/vault.key' '\(credential)' && chmod 400 '\(credential)'"
            )
            _ = try await program.run(
                "vault", "change-passphrase", "--passphrase-stdin", input: "\(Self.passphrase)\n")
            #expect(try await program.run("token", "billing-sync").code == 5)
            let environment = ["CREDENTIALS_DIRECTORY": folder]
            #expect(try await program.run(["token", "billing-sync"], environment: environment).line == token)
            let status = try await program.run(["vault", "status"], environment: environment)
            #expect(status.code == 0 && status.out.contains("systemd credential \(credential)"), "\(status.out)")
            for verb in [["init", "--key-file"], ["rotate-key"], ["change-passphrase", "--remove"]] {
                let refused = try await program.run(["vault"] + verb, environment: environment)
                #expect(refused.code == 1 && refused.err.contains("systemd credential"), "\(refused.err)")
            }
        }
    }

    private static let hasAccessLists = FileManager.default.isExecutableFile(atPath: "/usr/bin/setfacl")

    /// systemd: folder 0500 and file 0400 of root's, and the service's user by an access list (`User=`).
    @Test(.enabled(if: geteuid() == 0 && hasAccessLists, "only root can lay it out, with setfacl"))
    func `a service's own user reads the credential that systemd lays out`() async throws {
        let room = "/tmp/mintmark-credential-\(UInt32.random(in: 0...UInt32.max))"
        let script = """
            set -e
            mkdir -m 755 \(room); mkdir -m 700 \(room)/mine \(room)/state; mkdir -m 500 \(room)/credentials
            chown 65534:65534 \(room)/state
            cp \(Program.path) \(room)/mintmark
            MINTMARK_HOME=\(room)/mine \(room)/mintmark vault init --key-file
            cp \(room)/mine/config/vault.key \(room)/credentials/mintmark.vault.key
            chmod 400 \(room)/credentials/mintmark.vault.key
            setfacl -m u:65534:r \(room)/credentials/mintmark.vault.key
            setfacl -m u:65534:rx \(room)/credentials
            service() {
                setpriv --reuid 65534 --regid 65534 --clear-groups env CREDENTIALS_DIRECTORY=\(room)/credentials \\
                    MINTMARK_HOME=\(room)/state \(room)/mintmark "$@"
            }
            printf canary-token | service login http://127.0.0.1:9/mcp --profile svc --grant static --store vault --token-stdin
            service token svc
            service vault status
            ! service vault rotate-key
            test ! -e \(room)/state/config/vault.key
            """
        let run = try await Shell.run("{ \(script)\n} 2>&1; code=$?; rm -rf \(room); exit $code")
        #expect(run.code == 0 && run.out.contains("\ncanary-token\n"), "\(run.out)")
        #expect(run.out.contains("systemd credential \(room)/credentials/mintmark.vault.key"), "\(run.out)")
        #expect(run.out.contains("cannot be changed here"), "\(run.out)")
    }

    @Test func `a second vault with the same key file keeps its secrets when the first one's key changes`()
        async throws
    {
        try await Program.withHome { program in
            let room = program.home
            let key = ["HOME": room, "XDG_CONFIG_HOME": "\(room)/config", "MINTMARK_HOME": ""]
            func run(_ vault: String, _ words: String..., input: String = "") async throws -> Program.Outcome {
                try await program.run(
                    words, input: input, environment: key.merging(["XDG_DATA_HOME": "\(room)/\(vault)"]) { $1 })
            }
            for vault in ["one", "two"] {
                let made = try await run(
                    vault, "login", "http://127.0.0.1:9/mcp", "--profile", "svc", "--grant", "static", "--store",
                    "vault", "--token-stdin", input: "canary-\(vault)")
                #expect(made.code == 0, "\(made.err)")
            }
            let rotated = try await run("one", "vault", "rotate-key")
            #expect(
                rotated.code == 0 && rotated.err.contains("mintmark vault rotate-key --forget-old"), "\(rotated.err)")
            #expect(try await run("two", "token", "svc").line == "canary-two")
            let status = try await run("two", "vault", "status")
            #expect(status.out.contains("1 under an old key") && status.out.contains("mintmark vault rotate-key"))
            #expect(try await run("two", "vault", "rotate-key").code == 0)
            let dropped = try await run("one", "vault", "rotate-key", "--forget-old", "--json")
            #expect(dropped.json["old_keys_dropped"] as? Int == 1 && dropped.json["old_keys"] as? Int == 0)
            for vault in ["one", "two"] {
                #expect(try await run(vault, "token", "svc").line == "canary-\(vault)")
                let sound = try await run(vault, "vault", "status")
                #expect(sound.code == 0 && !sound.out.contains("old"), "\(sound.out)")
            }
        }
    }

    @Test func `a damaged file is named, and the other profiles go on`() async throws {
        try await PracticeServers.with { practice in
            let program = practice.program
            try await practice.login("billing-sync")
            try await practice.login("ledger-audit")
            let id = try #require(try await practice.shown("billing-sync")["id"]?.text)
            let file = "\(program.home)/vault/\(id).access-token.1.jwe"
            try Data("half".utf8).write(to: URL(filePath: file))
            let status = try await program.run("vault", "status")
            #expect(status.code == 5 && status.out.contains("damaged") && status.out.contains(file), "\(status.out)")
            #expect(try await program.run("token", "ledger-audit").code == 0)
            #expect(try await program.run("list").code == 0)
            let rotation = try await program.run("vault", "rotate-key")
            #expect(rotation.code == 5 && rotation.err.contains(file), "\(rotation.err)")
            #expect(try await program.run("token", "ledger-audit").code == 0)
        }
    }

    @Test func `completions and help know the verbs of the vault`() async throws {
        try await Program.withHome { program in
            let help = try await program.run("vault")
            #expect(help.code == 0 && help.out.contains("rotate-key") && help.out.contains("CREDENTIALS_DIRECTORY"))
            for shell in ["bash", "zsh", "fish"] {
                #expect(try await program.run("completions", shell).out.contains("change-passphrase"))
            }
        }
    }
}

extension Shell {
    fileprivate static func must(_ command: String) async throws {
        let outcome = try await run(command)
        try #require(outcome.code == 0, "\(outcome.out)")
    }
}
