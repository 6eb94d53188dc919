import HTTPTypes
import MintCore
import MintMCP
import TestSupport
import Testing

/// Audits with a profile, and the connections of any audit.
@Suite struct AuditServiceTests {
    private let server = AuditBench.server

    private func audit(
        _ bench: AuditBench, _ record: ProfileRecord? = nil, other: HTTPURL? = nil
    ) async throws -> AuditResult {
        try await bench.service.audit(.init(server: server, profile: record, other: other))
    }

    // MARK: - Certificates

    @Test func `every host that answered is looked at once, and none that did not (AU-27)`() async throws {
        let bench = AuditBench(certificates: ["m.example": .daysLeft(60), "as.example": .daysLeft(29)]) { pages in
            pages[AuditBench.root] = AuditBench.answering(.body(302, headers: [.location: "https://cdn.example/prm"]))
            pages["https://cdn.example/prm"] = AuditBench.answering(
                .failing(.nameNotFound(host: "cdn.example")))
        }
        let report = try await audit(bench).report
        #expect(bench.connection.hosts == ["m.example", "as.example"])
        #expect(report["AU-27"]?.seen == "as.example: 29 days left" && report["AU-27"]?.severity == .warning)
    }

    @Test(
        arguments: [
            (.daysLeft(30), nil), (.daysLeft(0), "m.example: 0 days left"),
            (.daysLeft(-1), "m.example: ended 1 days ago"), (.bad("no trust"), "m.example: no trust"),
        ] as [(CertificateTable.Entry, String?)])
    func `days are counted to the certificate's end`(entry: CertificateTable.Entry, fault: String?) async throws {
        let bench = AuditBench(certificates: ["m.example": entry, "as.example": .daysLeft(90)])
        let finding = try #require(try await audit(bench).report["AU-27"])
        #expect(finding.outcome == (fault == nil ? .passed : .failed))
        if let fault { #expect(finding.seen == fault) }
    }

    // MARK: - Live checks

    @Test func `a profile's login shows the rest, with one token request, and says nothing secret`() async throws {
        let bench = AuditBench(certificates: ["m.example": .daysLeft(60), "as.example": .daysLeft(60)])
        let record = try await bench.seed()
        let result = try await audit(bench, record, other: AuditBench.other)
        #expect(result.report.failures == [] && result.report.verdict == .ready && result.exitStatus.rawValue == 0)
        for rule in ["AU-19", "AU-22", "AU-23", "AU-24", "AU-27"] {
            #expect(result.report[rule]?.outcome == .passed, "\(rule) \(result.report[rule]?.seen ?? "")")
        }
        #expect(bench.count(AuditBench.token) == 1)
        let live = try #require(result.live)
        #expect(live.isActive == true && live.failure == nil && live.principal?.principal == .machine)
        #expect(live.principal?.evidence.contains { $0.id == "PR-1" } == true)
        #expect(result.notices == [])
        let spoken = "\(result)"
        for secret in ["token-", "kept-token", "the-client-secret"] { #expect(!spoken.contains(secret)) }
        // The new token is kept: it is the profile's own.
        #expect(await bench.profiles.record(record.id)?.token?.lifetime == 600)
    }

    @Test func `a made-up token is new each time and well-formed, and goes to the server alone (AU-24)`() async throws {
        let bench = AuditBench()
        let record = try await bench.seed()
        for _ in 0..<2 { _ = try await audit(bench, record) }
        let made = bench.transport.requests.filter { $0.authorization?.contains("mintmark-audit") == true }
        #expect(made.count == 2 && Set(made.map(\.authorization)).count == 2)
        #expect(made.allSatisfy { $0.url == server })
    }

    @Test(
        arguments: [(nil, "AU-24 warning"), (#"Bearer realm="x""#, "AU-24 warning")] as [(String?, String)])
    func `a server that says nothing of a bad token is told what to say`(line: String?, failure: String) async throws {
        let bench = AuditBench { pages in
            pages[AuditBench.server.text] = { request, number in
                guard let sent = request.authorization, !sent.hasPrefix("Bearer token-") else {
                    return AuditBench.guarded(AuditBench.path)(request, number)
                }
                return line.map { .challenge($0) } ?? .body(400)
            }
        }
        let report = try await audit(bench, try await bench.seed()).report
        #expect(report.failures == [failure])
        #expect(report["AU-24"]?.remedy?.contains(#"error="invalid_token""#) == true)
    }

    @Test func `a token that ran out is shown where one is kept, and one that lasts is not`() async throws {
        for (left, isShown) in [(-61, true), (-60, false), (600, false)] {
            let bench = AuditBench()
            _ = try await audit(bench, try await bench.seed(tokenLeft: left))
            let shown = bench.transport.requests.contains { $0.authorization == "Bearer kept-token" }
            #expect(shown == isShown, "\(left)")
        }
        let lax = AuditBench { pages in
            pages[AuditBench.server.text] = { request, number in
                request.authorization == "Bearer kept-token"
                    ? request.result(Server.discovery) : AuditBench.guarded(AuditBench.path)(request, number)
            }
        }
        let report = try await audit(lax, try await lax.seed(tokenLeft: -3600)).report
        #expect(report["AU-24"]?.seen == "an expired token got HTTP 200")
    }

    @Test func `what the token endpoint does is judged by its answer (AU-19)`() async throws {
        let bench = AuditBench { pages in
            pages[AuditBench.token] = AuditBench.answering(
                .json(
                    200,
                    ["access_token": "token-x", "token_type": "bearer", "expires_in": "7200", "refresh_token": "r"]))
        }
        let finding = try #require(try await audit(bench, try await bench.seed()).report["AU-19"])
        #expect(
            finding.seen == "no Cache-Control: no-store; lives 7200 s; a refresh token for a machine", "\(finding.seen)"
        )
    }

    @Test func `a profile that gets no token is the outcome, whatever is published`() async throws {
        let bench = AuditBench { pages in
            pages[AuditBench.token] = AuditBench.answering(.json(401, ["error": "invalid_client"]))
        }
        let key = try SigningKey.generate(.es256)
        let result = try await audit(bench, try await bench.seed(key: key))
        #expect(result.report.verdict == .ready && result.exitStatus == MintCore.ExitStatus.authentication)
        #expect(result.live?.failure?.headline.contains("invalid_client") == true && result.live?.principal == nil)
        // The same credential is not tried a second time.
        #expect(bench.count(AuditBench.token) == 1)
        #expect(result.report["AU-28"]?.seen.contains("invalid_client") == true)
        #expect(result.report["AU-24"]?.outcome == .passed)
    }

    @Test func `whatever keeps a profile from its token, the exit status is that of a login (4)`() async throws {
        let bench = AuditBench { pages in
            pages[AuditBench.token] = AuditBench.answering(.json(400, ["error": "invalid_scope"]))
        }
        let result = try await audit(bench, try await bench.seed())
        #expect(result.report.verdict == .ready && result.live?.failure?.exitStatus == .server)
        #expect(result.exitStatus == MintCore.ExitStatus.authentication)
        #expect(result.report["AU-19"]?.seen == "the token request failed")
    }

    @Test func `a server that refuses its own token is the outcome, too`() async throws {
        let bench = AuditBench { pages in
            pages[AuditBench.server.text] = { request, number in
                request.authorization == nil
                    ? AuditBench.guarded(AuditBench.path)(request, number)
                    : .challenge(#"Bearer error="invalid_token""#)
            }
        }
        let result = try await audit(bench, try await bench.seed())
        #expect(result.exitStatus == MintCore.ExitStatus.authentication)
        #expect(
            result.live?.failure?.headline == "m.example refuses the token that was issued for it (401: invalid_token)")
        // No further token is asked for.
        #expect(bench.count(AuditBench.token) == 1 && result.report["AU-19"]?.outcome == .passed)
    }

    @Test func `an API that is no MCP server is judged without its capabilities`() async throws {
        let bench = AuditBench { pages in
            pages[AuditBench.server.text] = { request, number in
                request.authorization?.hasPrefix("Bearer token-") == true
                    ? .body(404) : AuditBench.guarded(AuditBench.path)(request, number)
            }
        }
        let result = try await audit(bench, try await bench.seed())
        #expect(result.report["AU-22"]?.seen == "the capabilities were not read" && result.live?.failure == nil)
        #expect(result.notices.count == 1 && result.exitStatus.rawValue == 0)
    }

    @Test func `a server that names another issuer gets nothing of the profile's (REG-6)`() async throws {
        let bench = AuditBench { pages in
            for url in [AuditBench.path, AuditBench.root] {
                pages[url] = AuditBench.page(
                    AuditBench.resource.merging(["authorization_servers": ["https://b.example"]]) { $1 })
            }
        }
        let result = try await audit(bench, try await bench.seed())
        #expect(bench.withCredentials.isEmpty && result.live == nil)
        #expect(result.notices.contains { $0.contains("https://b.example") && $0.contains("no credential was sent") })
    }

    @Test(arguments: [(AuditBench.oauth, 4), (AuditBench.introspection, 10)])
    func `an interruption ends an audit in the middle`(url: String, requests: Int) async throws {
        let bench = AuditBench { $0[url] = AuditBench.answering(.silence) }
        let record = try await bench.seed()
        let running = Task { try await audit(bench, record) }
        await bench.transport.requests(requests)
        #expect(bench.urls.last == url)
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
    }
}
