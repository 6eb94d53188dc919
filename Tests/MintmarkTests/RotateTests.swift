import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `mintmark rotate`, the real binary against the sandbox that checks secrets and keys.
@Suite struct RotateTests {
    @Test func `a secret is rotated by paste, kept for the overlap, and retired once the server refuses it`()
        async throws
    {
        try await PracticeServers.with { practice in
            let program = practice.program, old = try practice.secret(of: "search-worker")
            try await practice.login("search-worker")
            try await practice.control(
                "client", ["client_id": "search-worker", "client_secrets": [.string(old), "new-one"]])
            let begun = try await program.run(
                "rotate", "search-worker", "--secret-stdin", "--overlap", "7d", "--expires", "2099-01-31",
                input: "new-one\n")
            #expect(begun.code == 0 && begun.out.contains("overlapping"), "\(begun.err)")
            #expect(
                begun.err.contains("listed") && begun.err.contains("tools"), "the server listed its tools: \(begun.err)"
            )
            let status = try await program.run("rotate", "search-worker", "--status", "--json")
            #expect(status.json["state"] as? String == "overlapping" && status.json["schema_version"] as? Int == 1)
            let ends = (status.json["credential"] as? [String: Any])?["expires_at"] as? Int
            #expect(ends == Timestamp(day: "2099-01-31").map { $0.rawValue + 86_399 }, "\(status.out)")
            #expect((status.json["retire_at"] as? Int ?? 0) > Int(Date().timeIntervalSince1970) + 6 * 86_400)
            #expect(try await program.run("token", "search-worker", "--force-new").code == 0)

            let early = try await program.run("rotate", "search-worker", "--retire")
            #expect(early.code == 8 && early.err.contains("STILL ACCEPTS") && early.err.contains("!!!"), "\(early.err)")
            try await practice.control("client", ["client_id": "search-worker", "client_secrets": ["new-one"]])
            let late = try await program.run("rotate", "search-worker", "--retire")
            #expect(late.code == 0 && late.out.contains("has ended"), "\(late.err)")
            #expect(try await program.run("token", "search-worker", "--force-new").code == 0)
            #expect(program.filesHolding("new-one").isEmpty && program.filesHolding(old).isEmpty)
            let log = try await program.run("log", "--json")
            #expect(log.out.contains("\"rotate\"") && log.out.contains("verified"), "\(log.out)")
        }
    }

    @Test func `a wrong paste, an open rotation, a login and giving up`() async throws {
        try await PracticeServers.with { practice in
            let program = practice.program
            try await practice.login("search-worker")
            let wrong = try await program.run("rotate", "search-worker", "--secret-stdin", input: "wrong")
            #expect(
                wrong.code == 4 && wrong.err.contains("does not take the new one") && !wrong.err.contains("wrong\n"))
            #expect(wrong.err.contains("--abandon"), "\(wrong.err)")
            #expect(try await program.run("token", "search-worker", "--force-new").code == 0)
            let login = try await program.run(
                "login", practice.facts.mcp, "--client-id", "search-worker", "--profile", "search-worker", "--store",
                "vault",
                "--auth-method", "client_secret_basic", "--client-secret-stdin",
                input: try practice.secret(of: "search-worker"))
            #expect(login.code == 1 && login.err.contains("has a rotation under way"), "\(login.err)")
            let again = try await program.run("rotate", "search-worker", "--generate-key", "ES256")
            #expect(again.code == 1 && again.err.contains("has a rotation under way"), "\(again.err)")
            let given = try await program.run("rotate", "search-worker", "--abandon", "--yes", "--json")
            #expect(given.code == 0 && given.json["state"] is NSNull, "\(given.err)")
            #expect(try await program.run("rotate", "--status").err.contains("No rotation is under way"))
            #expect(try await program.run("rotate", "search-worker", "--resume").code == 1)
            #expect(
                try await program.run("rotate", "search-worker", "--rollback").err.contains("cannot be rolled back"))
            for flags in [
                ["--resume", "--abandon"], ["--secret-stdin", "--register"], ["--overlap", "soon", "--secret-stdin"],
            ] {
                let refused = try await program.run(["rotate", "search-worker"] + flags, input: "x")
                #expect(refused.code == 1, "\(flags) \(refused.err)")
            }
        }
    }

    @Test func `a key is made here, published by a command, and waited for while the server's cache lasts`()
        async throws
    {
        try await PracticeServers.with { practice in
            let program = practice.program, url = "https://keys.example/jwks.json"
            try await practice.login("ledger-audit")
            let client: JSONValue = ["client_id": "ledger-audit", "jwks_uri": .string(url), "jwks_cache": 3]
            let publish = try practice.publisher(of: url)
            let first = try await program.run("show", "ledger-audit", "--json")
            let kid = try #require((first.json["credential"] as? [String: Any])?["key_id"] as? String)
            // Without a place to publish to, it waits for an operator.
            let staged = try await program.run("rotate", "ledger-audit", "--generate-key", "ES384", "--json")
            #expect(staged.code == 8 && staged.json["state"] as? String == "staged", "\(staged.err)")
            #expect(try await program.run("rotate", "ledger-audit", "--abandon", "--yes").code == 0)

            let set = try await practice.publishedSet(of: "ledger-audit")
            try await practice.control("client-document", ["url": .string(url), "document": set])
            try await practice.control("client", client)
            #expect(try await program.run("token", "ledger-audit", "--force-new").code == 0)
            let rotated = try await program.run(
                "rotate", "ledger-audit", "--generate-key", "ES256", "--jwks-command", publish, "--jwks-cache", "20s",
                "--overlap", "none")
            #expect(rotated.code == 0 && rotated.out.contains("has ended"), "\(rotated.err)")
            #expect(rotated.err.contains("next try in"), "it had to wait: \(rotated.err)")
            let after = try await program.run("show", "ledger-audit", "--json")
            #expect((after.json["credential"] as? [String: Any])?["key_id"] as? String != kid)
            #expect(try await program.run("token", "ledger-audit", "--force-new").code == 0)
        }
    }

    @Test func `the registration endpoint makes the secret, and the old one is refused at once`() async throws {
        try await PracticeServers.with { practice in
            let program = practice.program
            try await practice.control("registration", ["rotate_secret": true, "rotate_token": true])
            let client = try await practice.register("metrics")
            let rotated = try await program.run(
                ["rotate", "metrics", "--register", "--overlap", "none"] + client.flags)
            #expect(rotated.code == 0 && rotated.out.contains("has ended"), "\(rotated.err)")
            let again = try await program.run("rotate", "metrics", "--register", "--overlap", "none")
            #expect(again.code == 0, "the new registration token was kept: \(again.err)")
            #expect(try await program.run("token", "metrics", "--force-new").code == 0)
        }
    }

    @Test func `a key that was refused with a dead registration token is published by the command of the hint`()
        async throws
    {
        try await PracticeServers.with { practice in
            let program = practice.program, client = try await practice.register("metrics")
            let path = try #require(HTTPURL(client.flags[1])).path
            // The look is answered; the token is dead when the key is to be told.
            try await practice.control("fault", ["path": .string(path)])
            try await practice.control("fault", ["path": .string(path), "status": 401])
            let refused = try await program.run(
                ["rotate", "metrics", "--register", "--generate-key", "ES256", "--overlap", "none"] + client.flags)
            #expect(refused.code == 4, "\(refused.err)")
            #expect(
                refused.err.contains("mintmark rotate metrics --register --registration-uri"), "\(refused.err)")
            let status = try await program.run("rotate", "metrics", "--status", "--json")
            #expect(status.json["state"] as? String == "staged", "\(status.out)")
            let ended = try await program.run(["rotate", "metrics", "--register"] + client.flags)
            #expect(ended.code == 0 && ended.out.contains("has ended"), "\(ended.err)")
            #expect(try await program.run("token", "metrics", "--force-new").code == 0)
        }
    }

    @Test func `a key made here can be registered by a program: its public half is in the JSON, also later`()
        async throws
    {
        try await PracticeServers.with { practice in
            let program = practice.program
            try await practice.login("ledger-audit")
            let made = try await program.run(
                "rotate", "ledger-audit", "--generate-key", "ES384", "--json", "--no-input")
            #expect(made.code == 8, "\(made.err)")
            let status = try await program.run("rotate", "ledger-audit", "--status", "--json")
            for json in [made.json, status.json] {
                let set = json["public_jwks"] as? [String: Any], one = json["public_jwk"] as? [String: Any]
                #expect((set?["keys"] as? [Any])?.count == 2 && one?["crv"] as? String == "P-384", "\(json)")
                #expect(one?["d"] == nil && (json["public_pem"] as? String)?.contains("PUBLIC KEY") == true)
            }
            let words = try await program.run("rotate", "ledger-audit", "--status")
            #expect(words.out.contains("PUBLIC KEY") && !words.out.contains("PRIVATE"), "\(words.out)")
            let early = try await program.run("rotate", "ledger-audit", "--retire")
            #expect(early.code == 1 && early.err.contains("nothing to retire yet"), "\(early.err)")
            #expect(early.err.contains("--resume") && early.err.contains("--abandon"))
            let check = try await program.run("check")
            #expect(check.code == 0, "somebody is at it: \(check.out)")
        }
    }

    @Test func `a program that fails says so of the profile, with what can be done; check tells of it`() async throws {
        try await PracticeServers.with { practice in
            let program = practice.program
            try await practice.login("search-worker")
            let failed = try await program.run("rotate", "search-worker", "--command", "/bin/false", "--yes")
            #expect(failed.code == 1 && failed.err.contains("search-worker: no new credential"), "\(failed.err)")
            #expect(failed.err.contains("mintmark rotate search-worker --resume"), "\(failed.err)")
            let status = try await program.run("rotate", "search-worker", "--status")
            #expect(status.out.contains("only the server can tell"), "\(status.out)")
            let check = try await program.run("check")
            #expect(check.code == 8 && check.out.contains("does not go on"), "\(check.out)")
            #expect(try await program.run("list").out.contains("rotating"))
            #expect(try await program.run("show", "search-worker").out.contains("rotation"))
        }
    }

    @Test func `a registration token that does not fit replaces none, asked or not`() async throws {
        try await PracticeServers.with { practice in
            let program = practice.program
            try await practice.login("search-worker")
            let stale = program.home + "-stale.tok"
            try Data("stale\n".utf8).write(to: URL(filePath: stale))
            let address = "\(practice.facts.issuer)/register/search-worker"
            let refused = try await program.run(
                "rotate", "search-worker", "--register", "--registration-uri", address, "--registration-token-file",
                stale, "--yes")
            #expect(refused.code == 4 || refused.code == 2, "\(refused.err)")
            #expect(refused.err.contains("--registration-token-file"), "\(refused.err)")
            #expect(try await program.run("rotate", "search-worker", "--status").out.contains("no rotation"))
            #expect(try await program.run("token", "search-worker", "--force-new").code == 0)
        }
    }

    @Test func `one command rotates many, and says which failed`() async throws {
        try await PracticeServers.with { practice in
            let program = practice.program
            let names = try await practice.fill(Torture.rounds(of: 500))
            let run = try await program.run(
                "rotate", "--all", "--yes", "--json", "--overlap", "7d", "--command",
                try practice.secretMaker(refusing: names[7]))
            #expect(run.code == 2, "\(run.err)")
            let outcomes = Dictionary(grouping: run.jsonItems) { $0["outcome"] as? String ?? "" }.mapValues(\.count)
            #expect(outcomes == ["overlapping": names.count - 1, "failed": 1], "\(run.out)")
            let failed = try #require(run.jsonItems.first { $0["outcome"] as? String == "failed" })
            #expect(failed["name"] as? String == names[7] && failed["error"] as? String != nil)
        }
    }

    @Test func `the configured command makes what the configured age makes due, and nothing else`() async throws {
        try await PracticeServers.with { practice in
            let program = practice.program
            let names = try await practice.fill(2)
            let folder = "\(program.home)/config"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let maker = try practice.secretMaker(refusing: "nobody")
            func configure(_ rule: String, command: String? = maker) throws {
                let rotation = command.map { "[rotation]\ncommand = '\($0)'\n" } ?? ""
                let text = "[policy]\n\(rule)\n\(rotation)"
                try text.write(toFile: "\(folder)/config.toml", atomically: true, encoding: .utf8)
            }
            try configure("secret-max-age = \"90d\"")
            let early = try await program.run("rotate", "--all", "--due", "--yes")
            #expect(early.code == 0 && early.err.contains("nothing to rotate"), "\(early.err)")
            // How it would be made counts only once there is something to make.
            try configure("secret-max-age = \"90d\"", command: nil)
            let idle = try await program.run("rotate", "--all", "--due", "--yes")
            #expect(idle.code == 0 && idle.err.contains("nothing to rotate"), "\(idle.err)")
            let json = try await program.run("rotate", "--all", "--due", "--yes", "--json")
            #expect(json.code == 0 && json.jsonItems.isEmpty, "\(json.err)")
            // Made just now, it is due at once by a rule of a day, told of two days before.
            try configure("secret-max-age = \"1d\"\nwarn = \"2d\"")
            let due = try await program.run("rotate", "--all", "--due", "--yes", "--json", "--overlap", "7d")
            #expect(due.code == 0, "\(due.err)")
            #expect(due.jsonItems.map { $0["outcome"] as? String } == names.map { _ in "overlapping" }, "\(due.out)")
        }
    }

    @Test func `a profile's own command makes its credential, before the configured one, and is shown`() async throws {
        try await PracticeServers.with { practice in
            let program = practice.program
            let names = try await practice.fill(2), maker = try practice.secretMaker()
            let bare = try await program.run("rotate", "--all", "--yes")
            #expect(bare.code == 1 && bare.err.contains("--rotation-command"), "\(bare.err)")
            let open = try await program.run("set", names[0], "--rotation-command", "make 'it")
            #expect(open.code == 1 && open.err.contains("open quote"), "\(open.err)")

            #expect(try await program.run("set", names[0], "--rotation-command", maker).code == 0)
            #expect(try await program.run("show", names[0]).out.contains(maker))
            let shown = try await program.run("show", names[0], "--json")
            #expect((shown.json["settings"] as? [String: Any])?["rotation_command"] as? String == maker)
            let one = try await program.run("rotate", names[0], "--yes", "--overlap", "7d")
            #expect(one.code == 0 && one.out.contains("overlapping"), "\(one.err)")
            #expect(try await program.run("rotate", names[0], "--abandon", "--yes").code == 0)

            // One without a command is no batch; with one each it is.
            #expect(try await program.run("rotate", "--all", "--yes").code == 1)
            #expect(try await program.run("set", names[1], "--rotation-command", "/bin/false").code == 0)
            let all = try await program.run("rotate", "--all", "--yes", "--json", "--overlap", "7d")
            #expect(all.code == 2, "\(all.err)")
            #expect(all.jsonItems.map { $0["outcome"] as? String } == ["overlapping", "failed"], "\(all.out)")
            #expect(try await program.run("set", names[1], "--rotation-command", "").code == 0)
            #expect(try await !program.run("show", names[1]).out.contains("rotated by"))
        }
    }
}
