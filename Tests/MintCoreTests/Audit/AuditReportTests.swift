import HTTPTypes
import TestSupport
import Testing

@testable import MintCore

@Suite struct AuditReportTests {
    @Test func `a sound server is ready, and only what it does not use steps aside`() {
        let report = AuditReport(SoundServer.evidence)
        #expect(report.findings.filter { $0.outcome != .passed }.map(\.id) == ["AU-26"])
        #expect(report.verdict == .ready && report.exitStatus == MintCore.ExitStatus.ok)
    }

    @Test func `findings come by number, each with its title and basis, every time the same`() {
        let report = AuditReport(SoundServer.evidence)
        #expect(report.findings.map(\.id) == (1...28).map { "AU-\($0)" })
        #expect(Set(report.findings.map(\.title)).count == 28)
        #expect(report.findings.allSatisfy { !$0.basis.isEmpty && !$0.title.hasSuffix(".") })
        let required = report.findings.filter(\.isRequired).map(\.id)
        #expect(required == [1, 2, 4, 5, 8, 10, 11, 12, 13].map { "AU-\($0)" })
        for row in AuditRuleTests.cases { #expect(AuditReport(row.evidence) == AuditReport(row.evidence)) }
    }

    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var verdict: AuditReport.Verdict
        var change: @Sendable (inout AuditEvidence) -> Void

        init(
            _ name: String, _ verdict: AuditReport.Verdict, _ change: @escaping @Sendable (inout AuditEvidence) -> Void
        ) {
            (testDescription, self.verdict, self.change) = (name, verdict, change)
        }
    }

    @Test(arguments: [
        Case("a required error", .notReady) { $0.unauthenticated = .init(status: 200) },
        Case("a required rule unchecked", .notReady) { $0.unauthenticated = nil },
        Case("no authorization server seen", .notReady) { $0.serverDocuments = [] },
        Case("a required warning", .readyWithWarnings) { $0.inServer { $0["grant_types_supported"] = nil } },
        Case("another warning", .readyWithWarnings) { $0.certificates = [.init(host: "m", daysLeft: 1)] },
        Case("an error beside", .readyWithWarnings) { $0.secondResource?.status = 200 },
        Case("information", .ready) { $0.extensions = [] },
        Case("nothing live", .ready) {
            $0.token = nil
            $0.garbageToken = nil
            $0.expiredToken = nil
            $0.assertionTrial = nil
            $0.extensions = nil
            $0.secondResource = nil
            $0.certificates = []
        },
    ])
    func `the verdict follows from the required rules first`(row: Case) {
        var evidence = SoundServer.evidence
        row.change(&evidence)
        let report = AuditReport(evidence)
        let statuses: [AuditReport.Verdict: MintCore.ExitStatus] = [
            .ready: .ok, .readyWithWarnings: .attention, .notReady: .server,
        ]
        #expect(report.verdict == row.verdict)
        #expect(report.exitStatus == statuses[row.verdict])
    }

    @Test func `nothing seen at all is judged without a fall`() {
        let report = AuditReport(AuditEvidence(server: SoundServer.server))
        #expect(report.verdict == .notReady)
        #expect(report.findings.allSatisfy { $0.outcome != .passed && $0.outcome != .failed })
    }

    @Test func `a server that publishes nothing is given whole texts`() throws {
        var evidence = AuditEvidence(server: SoundServer.server)
        evidence.unauthenticated = .init(status: 401, challengeLines: [#"Bearer realm="m \"x\"", scope="a b""#])
        evidence.resourceDocuments = [.init(.path, SoundServer.path, status: 404)]
        let fix = try #require(evidence.finding("AU-4")?.fix)
        #expect(
            fix.text == """
                {
                  "authorization_servers" : [
                    "https://AUTHORIZATION-SERVER"
                  ],
                  "bearer_methods_supported" : [
                    "header"
                  ],
                  "resource" : "https://m.example/mcp",
                  "scopes_supported" : [
                    "a",
                    "b"
                  ]
                }
                """)
        #expect(fix.place.contains("/.well-known/oauth-protected-resource/mcp"))
        #expect(fix.place.contains("in place of AUTHORIZATION-SERVER"))
        evidence.unauthenticated?.status = 403
        #expect(
            evidence.finding("AU-1")?.remedy == """
                HTTP/1.1 401 Unauthorized
                WWW-Authenticate: Bearer realm="m \\"x\\"", resource_metadata="\(SoundServer.path)", scope="a b"
                """)
    }

    @Test func `a slash apart is mended where it is wrong`() throws {
        var evidence = SoundServer.evidence
        evidence.inServer { $0["issuer"] = "https://as.example/" }
        let fix = try #require(evidence.finding("AU-8")?.fix)
        #expect(JSONValue(bytes: Array(fix.text.utf8))?["authorization_servers"] == ["https://as.example/"])
        evidence.inServer { $0["issuer"] = "https://b.example" }
        let other = try #require(evidence.finding("AU-8")?.fix)
        #expect(JSONValue(bytes: Array(other.text.utf8))?["issuer"] == "https://as.example")
    }

    /// What several rules want of one address is one text: following it cures all of them, and spoils none.
    @Test func `one document for each address cures every rule that is about it`() throws {
        var evidence = SoundServer.evidence
        evidence.serverDocuments.removeLast()
        evidence.inServer {
            $0["client_id_metadata_document_supported"] = nil
            $0["registration_endpoint"] = "https://as.example/register"
            $0["introspection_endpoint_auth_methods_supported"] = nil
            $0["token_endpoint_auth_methods_supported"] = ["none", "client_secret_basic"]
            $0["claims_supported"] = []
        }
        let report = AuditReport(evidence)
        let failed = ["AU-9", "AU-14", "AU-18", "AU-21", "AU-25"]
        #expect(report.findings.filter { $0.outcome == .failed }.map(\.id) == failed)
        let document = try #require(report.documents.first)
        #expect(report.documents.count == 1 && document.rules == failed)
        #expect(document.addresses == [SoundServer.openID.text, SoundServer.oauth.text])
        #expect(document.changes.contains("removed claims_supported"))
        #expect(document.changes.contains("added client_id_metadata_document_supported"))
        #expect(
            failed.allSatisfy {
                report.findings.map(\.id).contains($0) && evidence.finding($0)?.remedy == document.text
            })
        let members = try #require(JSONValue(bytes: Array(document.text.utf8))?.members)
        #expect(members["introspection_endpoint_auth_methods_supported"]?.texts?.contains("none") == false)
        evidence.serverDocuments = [
            SoundServer.document(.oauth, SoundServer.oauth, members),
            SoundServer.document(.openID, SoundServer.openID, members),
        ]
        #expect(AuditReport(evidence).findings.allSatisfy { $0.outcome != .failed })
    }

    @Test func `documents that differ end up the same, with what the other rules want`() throws {
        var evidence = SoundServer.evidence
        evidence.serverDocuments[0].json = .object(
            SoundServer.metadata.merging(["grant_types_supported": ["authorization_code"]]) { $1 })
        let other: [String: JSONValue] = ["token_endpoint": "https://b.example/t", "x_other": 1]
        evidence.serverDocuments[1].json = .object(SoundServer.metadata.merging(other) { $1 })
        let report = AuditReport(evidence)
        for (index, place) in [SoundServer.oauth, SoundServer.openID].enumerated() {
            let document = try #require(report.documents.first { $0.addresses == [place.text] })
            evidence.serverDocuments[index].json = JSONValue(bytes: Array(document.text.utf8))
        }
        #expect(evidence.serverDocuments[1].json?["x_other"] == 1)
        #expect(AuditReport(evidence).findings.allSatisfy { $0.outcome != .failed })
    }

    @Test func `a token that was refused was asked for (AU-19)`() {
        var evidence = SoundServer.evidence
        evidence.token = nil
        evidence.tokenIsRefused = true
        #expect(evidence.finding("AU-19")?.outcome == .notChecked(reason: "the token request failed"))
    }

    @Test func `hostile texts steer nothing and come back whole`() throws {
        let bad = "\u{1B}[2J\u{9B}1m\u{202E}\u{E000}\u{10FFFF}\"\\"
        var evidence = SoundServer.evidence
        evidence.unauthenticated = .init(
            status: 401,
            challengeLines: ["Bearer realm=\"\(bad)\", scope=\"\(bad)\", resource_metadata=\"\(bad)\"", bad])
        evidence.inResource {
            $0["x_own"] = .string(bad)
            $0["scopes_supported"] = [.string(bad), "offline_access"]
            $0["authorization_servers"] = [.string(bad)]
            $0["resource"] = .string(bad)
            $0[bad] = []
        }
        evidence.inServer { members in
            for key in members.keys { members[key] = .string(bad) }
            members["x_own"] = .string(bad)
            members[bad] = []
        }
        evidence.issuer = bad
        evidence.certificates = [.init(host: bad, problem: bad)]
        evidence.extensions = [bad]
        evidence.token = .init(cacheControl: bad, expiresIn: .min, hasRefreshToken: true, tokenType: bad)
        evidence.assertionTrial = .refused(bad)
        for finding in AuditReport(evidence).findings {
            #expect(finding.seen.unicodeScalars.allSatisfy { $0.isSafeToShow })
            #expect(finding.fix?.place.unicodeScalars.allSatisfy { $0.isSafeToShow } != false)
            #expect(finding.remedy?.unicodeScalars.allSatisfy { $0 == "\n" || $0.isSafeToShow } != false)
            if let fix = finding.fix, fix.kind == .document {
                let value = try #require(JSONValue(bytes: Array(fix.text.utf8)))
                #expect(value["x_own"] == nil || value["x_own"] == .string(bad))
            }
        }
    }

    @Test func `evidence is read from answers, never a token`() throws {
        let url = Practice.url("https://as.example/token")
        var headers: HTTPFields = [.cacheControl: "no-store", .contentType: "application/json"]
        headers.append(HTTPField(name: .wwwAuthenticate, value: "Basic realm=x"))
        headers.append(HTTPField(name: .wwwAuthenticate, value: "Bearer"))
        let body = #"{"access_token":"s3cr3t-t0ken","expires_in":"600","refresh_token":"s3cr3t","token_type":"Bearer"}"#
        let response = TransportResponse(status: 200, headers: headers, body: Array(body.utf8))
        let facts = try #require(AuditEvidence.TokenFacts(response))
        #expect(facts == .init(cacheControl: "no-store", expiresIn: 600, hasRefreshToken: true, tokenType: "Bearer"))
        #expect(!"\(facts)".contains("s3cr3t"))
        #expect(AuditEvidence.TokenFacts(TransportResponse(status: 400, body: Array(body.utf8))) == nil)
        #expect(AuditEvidence.TokenFacts(TransportResponse(status: 200, body: Array("[]".utf8))) == nil)
        #expect(AuditEvidence.Answer(response).challengeLines == ["Basic realm=x", "Bearer"])
        let document = AuditEvidence.Document(
            .oauth, url, TransportResponse(status: 404, headers: headers, body: [0x7B]))
        #expect(document.contentType == "application/json" && document.members == nil && document.json == nil)
    }
}
