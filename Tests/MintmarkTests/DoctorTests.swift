import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `doctor` by the real binary, on homes that are broken in one way each.
@Suite struct DoctorTests {
    /// Neither a bus nor a proxy of whoever runs the tests.
    static let bare = [
        "DBUS_SESSION_BUS_ADDRESS": "", "XDG_RUNTIME_DIR": "", "https_proxy": "", "HTTPS_PROXY": "", "all_proxy": "",
        "SSL_CERT_FILE": "", "SSL_CERT_DIR": "",
    ]

    private func doctor(
        _ program: Program, _ more: String..., environment: [String: String] = [:]
    ) async throws -> (code: Int32, findings: [[String: Any]], out: String) {
        let outcome = try await program.run(
            ["doctor", "--json"] + more, environment: Self.bare.merging(environment) { $1 })
        #expect(outcome.err.isEmpty && outcome.json["schema_version"] as? Int == 1, "\(outcome.err)")
        #expect(outcome.json["exit_status"] as? Int == Int(outcome.code))
        let findings = outcome.json["findings"] as? [[String: Any]] ?? []
        for finding in findings {
            #expect(finding["schema_version"] as? Int == 1)
            #expect(["id", "area", "severity", "seen"].allSatisfy { finding[$0] is String }, "\(finding)")
            #expect(finding.keys.contains("remedy") && finding.keys.contains("profile"))
            let isBad = finding["severity"] as? String != "ok"
            #expect(!isBad || finding["remedy"] is String || finding["id"] as? String == "bus-none", "\(finding)")
        }
        return (outcome.code, findings, outcome.out)
    }

    private func ids(_ findings: [[String: Any]], atLeast severity: String = "attention") -> Set<String> {
        let bad = severity == "attention" ? ["attention", "failing"] : [severity]
        return Set(findings.filter { bad.contains($0["severity"] as? String ?? "") }.compactMap { $0["id"] as? String })
    }

    @Test func `a new home is well, and stays as empty as it was`() async throws {
        try await Program.withHome { program in
            let found = try await doctor(program)
            #expect(found.code == 0 && ids(found.findings).isEmpty, "\(found.out)")
            #expect(ids(found.findings, atLeast: "notice").contains("store-unused"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: program.home).isEmpty)
            let text = try await program.run(["doctor"], environment: Self.bare)
            #expect(text.code == 0 && text.out.contains("All is well"), "\(text.out)")
        }
    }

    @Test func `a profile in the vault is well; for a program each finding is one line, with its paths whole`()
        async throws
    {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let found = try await doctor(practice.program)
            #expect(found.code == 0, "\(ids(found.findings)) \(found.out)")
            let text = try await practice.program.run(["doctor"], environment: Self.bare)
            #expect(text.out.contains(practice.program.home + "/"), "\(text.out)")
            let findings = text.out.split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            #expect(findings.count == found.findings.count, "\(text.out)")
            // Their clock is this one's.
            let online = try await doctor(practice.program, "--online")
            #expect(online.code == 0 && !ids(online.findings, atLeast: "notice").contains("clock-unasked"))
        }
    }

    @Test func `files and folders that others may use are named with the command`() async throws {
        try await PracticeServers.with { practice in
            let program = practice.program
            try await practice.login("billing-sync")
            let sealed = try #require(
                try FileManager.default.contentsOfDirectory(atPath: "\(program.home)/vault").first)
            for (path, mode) in [("vault/\(sealed)", 0o640), ("config/vault.key", 0o644), ("mintmark.sqlite", 0o660)] {
                try FileManager.default.setAttributes(
                    [.posixPermissions: mode], ofItemAtPath: "\(program.home)/\(path)")
            }
            let found = try await doctor(program)
            let remedies = found.findings.filter { $0["id"] as? String == "file-open" }.compactMap {
                $0["remedy"] as? String
            }
            #expect(
                Set(remedies) == [
                    "chmod 600 \(program.home)/vault/\(sealed)", "chmod 600 \(program.home)/config/vault.key",
                    "chmod 600 \(program.home)/mintmark.sqlite",
                ])
            #expect(ids(found.findings).contains("database-failed"), "\(found.out)")
            for remedy in remedies { _ = try await Shell.run(remedy) }
            #expect(try await doctor(program).code == 0)
            _ = try await Shell.run("chmod 755 \(program.home)")
            let open = try await doctor(program)
            #expect(open.code == 8, "\(open.out)")
            let folder = open.findings.first { $0["id"] as? String == "file-open" }
            #expect(folder?["remedy"] as? String == "chmod 700 \(program.home)")
        }
    }

    @Test func `a store that profiles use and that is not there is exit 5`() async throws {
        try await PracticeServers.with { practice in
            let program = practice.program
            try await practice.login("billing-sync")
            try FileManager.default.removeItem(atPath: "\(program.home)/config/vault.key")
            let lost = try await doctor(program)
            #expect(lost.code == 5 && ids(lost.findings).contains("store-not-ready"), "\(lost.out)")
            // A profile of another store, on a host without a bus, and with one that is gone (A11, A14).
            _ = try await Shell.run(
                "sqlite3 \(program.home)/mintmark.sqlite \"UPDATE profile SET store = 'secret-service'\"")
            let busless = try await doctor(program)
            #expect(
                busless.code == 5 && ids(busless.findings, atLeast: "notice").contains("bus-none"), "\(busless.out)")
            let stale = try await doctor(
                program, environment: ["DBUS_SESSION_BUS_ADDRESS": "unix:path=/tmp/dbus-gone-\(getpid())"])
            #expect(stale.code == 5 && ids(stale.findings).contains("bus-gone"), "\(stale.out)")
            let tcp = try await doctor(program, environment: ["DBUS_SESSION_BUS_ADDRESS": "tcp:host=localhost,port=1"])
            #expect(tcp.code == 5 && ids(tcp.findings).contains("bus-refused"), "\(tcp.out)")
            let text = try await program.run(["doctor"], environment: Self.bare)
            #expect(text.code == 5 && text.out.contains("is not ready"), "\(text.out)")
        }
    }

    @Test func `weak and lost credentials are found, and none of them is shown`() async throws {
        try await PracticeServers.with { practice in
            let program = practice.program
            let canary = "cAn4ry"
            try await practice.control("client", ["client_id": "search-worker", "client_secrets": [.string(canary)]])
            let login = try await program.run(
                [
                    "login", practice.facts.mcp, "--client-id", "search-worker", "--client-secret-stdin", "--store",
                    "vault", "--profile", "p",
                ], input: canary)
            try #require(login.code == 0, "\(login.err)")
            let found = try await doctor(program)
            #expect(found.code == 8 && ids(found.findings) == ["secret-short"], "\(found.out)")
            #expect(found.findings.first { $0["id"] as? String == "secret-short" }?["profile"] as? String == "p")
            #expect(!found.out.contains(canary))
            #expect(try await doctor(program, "--no-secrets").code == 0)
            let files = try FileManager.default.contentsOfDirectory(atPath: "\(program.home)/vault")
            let secret = try #require(files.first { $0.contains("client-secret") })
            try Data("no jwe".utf8).write(to: URL(filePath: "\(program.home)/vault/\(secret)"))
            _ = try await Shell.run("chmod 600 \(program.home)/vault/*")
            #expect(try await ids(doctor(program).findings).contains("credential-unreadable"))
            try FileManager.default.removeItem(atPath: "\(program.home)/vault/\(secret)")
            #expect(try await ids(doctor(program).findings) == ["credential-gone"])
        }
    }

    @Test func `proxies and certificates are judged, and a proxy's password is not shown`() async throws {
        try await Program.withHome { program in
            let canary = "pr0xy-canary"
            let used = try await doctor(
                program,
                environment: ["https_proxy": "http://ann:\(canary)@proxy.corp:3128", "no_proxy": "10.0.0.0/99,ok"])
            #expect(used.code == 0 && used.out.contains("proxy.corp:3128, with a password"), "\(used.out)")
            #expect(ids(used.findings, atLeast: "notice").contains("proxy-exception"))
            let broken = try await doctor(
                program,
                environment: [
                    "https_proxy": "socks5://ann:\(canary)@proxy.corp", "SSL_CERT_FILE": "\(program.home)/none.pem",
                ])
            #expect(broken.code == 8 && ids(broken.findings) == ["proxy-unusable", "roots-named"], "\(broken.out)")
            #expect(!used.out.contains(canary) && !broken.out.contains(canary))
        }
    }

    @Test func `a damaged database is told, and the rest is looked at all the same`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let path = practice.program.home + "/mintmark.sqlite"
            for name in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + name) }
            try Data(repeating: 0x5A, count: 5000).write(to: URL(filePath: path))
            _ = try await Shell.run("chmod 600 \(path)")
            let found = try await doctor(practice.program)
            #expect(found.code == 8 && ids(found.findings).contains("database-failed"), "\(found.out)")
            #expect(Set(found.findings.compactMap { $0["area"] as? String }).count > 7)
        }
    }

    @Test(arguments: [
        ("env -u TERM", "term-unset"), ("TERM=no-such-thing", "term-unknown"),
        ("TERM=xterm LC_ALL=xx_XX.UTF-8", "locale-missing"),
    ])
    func `a terminal or a locale that is not known is told with what to set`(words: String, id: String) async throws {
        try await Program.withHome { program in
            let bare = Self.bare.keys.map { "-u \($0)" }.joined(separator: " ")
            let command =
                "LC_ALL=C.UTF-8 MINTMARK_HOME=\(program.home) env \(bare) \(words.hasPrefix("env") ? words : "env \(words)")"
                + " \(Program.path) doctor --json > \(program.home)/out"
            try await TmuxSession.with(columns: 120, rows: 30, running: command) { session in
                _ = try await session.wait(for: "left 8")
            }
            let out = try String(contentsOfFile: "\(program.home)/out", encoding: .utf8)
            #expect(out.contains("\"\(id)\""), "\(out)")
        }
    }
}
