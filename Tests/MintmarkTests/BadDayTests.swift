import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// What goes wrong at three in the morning: a clear error, the right exit code, nothing lost, no secret shown.
@Suite struct BadDayTests {
    static let canary = "canary-of-the-bad-day"

    /// Logs `search-worker` in with a secret that must never be seen, against a sandbox that misbehaves.
    private func login(
        _ practice: PracticeServers, fault: JSONValue, _ more: String...
    ) async throws -> Program.Outcome {
        try await practice.control("client", ["client_id": "search-worker", "client_secrets": [.string(Self.canary)]])
        try await practice.control("fault", fault)
        let outcome = try await practice.program.run(
            [
                "login", practice.facts.mcp, "--client-id", "search-worker", "--client-secret-stdin", "--store",
                "vault", "--profile", "p",
                "--verbose",
            ] + more, input: Self.canary)
        #expect(!outcome.err.contains(Self.canary) && !outcome.out.contains(Self.canary))
        #expect(!outcome.err.contains("Fatal error") && !outcome.err.contains(".swift:"))
        return outcome
    }

    @Test(
        arguments: [
            (["status": 200, "content_type": "text/html", "body": "<html>welcome</html>"], 2, "no token answer"),
            (["status": 200, "body_bytes": 10_000_000], 3, "more than 1024 KiB"),
            (["status": 500, "count": 9], 2, "server_error"),
            (["status": 302, "headers": ["Location": "https://evil.example/"]], 2, "not followed"),
            (["status": 403, "body": ""], 4, "no reason"),
            (["status": 200, "cut": true, "body_bytes": 5000], 3, "before its answer was complete"),
            (
                [
                    "status": 200, "content_type": "application/json",
                    "body": "{\"access_token\":\"canary-token\",\"token_type\":\"mac\"}",
                ], 2, "type mac"
            ),
            (
                ["status": 200, "content_type": "application/json", "body": "{\"access_token\":\"canary-token\""], 2,
                "no token answer"
            ),
        ] as [(JSONValue, Int32, String)])
    func `a token endpoint that misbehaves is told apart`(fault: JSONValue, code: Int32, words: String) async throws {
        try await PracticeServers.with { practice in
            guard case .object(var members) = fault else { return }
            members["path"] = .string(PracticeServers.tokenPath)
            let outcome = try await login(practice, fault: .object(members))
            #expect(outcome.code == code, "\(outcome.err)")
            #expect(outcome.err.contains(words), "\(outcome.err)")
            #expect(try await practice.program.run("list", "--json").jsonItems.isEmpty)
        }
    }

    @Test(arguments: ["/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-authorization-server/as"])
    func `metadata that is HTML is passed over or explained, and no secret leaves`(path: String) async throws {
        try await PracticeServers.with { practice in
            let html: JSONValue = [
                "path": .string(path), "status": 200, "content_type": "text/html", "body": "<html>", "count": 9,
            ]
            let outcome = try await login(practice, fault: html)
            if path.contains("protected") {
                #expect(outcome.code == 2 && outcome.err.contains("--issuer"), "\(outcome.err)")
                #expect(try await practice.count(PracticeServers.tokenPath) == 0)
            } else {
                #expect(outcome.code == 0, "the OpenID Connect document is the next candidate (AS-1): \(outcome.err)")
            }
        }
    }

    @Test
    func `metadata for another resource, and another issuer's document, stop before any credential (PRM-5, AS-4)`()
        async throws
    {
        try await PracticeServers.with { practice in
            let overrides: [(JSONValue, Int32)] = [
                (["protected_resource": ["resource": "https://evil.example.com/mcp"]], 2),
                (["authorization_server": ["issuer": "https://evil.example.com"]], 4),
            ]
            for (override, code) in overrides {
                try await practice.control("metadata", override)
                let outcome = try await practice.program.run(
                    "login", practice.facts.mcp, "--client-id", "search-worker", "--client-secret-stdin", "--store",
                    "vault",
                    input: Self.canary)
                #expect(outcome.code == code && outcome.err.contains("evil.example.com"), "\(outcome.err)")
                try await practice.control("metadata", ["protected_resource": [:], "authorization_server": [:]])
            }
            #expect(try await practice.count(PracticeServers.tokenPath) == 0)
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:9", "refused the connection"), ("https://no-such-host.invalid", "was not found"),
        ("http://example.com", "plain http"), ("http://u:p@h", "no server address"), ("", "no server address"),
    ])
    func `a server that cannot be reached is exit 3, and a bad address exit 1`(server: String, words: String)
        async throws
    {
        try await Program.withHome { program in
            let outcome = try await program.run(
                "login", server, "--client-id", "x", "--client-secret-stdin", "--store", "vault", input: Self.canary)
            #expect(outcome.code == (words == "no server address" ? 1 : 3), "\(outcome.err)")
            #expect(outcome.err.contains(words) && !outcome.err.contains(Self.canary), "\(outcome.err)")
        }
    }

    @Test func `a damaged database is named, and nothing is changed`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let path = practice.program.home + "/mintmark.sqlite"
            for name in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + name) }
            try Data(repeating: 0x5A, count: 5000).write(to: URL(filePath: path))
            for verb in [["list"], ["token", "billing-sync"], ["list", "--json"]] {
                let outcome = try await practice.program.run(verb)
                #expect(outcome.code == 1 && outcome.err.contains("mintmark.sqlite"), "\(outcome.err)")
                #expect(outcome.err.contains("backup"), "\(outcome.err)")
            }
            #expect(FileManager.default.contents(atPath: path)?.count == 5000)
        }
    }

    @Test func `a database that somebody holds is waited for, then explained`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let database = practice.program.home + "/mintmark.sqlite"
            let holder = Task {
                try await Shell.run(
                    "printf 'BEGIN EXCLUSIVE;\\n.shell touch \(database).held; sleep 9\\n' | sqlite3 '\(database)'")
            }
            while try await Shell.run("test -e '\(database).held'").code != 0 {}
            let outcome = try await practice.program.run("rename", "billing-sync", "other")
            #expect(outcome.code == 1 && outcome.err.contains("holding"), "\(outcome.err)")
            _ = try await holder.value
            #expect(try await practice.program.run("list", "--names").line == "billing-sync")
        }
    }

    @Test func `a vault key that is gone, open to others, or another one is exit 5`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let key = practice.program.home + "/config/vault.key"
            let bytes = try #require(FileManager.default.contents(atPath: key))
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
            #expect(try await practice.program.run("token", "billing-sync").code == 5)
            try FileManager.default.removeItem(atPath: key)
            let gone = try await practice.program.run("token", "billing-sync")
            #expect(gone.code == 5 && gone.err.contains("vault.key"), "\(gone.err)")
            #expect(
                FileManager.default.createFile(atPath: key, contents: bytes, attributes: [.posixPermissions: 0o600]))
            #expect(try await practice.program.run("token", "billing-sync").code == 0)
        }
    }

    @Test func `a profile row that was tampered with does not get its secret`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("search-worker")
            let sql = "UPDATE profile SET token_endpoint = 'http://127.0.0.1:9/token'"
            #expect(try await Shell.run("sqlite3 '\(practice.program.home)/mintmark.sqlite' \"\(sql)\"").code == 0)
            let outcome = try await practice.program.run("token", "search-worker", "--force-new")
            #expect(outcome.code == 5 && outcome.err.contains("another issuer or token endpoint"), "\(outcome.err)")
        }
    }

    @Test func `without a session bus, a login names the ways on, before anything is asked of the server`() async throws
    {
        try await PracticeServers.with { practice in
            let outcome = try await practice.program.run(
                "login", practice.facts.mcp, "--client-id", "search-worker", "--client-secret-stdin",
                input: Self.canary,
                environment: [
                    "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus", "XDG_RUNTIME_DIR": "/nonexistent",
                ])
            #expect(outcome.code == 5 && outcome.err.contains("--store vault"), "\(outcome.err)")
            #expect(try await practice.count("/mcp") == 0)
        }
    }

    @Test func `a full disk loses nothing`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let script = """
                set -e
                mkdir -p "$HOME_COPY"; mount -t tmpfs -o size=400k tmpfs "$HOME_COPY" || exit 77
                cp -r "$SOURCE"/. "$HOME_COPY"; chmod 700 "$HOME_COPY"
                dd if=/dev/zero of="$HOME_COPY/filler" bs=1k 2>/dev/null || true
                set +e; MINTMARK_HOME="$HOME_COPY" "$BINARY" token billing-sync --force-new >/dev/null; echo "code $?"
                rm "$HOME_COPY/filler"; MINTMARK_HOME="$HOME_COPY" "$BINARY" token billing-sync --force-new >/dev/null; echo "code $?"
                """
            let copy = practice.program.home + "-full"
            defer { try? FileManager.default.removeItem(atPath: copy) }
            let setup = "HOME_COPY='\(copy)' SOURCE='\(practice.program.home)' BINARY='\(Program.path)'"
            let (out, code) = try await Shell.run("\(setup) unshare -m sh -c '\(script.replacing("'", with: "'\\''"))'")
            guard code != 77, !out.contains("unshare failed") else {
                print("not run: mounting is refused here")
                return
            }
            // The exchange itself worked: the token is handed over, and the trouble with keeping it is said.
            #expect(out.contains("code 0\n") && out.contains("could not be kept") || out.contains("code 1\n"), "\(out)")
            #expect(out.contains("disk is full") || out.contains("No space left"), "\(out)")
            #expect(out.hasSuffix("code 0\n"), "\(out)")
        }
    }

    @Test func `a home that cannot be written is named, as an unprivileged user`() async throws {
        guard getuid() == 0 else { return }  // only root can become somebody else
        let folder = FileManager.default.temporaryDirectory.appending(path: "mintmark-nobody-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
        // By another process: a descriptor of ours that is open for writing could be inherited by a test beside this one.
        #expect(try await Shell.run("cp '\(Program.path)' '\(folder)/mintmark'").code == 0)
        let (out, _) = try await Shell.run(
            "cd / && MINTMARK_HOME='\(folder)/home' setpriv --reuid 65534 --regid 65534 --clear-groups '\(folder)/mintmark' list; echo code $?"
        )
        #expect(out.contains("code 1") && out.contains("cannot be written"), "\(out)")
        #expect(out.contains("MINTMARK_HOME"), "\(out)")
    }

    @Test func `a provoked crash shows no secret and leaves no core`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control(
                "client", ["client_id": "search-worker", "client_secrets": [.string(Self.canary)]])
            try await practice.control(
                "fault", ["path": .string(PracticeServers.tokenPath), "delay_ms": 8000, "count": 1])
            let work = practice.program.home + "-crash"
            try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: false)
            defer { try? FileManager.default.removeItem(atPath: work) }
            let login = """
                cd '\(work)'; ulimit -c unlimited; printf %s \(Self.canary) | MINTMARK_HOME='\(practice.program.home)' \
                '\(Program.path)' login '\(practice.facts.mcp)' --client-id search-worker --client-secret-stdin --store vault & \
                echo $! > '\(work)-pid'; wait $!; echo "code $?"
                """
            let crashed = Task { try await Shell.run(login) }
            while try await practice.count(PracticeServers.tokenPath) == 0 {}
            let pid = try String(contentsOfFile: work + "-pid", encoding: .utf8)
            defer { try? FileManager.default.removeItem(atPath: work + "-pid") }
            kill(try #require(pid_t(pid.trimmed)), SIGSEGV)
            let out = try await crashed.value.out
            #expect(out.contains("code 139"), "\(out)")
            #expect(!out.contains(Self.canary))
            #expect(try FileManager.default.contentsOfDirectory(atPath: work).isEmpty)
        }
    }
}
