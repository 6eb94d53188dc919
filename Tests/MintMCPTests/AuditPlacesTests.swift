import HTTPTypes
import MintCore
import TestSupport
import Testing

/// Places that are not as they should be: nothing there ends an audit, and nothing leads it astray.
@Suite struct AuditPlacesTests {
    private let server = AuditBench.server

    private func survey(
        ranges: [String: AddressRange] = [:], _ change: @escaping (inout [String: ScriptedTransport.Script]) -> Void
    ) async throws -> (evidence: AuditEvidence, bench: AuditBench) {
        let bench = AuditBench(ranges: ranges, change)
        return (try await bench.discovery.survey(server), bench)
    }

    private static func challenge(_ url: String) -> ScriptedTransport.Script {
        AuditBench.answering(.challenge(#"Bearer resource_metadata="\#(url)""#))
    }

    @Test(arguments: [
        ("http://m.example/prm", "plain http to another machine"), ("https://10.0.0.1/prm", "more private network"),
        ("https://127.0.0.1/prm", "more private network"), ("https://m.example/prm#f", "fragment"),
    ])
    func `a challenge's address that nobody may follow is seen, and not asked (NET-1, NET-4)`(
        url: String, reason: String
    ) async throws {
        let (evidence, bench) = try await survey { $0[AuditBench.server.text] = Self.challenge(url) }
        #expect(bench.count(url) == 0)
        #expect(evidence.resourceDocuments.map(\.place) == [.challenge, .path, .root])
        let finding = try #require(AuditReport(evidence)["AU-4"])
        #expect(finding.outcome == .failed && finding.seen.contains(reason), "\(finding.seen)")
    }

    @Test(arguments: ["javascript:alert(1)", "/prm", "", "https://", "\u{1B}[2J"])
    func `a challenge's address that is none leaves the well-known places`(text: String) async throws {
        let (evidence, _) = try await survey { $0[AuditBench.server.text] = Self.challenge(text) }
        #expect(evidence.resourceDocuments.map(\.place) == [.path, .root])
        #expect(AuditReport(evidence)["AU-2"]?.outcome == .failed)
    }

    @Test func `redirects are followed and kept: whoever publishes should not need them (AU-7)`() async throws {
        let (evidence, _) = try await survey { pages in
            pages[AuditBench.path] = AuditBench.answering(.body(302, headers: [.location: "/docs/a?x=1"]))
            pages["https://m.example/docs/a?x=1"] = AuditBench.answering(
                .body(308, headers: [.location: "https://cdn.example/prm"]))
            pages["https://cdn.example/prm"] = AuditBench.page(AuditBench.resource)
        }
        let document = try #require(evidence.resourceDocuments.first)
        #expect(document.redirects == ["https://m.example/docs/a", "https://cdn.example/prm"])
        #expect(document.url.text == AuditBench.path && document.members?["resource"]?.text == server.text)
        #expect(AuditReport(evidence).failures == ["AU-7 warning"])
    }

    @Test(arguments: [
        ("http://m.example/prm", "https to http"), ("https://169.254.169.254/prm", "more private network"),
        ("ftp://m.example/prm", "not an http(s) URL"), ("", "not an http(s) URL"),
        (AuditBench.path, "again and again"),
    ])
    func `redirects that nobody follows end there (NET-6)`(target: String, reason: String) async throws {
        let (evidence, bench) = try await survey {
            $0[AuditBench.path] = AuditBench.answering(.body(302, headers: [.location: target]))
        }
        let document = try #require(evidence.resourceDocuments.first)
        #expect(document.status == 302 && document.members == nil)
        #expect(document.trouble?.contains(reason) == true, "\(document.trouble ?? "")")
        #expect(bench.count(target) == (target == AuditBench.path ? 4 : 0))
        #expect(AuditReport(evidence)["AU-4"]?.outcome == .failed)
    }

    @Test(arguments: [
        ScriptedAnswer.body(200, "<html>not found</html>", headers: [.contentType: "text/html"]),
        .body(200), .json(200, ["not", "an", "object"]), .body(200, "{\"resource\":"), .body(404), .body(403),
        .body(418),
        .failing(.tooLarge(host: "m.example", limit: 1 << 20)),
        .failing(.timedOut(host: "m.example", after: .seconds(20))),
    ])
    func `what is no document is passed over, and the rest is judged`(answer: ScriptedAnswer) async throws {
        let (evidence, bench) = try await survey {
            $0[AuditBench.root] = AuditBench.answering(answer)
            $0[AuditBench.openID] = AuditBench.answering(answer)
        }
        #expect(evidence.resourceDocuments.map { $0.members == nil } == [false, true])
        #expect(evidence.serverDocuments.map { $0.members == nil } == [false, true])
        #expect(AuditReport(evidence).failures == ["AU-9 warning"])
        #expect(bench.count(AuditBench.root) == 1)
    }

    @Test func `a server in trouble is asked again, with pauses, before it is judged`() async throws {
        let bench = AuditBench { pages in
            pages[AuditBench.oauth] = { _, number in
                number < 5 ? .body(503) : AuditBench.document(AuditBench.metadata)
            }
        }
        let audit = Task { try await bench.discovery.survey(server) }
        for pause in [Duration.milliseconds(300), .milliseconds(900)] {
            await bench.clock.sleepers(1)
            bench.clock.advance(by: pause)
        }
        #expect(try await audit.value.serverDocuments.first?.status == 200)
        #expect(bench.count(AuditBench.oauth) == 3)
    }

    // MARK: - Networks

    @Test func `what a challenge names elsewhere is held to the server's range, and what is at home is not (NET-4)`()
        async throws
    {
        let docs = "https://docs.example/prm"
        let (evidence, bench) = try await survey { pages in
            pages[AuditBench.server.text] = Self.challenge(docs)
            pages[docs] = AuditBench.page(AuditBench.resource)
        }
        let limits = bench.transport.requests.map(\.sent.mostPrivate)
        #expect(bench.urls.prefix(4) == [server.text, docs, AuditBench.path, AuditBench.root])
        #expect(limits == [.loopback, .publicOrNamed, .loopback, .loopback, .publicOrNamed, .publicOrNamed])
        #expect(evidence.resourceDocuments.map(\.place) == [.challenge, .path, .root])
        let named = try await bench.discovery.survey(server, issuer: "https://as.example")
        #expect(named.serverDocuments.count == 2)
        #expect(bench.transport.requests.suffix(2).map(\.sent.mostPrivate) == [.loopback, .loopback])
    }

    @Test func `certificates that do not hold are seen on the way (AU-27)`() async throws {
        let (evidence, _) = try await survey { pages in
            for url in [AuditBench.oauth, AuditBench.openID] {
                pages[url] = AuditBench.answering(.failing(.tls(host: "as.example", .expired(Timestamp(0)))))
            }
        }
        #expect(evidence.certificates.map(\.host) == ["as.example"])
        let report = AuditReport(evidence)
        #expect(report["AU-27"]?.seen.contains("has expired") == true)
        #expect(report["AU-8"]?.seen.contains("did not answer") == true && report.verdict == .notReady)
    }

    @Test(arguments: [
        (TransportError.tls(host: "m.example", .expired(Timestamp(0))), "has expired"),
        (.tls(host: "m.example", .wrongHost(names: ["x.example"])), "x.example"),
        (.tooLarge(host: "m.example", limit: 1_048_576), "more than 1024 KiB"),
    ])
    func `a server that is there and answers nothing usable is judged, not given up (AU-27)`(
        error: TransportError, seen: String
    ) async throws {
        let (evidence, _) = try await survey { $0[server.text] = AuditBench.answering(.failing(error)) }
        let report = AuditReport(evidence)
        #expect(report["AU-27"]?.outcome == .failed && report["AU-27"]?.severity == .error)
        #expect(report["AU-27"]?.seen.contains(seen) == true, "\(report["AU-27"]?.seen ?? "")")
        #expect(report.verdict == .notReady && report["AU-1"]?.seen.contains("no answer") == true)
    }

    @Test func `what a certificate keeps from being seen is not judged`() async throws {
        let failure = TransportError.tls(host: "m.example", .unknownAuthority(issuer: "Own CA"))
        let (evidence, _) = try await survey { pages in
            for url in [server.text, AuditBench.path, AuditBench.root] {
                pages[url] = AuditBench.answering(.failing(failure))
            }
        }
        let report = AuditReport(evidence)
        #expect(report.failures == ["AU-27 error"] && report.verdict == .notReady)
        #expect(report["AU-27"]?.remedy?.contains("--ca-file") == true)
    }

    @Test func `a server that is not reached is no evidence`() async throws {
        await #expect(throws: TransportError.connectionRefused(host: "m.example")) {
            _ = try await survey {
                $0[server.text] = AuditBench.answering(.failing(.connectionRefused(host: "m.example")))
            }
        }
    }

    @Test func `a name that leads into a private network is a private address, too (AU-25)`() async throws {
        let issuer = "https://internal.example"
        let (evidence, _) = try await survey { pages in
            for url in [AuditBench.path, AuditBench.root] {
                pages[url] = AuditBench.page(
                    AuditBench.resource.merging(["authorization_servers": [.string(issuer)]]) { $1 })
            }
            let refusal = TransportError.addressTooPrivate(host: "internal.example", address: "10.0.0.7")
            pages[issuer + "/.well-known/oauth-authorization-server"] = AuditBench.answering(.failing(refusal))
            pages[issuer + "/.well-known/openid-configuration"] = AuditBench.answering(.failing(refusal))
        }
        let finding = try #require(AuditReport(evidence)["AU-25"])
        #expect(finding.seen.contains("private address: authorization_servers internal.example"), "\(finding.seen)")
    }

    @Test func `what a server named is held to its range; an intranet may name its own (NET-4)`() async throws {
        let issuer = "https://10.0.0.7"
        let change: @Sendable (inout [String: ScriptedTransport.Script]) -> Void = { pages in
            for url in [AuditBench.path, AuditBench.root] {
                pages[url] = AuditBench.page(
                    AuditBench.resource.merging(["authorization_servers": [.string(issuer)]]) { $1 })
            }
            for name in ["oauth-authorization-server", "openid-configuration"] {
                pages["\(issuer)/.well-known/\(name)"] = AuditBench.page([
                    "issuer": .string(issuer), "token_endpoint": .string(issuer + "/token"),
                    "grant_types_supported": ["client_credentials"],
                    "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                ])
            }
        }
        let (outside, _) = try await survey(change)
        #expect(outside.serverDocuments.isEmpty && AuditReport(outside).failures.contains("AU-25 warning"))
        let (inside, bench) = try await survey(ranges: ["m.example": .privateNetwork], change)
        #expect(inside.serverDocuments.map(\.status) == [200, 200])
        #expect(!AuditReport(inside).failures.contains("AU-25 warning"))
        let limits = bench.transport.requests.suffix(2).map(\.sent.mostPrivate)
        #expect(limits == [.privateNetwork, .privateNetwork])
    }
}
