import HTTPTypes
import MintCore
import TestSupport
import Testing

@Suite struct DiscoveryTests {
    private let server = DiscoveryBench.server

    @Test func `the question declares who asks and what can be done, and carries no credential (CC-10)`() async throws {
        let bench = DiscoveryBench()
        _ = try await bench.discovery.discover(server)
        let question = try #require(bench.transport.requests.first)
        #expect(question.method == "server/discover" && question.header("MCP-Protocol-Version") == "2026-07-28")
        let meta = question.params["_meta"]
        #expect(meta?["io.modelcontextprotocol/protocolVersion"] == "2026-07-28")
        #expect(meta?["io.modelcontextprotocol/clientInfo"] == ["name": "mintmark", "version": "1.2.3"])
        #expect(
            meta?["io.modelcontextprotocol/clientCapabilities"]
                == ["extensions": ["io.modelcontextprotocol/oauth-client-credentials": [:]]])
        #expect(bench.transport.requests.allSatisfy { $0.authorization == nil })
        _ = try await Discovery(transport: bench.transport, clock: bench.clock).discover(server)
        let anonymous = bench.transport.requests[3].params["_meta"]
        #expect(anonymous?["io.modelcontextprotocol/clientInfo"] == nil && anonymous?.members?.count == 2)
    }

    @Test func `with a challenge, its URL is the only one that is asked (PRM-1, PRM-2)`() async throws {
        let bench = DiscoveryBench()
        _ = try await bench.discovery.discover(server)
        #expect(bench.urls == [server.text, DiscoveryBench.metadataURL, DiscoveryBench.issuerURL])
        bench.publish(DiscoveryBench.metadataURL, .body(404))
        await #expect(throws: DiscoveryError.self) { try await bench.discovery.discover(server) }
        #expect(bench.urls.suffix(2) == [server.text, DiscoveryBench.metadataURL])
    }

    @Test(arguments: [200, 202, 204, 302, 400, 404, 405, 406, 415, 500])
    func `a server that does not ask for a token has no challenge; the path is asked before the root (PRM-1, ERA-1)`(
        status: Int
    ) async throws {
        let bench = DiscoveryBench([
            server.text: .challenge(#"Bearer resource_metadata="https://trap.example/""#, status: status),
            "https://m.example/.well-known/oauth-protected-resource": DiscoveryBench.resource(
                "https://m.example", ["https://as.example/t1"]),
            "https://as.example/.well-known/oauth-authorization-server/t1": DiscoveryBench.issuer(
                "https://as.example/t1"),
        ])
        let found = try await bench.discovery.discover(server)
        #expect(
            bench.urls.dropFirst() == [
                DiscoveryBench.metadataURL, "https://m.example/.well-known/oauth-protected-resource",
                "https://as.example/.well-known/oauth-authorization-server/t1",
            ])
        #expect(found.resource == "https://m.example" && found.issuer == "https://as.example/t1")
        #expect(found.notices.count == 1 && found.notices[0].contains("part of https://m.example"))
    }

    @Test func `a path issuer's root is never asked (AS-2)`() async throws {
        let bench = DiscoveryBench()
        bench.publish(DiscoveryBench.metadataURL, DiscoveryBench.resource(server.text, ["https://as.example/t1"]))
        await #expect(throws: DiscoveryError.self) { try await bench.discovery.discover(server) }
        #expect(!bench.urls.contains(DiscoveryBench.issuerURL) && bench.urls.count == 5)
    }

    @Test(
        arguments: [
            (ScriptedAnswer.body(404), true), (.body(400), true), (.body(401), true), (.body(403), true),
            (.body(410), true),
            (.body(200, "<!doctype html>"), true), (.body(200), true), (.body(200, "[1]"), true),
            (.body(200, "{"), true),
            (.body(200, String(repeating: "[", count: 100_000)), true),
            (.body(200, String(repeating: "{\"a\":", count: 100_000)), true),
            (.json(200, ["resource": 1]), true), (.json(200, [:]), true),
            (.body(204), false), (.body(304), false), (.body(206, "{}"), false), (.body(300), false),
        ] as [(ScriptedAnswer, Bool)])
    func `what is no document is passed over, other statuses are errors (PRM-4, AS-3)`(
        answer: ScriptedAnswer, isPassedOver: Bool
    ) async throws {
        let bench = DiscoveryBench([
            DiscoveryBench.metadataURL: answer,
            "https://m.example/.well-known/oauth-protected-resource": DiscoveryBench.resource("https://m.example"),
            DiscoveryBench.issuerURL: DiscoveryBench.issuer(),
        ])
        if isPassedOver {
            #expect(try await bench.discovery.discover(server).resource == "https://m.example")
        } else {
            await #expect(throws: DiscoveryError.answer(status: answer.status ?? 0, url: DiscoveryBench.metadataURL)) {
                try await bench.discovery.discover(server)
            }
        }
    }

    @Test(arguments: [500, 502, 503, 429])
    func `trouble is asked about three times, then it is an error; a 429 counts as not there (PRM-4)`(
        status: Int
    ) async throws {
        let bench = DiscoveryBench()
        bench.publish(DiscoveryBench.metadataURL, .body(status))
        let task = Task { try await bench.discovery.discover(server, observe: bench.observe) }
        for pause in [Duration.milliseconds(300), .milliseconds(900)] {
            await bench.clock.sleepers(1)
            bench.clock.advance(by: pause)
        }
        let error = await #expect(throws: DiscoveryError.self) { try await task.value }
        #expect(bench.urls.filter { $0 == DiscoveryBench.metadataURL }.count == 3 && bench.urls.count == 4)
        #expect(error?.exitStatus == .server)
        #expect(bench.log.hops.filter { $0.status == status }.count == 3)
    }

    @Test func `trouble that passes is no trouble`() async throws {
        let bench = DiscoveryBench()
        bench.publish(DiscoveryBench.issuerURL, .body(503))
        let task = Task { try await bench.discovery.discover(server) }
        await bench.clock.sleepers(1)
        bench.publish(DiscoveryBench.issuerURL, DiscoveryBench.issuer())
        bench.clock.advance(by: .milliseconds(300))
        #expect(try await task.value.issuer == "https://as.example")
    }

    @Test func `a cancelled discovery ends between two tries`() async throws {
        let bench = DiscoveryBench()
        bench.publish(DiscoveryBench.issuerURL, .body(503))
        let task = Task { try await bench.discovery.discover(server) }
        await bench.clock.sleepers(1)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `several issuers: the operator's is taken wherever it stands, none is guessed (PRM-7)`() async throws {
        let bench = DiscoveryBench()
        bench.publish(
            DiscoveryBench.metadataURL,
            DiscoveryBench.resource(server.text, ["https://other.example", "https://as.example"]))
        let error = await #expect(throws: DiscoveryError.self) { try await bench.discovery.discover(server) }
        #expect(error?.exitStatus == .authentication)
        #expect(error?.hint == "Choose one:\n  --issuer https://other.example\n  --issuer https://as.example")
        let found = try await bench.discovery.discover(server, issuer: "https://as.example")
        #expect(found.issuer == "https://as.example" && found.issuerIsNamedByOperator)
        // A slash more is another issuer (AS-5).
        await #expect(throws: DiscoveryError.self) {
            try await bench.discovery.discover(server, issuer: "https://as.example/")
        }
        #expect(!bench.urls.contains { $0.hasPrefix("https://other.example") })
    }

    @Test(arguments: [
        "https://as.example/", "https://AS.example", "https://as.example:443", "https://evil.example", "",
    ])
    func `a document of another issuer is refused, and no other candidate is asked (AS-4, AS-5)`(issuer: String)
        async throws
    {
        let bench = DiscoveryBench()
        bench.publish(DiscoveryBench.issuerURL, DiscoveryBench.issuer(issuer))
        let error = await #expect(throws: DiscoveryError.self) {
            try await bench.discovery.discover(server, observe: bench.observe)
        }
        #expect(error?.exitStatus == .authentication && bench.urls.count == 3)
        #expect(bench.log.hops.last?.verdict.hasPrefix("refused: ") == true)
    }

    @Test func `metadata of another resource is refused before anything else is asked (PRM-5)`() async throws {
        let bench = DiscoveryBench()
        bench.publish(DiscoveryBench.metadataURL, DiscoveryBench.resource("https://evil.example.com/mcp"))
        await #expect(
            throws: DiscoveryError.resourceMismatch(server: server, resource: "https://evil.example.com/mcp")
        ) {
            try await bench.discovery.discover(server)
        }
        #expect(bench.urls.count == 2)
    }

    @Test func `what may surprise is said: unlisted resource, empty lists, endpoints elsewhere (PRM-10, AS-12, AS-15)`()
        async throws
    {
        let bench = DiscoveryBench()
        bench.publish(
            DiscoveryBench.issuerURL,
            DiscoveryBench.issuer(
                token: "https://login.example/token",
                more: [
                    "protected_resources": ["https://other.example"], "grant_types_supported": [],
                    "response_types_supported": [],
                ]))
        let found = try await bench.discovery.discover(server, observe: bench.observe)
        #expect(found.notices.count == 2)
        #expect(found.notices[0].contains("does not list https://m.example/mcp"))
        #expect(found.notices[1].contains("grant_types_supported is empty"))
        #expect(bench.log.hops.map(\.verdict) == ["challenge read", "read", "read; endpoints on login.example"])
    }

    @Test(
        arguments: [
            (#"scope="b a b", "#, ["x"], ["b", "a"]), (#"scope="", "#, ["x", "y"], ["x", "y"]),
            ("", ["x", "y"], ["x", "y"]), ("", [], []),
        ] as [(String, [String], [String])])
    func `scopes are the challenge's, else the resource's, never the authorization server's (SC-1, SC-2, SC-10)`(
        challenge: String, listed: [String], suggested: [String]
    ) async throws {
        let bench = DiscoveryBench()
        bench.publish(
            server.text, .challenge("Bearer \(challenge)resource_metadata=\"\(DiscoveryBench.metadataURL)\""))
        bench.publish(DiscoveryBench.metadataURL, DiscoveryBench.resource(scopes: listed))
        bench.publish(DiscoveryBench.issuerURL, DiscoveryBench.issuer(more: ["scopes_supported": ["openid", "admin"]]))
        #expect(try await bench.discovery.discover(server).suggestedScopes == suggested)
    }

    @Test func `metadata is asked for plainly and within bounds (NET-10, NET-11)`() async throws {
        let bench = DiscoveryBench()
        _ = try await bench.discovery.discover(server, caFile: "/etc/ca.pem")
        for request in bench.transport.requests {
            #expect(request.sent.limit <= 1 << 20 && request.deadline <= .seconds(30))
            #expect(request.sent.caFile == "/etc/ca.pem")
        }
        for request in bench.transport.requests.dropFirst() {
            #expect(request.method == "GET" && request.sent.headers == [.accept: "application/json"])
        }
    }

    @Test func `a challenge's flaws are in the trace (WA-4)`() async throws {
        let bench = DiscoveryBench()
        bench.publish(
            server.text,
            .challenge("Bearer scope=a, scope=b, resource_metadata=\(DiscoveryBench.metadataURL)", status: 403))
        let found = try await bench.discovery.discover(server, observe: bench.observe)
        #expect(found.challengedScopes == ["a"])
        #expect(
            bench.log.hops[0].verdict == "challenge read; scope came more than once; resource_metadata is not quoted")
    }
}
