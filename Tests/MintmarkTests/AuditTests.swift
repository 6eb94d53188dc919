import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `audit` and `show --introspect`, by the real binary over real HTTP.
@Suite struct AuditTests {
    private struct Finding {
        var members: [String: Any]
        var outcome: String? { members["outcome"] as? String }
        var severity: String? { members["severity"] as? String }
        var seen: String { members["seen"] as? String ?? "" }
        var remedy: [String: Any]? { members["remedy"] as? [String: Any] }
        /// The text to publish, read as the JSON that it must be.
        var document: JSONValue? { (remedy?["text"] as? String).flatMap { JSONValue(bytes: Array($0.utf8)) } }
    }

    private static func findings(_ outcome: Program.Outcome) -> [String: Finding] {
        let all = (outcome.json["findings"] as? [[String: Any]] ?? []).compactMap { members in
            (members["id"] as? String).map { ($0, Finding(members: members)) }
        }
        return Dictionary(all) { $1 }
    }

    private static func failed(_ outcome: Program.Outcome) -> [String] {
        findings(outcome).filter { $0.value.outcome == "failed" }.map { "\($0.key) \($0.value.severity ?? "")" }
            .sorted()
    }

    @Test func `the sandbox is ready, a warning is true, and nothing of ours went out`() async throws {
        try await PracticeServers.with { practice in
            // An empty list, as real servers publish it.
            try await practice.control("metadata", ["authorization_server": ["response_types_supported": []]])
            let outcome = try await practice.program.run("audit", practice.facts.mcp, "--json")
            #expect(Self.failed(outcome) == ["AU-25 warning"], "\(outcome.out)")
            #expect(outcome.code == 8 && outcome.json["verdict"] as? String == "ready-with-warnings")
            #expect(outcome.json["schema_version"] as? Int == 1 && outcome.json["exit_status"] as? Int == 8)
            #expect(outcome.json["issuer"] as? String == practice.facts.issuer && outcome.json["live"] is NSNull)
            #expect(Self.findings(outcome).count == 28 && outcome.err.isEmpty)
            #expect(try await practice.count(PracticeServers.tokenPath) == 0)
            let hygiene = try #require(Self.findings(outcome)["AU-25"])
            #expect(hygiene.seen.contains("response_types_supported"))
            #expect(hygiene.document?["issuer"]?.text == practice.facts.issuer)

            // Published as it is told, the warning goes.
            try await practice.control("metadata", ["authorization_server": ["response_types_supported": ["none"]]])
            let clean = try await practice.program.run("audit", practice.facts.mcp, "--json")
            #expect(clean.code == 0 && clean.json["verdict"] as? String == "ready", "\(Self.failed(clean))")
        }
    }

    @Test func `a login adds what only a login shows`() async throws {
        try await PracticeServers.with { practice in
            for client in ["billing-sync", "search-worker", "nightly-export"] {
                try await practice.login(client)
                try await practice.control("reset-log", [:])
                let outcome = try await practice.program.run(
                    "audit", practice.facts.mcp, "--profile", client, "--json", "--verbose", "--other",
                    practice.facts.mcp.replacingOccurrences(of: "/mcp", with: "/reports/mcp"), "--yes")
                #expect(Self.failed(outcome).isEmpty, "\(outcome.out)")
                let findings = Self.findings(outcome)
                for rule in ["AU-19", "AU-22", "AU-23", "AU-24"] {
                    #expect(findings[rule]?.outcome == "passed", "\(rule): \(findings[rule]?.seen ?? "")")
                }
                #expect(findings["AU-28"]?.outcome == (client == "billing-sync" ? "passed" : "not-checked"))
                #expect(try await practice.count(PracticeServers.tokenPath) == 1)
                let live = try #require(outcome.json["live"] as? [String: Any])
                let principal = live["principal"] as? [String: Any]
                #expect(principal?["principal"] as? String == "machine" && live["active"] as? Bool == true)
                #expect((live["warnings"] as? [String])?.isEmpty == true)
                let token = try await practice.program.run("token", client).line
                #expect(!token.isEmpty && !outcome.out.contains(token) && !outcome.err.contains(token))
                #expect(outcome.err.contains("made-up token"))
            }
        }
    }

    /// A misbehaviour, and what the audit says of it.
    struct Case: CustomTestStringConvertible, Sendable {
        var control: String
        var body: JSONValue
        var code: Int32
        var failure: String
        /// Some of what is to be published.
        var remedy: String
        var testDescription: String { failure }
    }

    @Test(arguments: [
        Case(
            control: "metadata", body: ["protected_resource": ["authorization_servers": .null]], code: 2,
            failure: "AU-4 error", remedy: "authorization_servers"),
        Case(
            control: "metadata", body: ["protected_resource": ["resource": "https://evil.example/mcp"]], code: 2,
            failure: "AU-5 error", remedy: "/mcp"),
        Case(
            control: "metadata", body: ["protected_resource": ["scopes_supported": ["mcp:read", "offline_access"]]],
            code: 8, failure: "AU-20 warning", remedy: "mcp:read"),
        Case(
            control: "metadata", body: ["authorization_server": ["issuer": "https://evil.example"]], code: 2,
            failure: "AU-8 error", remedy: "/as"),
        Case(
            control: "metadata", body: ["authorization_server": ["token_endpoint": "http://as.example/token"]], code: 2,
            failure: "AU-10 error", remedy: "https://as.example/token"),
        Case(
            control: "metadata", body: ["authorization_server": ["grant_types_supported": ["authorization_code"]]],
            code: 8, failure: "AU-11 warning", remedy: "client_credentials"),
        Case(
            control: "metadata",
            body: ["authorization_server": ["token_endpoint_auth_methods_supported": ["tls_client_auth"]]], code: 2,
            failure: "AU-12 error", remedy: "client_secret_basic"),
        Case(
            control: "metadata",
            body: ["authorization_server": ["token_endpoint_auth_signing_alg_values_supported": .null]], code: 2,
            failure: "AU-13 error", remedy: "RS256"),
        Case(
            control: "metadata", body: ["authorization_server": ["protected_resources": ["https://x.example"]]],
            code: 0, failure: "AU-17 info", remedy: "x.example"),
        // The challenge is off: the server lets the question in, refuses otherwise, or says nothing.
        Case(
            control: "fault", body: ["path": "/mcp", "status": 200, "body": "{}"], code: 2, failure: "AU-1 error",
            remedy: "WWW-Authenticate: Bearer"),
        Case(
            control: "fault", body: ["path": "/mcp", "status": 403], code: 2, failure: "AU-1 error",
            remedy: "HTTP/1.1 401"),
        Case(
            control: "fault", body: ["path": "/mcp", "status": 401], code: 8, failure: "AU-3 warning",
            remedy: "WWW-Authenticate: Bearer resource_metadata="),
        Case(
            control: "fault", body: ["path": "/.well-known/oauth-protected-resource/mcp", "status": 404], code: 2,
            failure: "AU-4 error", remedy: "WWW-Authenticate: Bearer resource_metadata="),
    ])
    func `what is wrong is found, and what to publish is said`(row: Case) async throws {
        try await PracticeServers.with { practice in
            try await practice.control(row.control, row.body)
            let outcome = try await practice.program.run("audit", practice.facts.mcp, "--json")
            #expect(outcome.code == row.code, "\(Self.failed(outcome))")
            #expect(Self.failed(outcome).contains(row.failure), "\(Self.failed(outcome))")
            let rule = String(row.failure.prefix { $0 != " " })
            let text = Self.findings(outcome)[rule]?.remedy?["text"] as? String
            #expect(text?.contains(row.remedy) == true, "\(text ?? "")")
        }
    }

    @Test func `on a terminal's width everything is readable, and a hostile server steers nothing`() async throws {
        try await PracticeServers.with { practice in
            let hostile: JSONValue = .string("\u{1B}[2J\u{202E}漢字" + String(repeating: "長", count: 300))
            try await practice.control(
                "metadata",
                [
                    "protected_resource": ["resource_name": hostile, "scopes_supported": ["offline_access"]],
                    "authorization_server": ["grant_types_supported": [hostile], "service_documentation": hostile],
                ])
            let outcome = try await practice.program.run("audit", practice.facts.mcp)
            #expect(outcome.code == 8)
            let lines = outcome.out.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            #expect(lines.first == "RULE    SEVERITY  OUTCOME         SEEN")
            #expect(lines.contains { $0.hasPrefix("AU-1*   error     passed          HTTP 401") })
            #expect(lines.contains { $0.hasPrefix("AU-11*  warning   failed") })
            let table = lines.prefix { !$0.hasPrefix("* needed") }
            #expect(table.allSatisfy { $0.columnsAtMost <= 80 })
            #expect(outcome.out.unicodeScalars.allSatisfy { $0 == "\n" || $0.isSafeToShow })
            #expect(outcome.out.contains("machine-ready, with warnings (2 warnings)"))
            #expect(outcome.out.contains("(wanted: ") && outcome.out.contains("Document 1, for AU-20"))
            #expect(outcome.out.contains("differs from what is there: changed grant_types_supported"))
            // The text to publish stands whole and can be copied.
            #expect(outcome.out.contains("    \"client_credentials\"") && outcome.out.contains("\\u001b[2J\\u202e"))
        }
    }

    @Test func `a server that is not there is exit 3, and slips of the fingers are exit 1`() async throws {
        try await Program.withHome { program in
            let gone = try await program.run("audit", "http://127.0.0.1:1/mcp", "--json")
            #expect(gone.code == 3 && gone.out.isEmpty && gone.err.contains("\"exit_status\":3"))
            for arguments in [
                ["ftp://x.example"], ["http://127.0.0.1:1", "--other", "http://127.0.0.1:2"],
                ["http://127.0.0.1:1", "--save"], ["http://127.0.0.1:1", "--profile", "nobody"],
                ["http://127.0.0.1:1", "--ca-file", "/nonexistent"],
            ] {
                let outcome = try await program.run(["audit"] + arguments)
                #expect(outcome.code == 1 && outcome.out.isEmpty && !outcome.err.isEmpty, "\(arguments)")
            }
        }
    }

    @Test func `a token is shown to nobody else unasked, and only for the profile's own server`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            try await practice.control("reset-log", [:])
            let reports = practice.facts.mcp.replacingOccurrences(of: "/mcp", with: "/reports/mcp")
            let base = ["audit", practice.facts.mcp, "--profile", "billing-sync"]
            let unasked = try await practice.program.run(base + ["--other", reports])
            #expect(unasked.code == 1 && unasked.err.contains("--yes") && unasked.out.isEmpty)
            let same = try await practice.program.run(base + ["--other", practice.facts.mcp, "--yes"])
            #expect(same.code == 1)
            let elsewhere = try await practice.program.run("audit", reports, "--profile", "billing-sync")
            #expect(elsewhere.code == 1 && elsewhere.err.contains("is a profile for"))
            let issuer = try await practice.program.run(base + ["--issuer", "https://x.example"])
            #expect(issuer.code == 1 && issuer.err.contains("is bound to"))
            #expect(try await practice.count(PracticeServers.tokenPath) == 0)
            #expect(try await practice.count("/mcp") == 0)
        }
    }

    @Test(arguments: [("n", 1, 0), ("y", 0, 1)])
    func `on a terminal the question comes before the token`(answer: String, code: Int, requests: Int) async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            try await practice.control("reset-log", [:])
            let reports = practice.facts.mcp.replacingOccurrences(of: "/mcp", with: "/reports/mcp")
            let command = """
                MINTMARK_HOME='\(practice.program.home)' '\(Program.path)' audit \(practice.facts.mcp) \\
                    --profile billing-sync --other \(reports)
                """
            try await TmuxSession.with(columns: 80, rows: 50, running: command) { terminal in
                let screen = try await terminal.wait(for: "Go on? [y/N]")
                #expect(screen.contains("is shown a token of billing-sync"))
                #expect(try await practice.count(PracticeServers.tokenPath) == 0)
                try await terminal.send(answer, "Enter")
                _ = try await terminal.wait(for: "left \(code)")
                #expect(try await practice.count(PracticeServers.tokenPath) == requests)
            }
        }
    }

    @Test func `the audience of assertions is learnt, and kept only when asked`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control("client", ["client_id": "billing-sync", "assertion_audience": "either"])
            try await practice.login("billing-sync", "--assertion-audience", "endpoint")
            let audit = ["audit", practice.facts.mcp, "--profile", "billing-sync", "--json"]
            func audience() async throws -> String? {
                let shown = try await practice.program.run("show", "billing-sync", "--json").json
                return (shown["settings"] as? [String: Any])?["assertion_audience"] as? String
            }
            let learnt = try await practice.program.run(audit)
            #expect(Self.findings(learnt)["AU-28"]?.outcome == "passed")
            #expect(try await audience() == "endpoint")
            let saved = try await practice.program.run(audit + ["--save"])
            #expect(saved.err.contains("go to the issuer from now on"))
            #expect(try await audience() == "issuer")
            #expect(try await practice.program.run("token", "billing-sync", "--force-new").code == 0)
            #expect(try await practice.program.run(audit + ["--save"]).err.contains("nothing was learnt"))

            try await practice.control("client", ["client_id": "billing-sync", "assertion_audience": "endpoint"])
            _ = try await practice.program.run("set", "billing-sync", "--assertion-audience", "endpoint")
            let old = try await practice.program.run(audit + ["--save"])
            #expect(Self.findings(old)["AU-28"]?.severity == "warning" && Self.failed(old).contains("AU-28 warning"))
            #expect(try await audience() == "endpoint")
        }
    }

    @Test func `a refused credential is exit 4 beside the report`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("search-worker")
            try await practice.control("client", ["client_id": "search-worker", "client_secrets": ["other"]])
            let outcome = try await practice.program.run(
                "audit", practice.facts.mcp, "--profile", "search-worker", "--json")
            #expect(outcome.code == 4 && outcome.json["verdict"] as? String == "ready")
            #expect(outcome.err.contains("invalid_client") && JSONValue(bytes: Array(outcome.err.utf8)) != nil)
        }
    }
}

extension String {
    /// Columns, every scalar beyond ASCII counted as two.
    fileprivate var columnsAtMost: Int { unicodeScalars.reduce(0) { $0 + ($1.isASCII || $1 == "…" ? 1 : 2) } }
}
