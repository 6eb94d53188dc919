import HTTPTypes
import MintCore
import TestSupport
import Testing

/// What anybody can see of a server.
@Suite struct AuditSurveyTests {
    private let server = AuditBench.server

    @Test func `every place is asked once, and nothing of ours goes anywhere (PRM-1, AS-1)`() async throws {
        let bench = AuditBench()
        let evidence = try await bench.discovery.survey(server)
        #expect(bench.urls == [server.text, AuditBench.path, AuditBench.root, AuditBench.oauth, AuditBench.openID])
        #expect(bench.withCredentials.isEmpty)
        #expect(bench.transport.requests.dropFirst().allSatisfy { $0.sent.method == .get && $0.sent.body.isEmpty })
        #expect(evidence.unauthenticated?.challengeLines == [AuditBench.challenge])
        // The challenge names the path's own document: one look, under the place that clients go by.
        #expect(evidence.resourceDocuments.map(\.place) == [.challenge, .root])
        #expect(evidence.serverDocuments.map(\.place) == [.oauth, .openID])
        #expect(evidence.resourceDocuments.allSatisfy { $0.contentType == "application/json" && $0.status == 200 })
        #expect(evidence.serverDocuments.allSatisfy { $0.cacheControl == "max-age=600" && $0.redirects.isEmpty })
        #expect(evidence.issuer == "https://as.example")
        #expect(AuditReport(evidence).failures == [])
    }

    @Test func `documents that disagree are all seen, though a client stops at the first (AU-6, AU-9)`() async throws {
        var differing = AuditBench.metadata
        differing["token_endpoint"] = "https://as.example/other"
        let bench = AuditBench { [differing] pages in
            pages[AuditBench.root] = AuditBench.page([
                "resource": "https://m.example/mcp", "authorization_servers": ["https://b.example"],
            ])
            pages[AuditBench.openID] = AuditBench.page(differing)
        }
        let report = AuditReport(try await bench.discovery.survey(server))
        #expect(report.failures == ["AU-6 warning", "AU-9 warning"])
        #expect(report["AU-9"]?.seen.contains("token_endpoint") == true)
    }

    // MARK: - Issuers with a path

    private static let tenant = "https://as.example/t1"
    private static let candidates = [
        "https://as.example/.well-known/oauth-authorization-server/t1",
        "https://as.example/.well-known/openid-configuration/t1",
        "https://as.example/t1/.well-known/openid-configuration",
    ]
    private static let mistakes = [
        "https://as.example/.well-known/oauth-authorization-server",
        "https://as.example/t1/.well-known/oauth-authorization-server",
    ]

    private func tenantBench(
        _ published: [String: String], root: Bool = true
    ) -> AuditBench {
        AuditBench { pages in
            (pages[AuditBench.oauth], pages[AuditBench.openID]) = (nil, nil)
            for place in [AuditBench.path, AuditBench.root] {
                pages[place] = AuditBench.page(
                    AuditBench.resource.merging(["authorization_servers": [.string(Self.tenant)]]) { $1 })
            }
            for (url, issuer) in published {
                pages[url] = AuditBench.page(AuditBench.metadata.merging(["issuer": .string(issuer)]) { $1 })
            }
        }
    }

    @Test func `an issuer's path has three candidates, and the root is none of them (AS-1, AS-2)`() async throws {
        let bench = tenantBench([Self.candidates[2]: Self.tenant, Self.mistakes[0]: "https://as.example"])
        let evidence = try await bench.discovery.survey(server)
        #expect(bench.urls.suffix(3) == Self.candidates[...])
        #expect(evidence.serverDocuments.map(\.status) == [404, 404, 200])
        #expect(AuditReport(evidence)["AU-8"]?.outcome == .passed)
    }

    @Test(arguments: [0, 1])
    func `where no candidate is there, the usual mistakes tell what to move, and make nobody ready`(
        index: Int
    ) async throws {
        let bench = tenantBench([Self.mistakes[index]: Self.tenant])
        let evidence = try await bench.discovery.survey(server)
        #expect(evidence.serverDocuments.map(\.place) == [.oauth, .openID, .openIDAppended, .elsewhere])
        let finding = try #require(AuditReport(evidence)["AU-8"])
        #expect(finding.outcome == .failed && finding.seen.contains("it is at \(Self.mistakes[index])"))
        #expect(finding.fix?.place.contains(Self.candidates[0]) == true)
        #expect(AuditReport(evidence).verdict == .notReady)
    }

    @Test func `a root document of another issuer says nothing of this one`() async throws {
        let evidence = try await tenantBench([Self.mistakes[0]: "https://as.example"]).discovery.survey(server)
        #expect(evidence.serverDocuments.allSatisfy { $0.place != .elsewhere && $0.status == 404 })
    }

    @Test func `the operator's issuer takes the place of those that are listed`() async throws {
        let bench = AuditBench { pages in
            pages["https://b.example/.well-known/oauth-authorization-server"] = AuditBench.page(
                AuditBench.metadata.merging(["issuer": "https://b.example"]) { $1 })
        }
        let evidence = try await bench.discovery.survey(server, issuer: "https://b.example")
        #expect(evidence.issuer == "https://b.example" && bench.count(AuditBench.oauth) == 0)
        #expect(evidence.serverDocuments.first?.status == 200 && evidence.listedIssuers == ["https://as.example"])
    }

    // MARK: - What a server without a token says

    @Test func `a server of an older revision is asked in its own words, and its session is ended (ERA-2, M25-4)`()
        async throws
    {
        let guarded = AuditBench { pages in
            pages[AuditBench.server.text] = { request, _ in
                request.method == "initialize"
                    ? .challenge(AuditBench.challenge) : request.failure(400, -32000, "no session")
            }
        }
        let refused = try await guarded.discovery.survey(server)
        #expect(refused.unauthenticated?.status == 401 && AuditReport(refused).failures == [])

        let open = AuditBench { pages in
            pages[AuditBench.server.text] = { request, _ in
                request.method == "server/discover" ? .body(404) : Server.legacy(request)
            }
        }
        let admitted = try await open.discovery.survey(server)
        #expect(admitted.unauthenticated?.status == 200)
        #expect(open.transport.methods.prefix(3) == ["server/discover", "initialize", "DELETE"])
        #expect(open.transport.requests[2].header("Mcp-Session-Id") == "s-1")
        #expect(AuditReport(admitted)["AU-1"]?.outcome == .failed)
    }

    @Test(arguments: [200, 302, 403, 500])
    func `any other answer stands as it is (AU-1)`(status: Int) async throws {
        let bench = AuditBench { $0[AuditBench.server.text] = AuditBench.answering(.body(status, "{}")) }
        let evidence = try await bench.discovery.survey(server)
        #expect(evidence.unauthenticated == .init(status: status))
        #expect(bench.count(server.text) == 1)
        #expect(AuditReport(evidence)["AU-1"]?.seen == "HTTP \(status)")
        // The metadata is looked for all the same (AU-2).
        #expect(AuditReport(evidence)["AU-4"]?.outcome == .passed)
    }

    @Test func `neither question being understood, the first answer stands`() async throws {
        let bench = AuditBench {
            $0[AuditBench.server.text] = { request, _ in .body(request.method == "initialize" ? 405 : 404) }
        }
        #expect(try await bench.discovery.survey(server).unauthenticated?.status == 404)
    }

    @Test func `who does not answer at all ends the survey, and so does an interruption`() async throws {
        for error in [TransportError.connectionRefused(host: "m.example"), .cancelled] {
            let bench = AuditBench { $0[AuditBench.server.text] = AuditBench.answering(.failing(error)) }
            await #expect(throws: error) { try await bench.discovery.survey(server) }
        }
        let bench = AuditBench { $0[AuditBench.path] = AuditBench.answering(.failing(.cancelled)) }
        await #expect(throws: CancellationError.self) { try await bench.discovery.survey(server) }
    }
}
