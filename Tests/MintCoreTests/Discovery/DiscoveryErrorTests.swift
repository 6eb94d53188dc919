import HTTPTypes
import MintCore
import TestSupport
import Testing

@Suite struct DiscoveryErrorTests {
    private let server = DiscoveryBench.server

    @Test func `a server without metadata: what was asked, what came, what to do`() async throws {
        let bench = DiscoveryBench([:])
        let error = await #expect(throws: DiscoveryError.self) { try await bench.discovery.discover(server) }
        #expect(error?.headline == "https://m.example/mcp does not say which authorization server it trusts")
        #expect(
            error?.hint == """
                Asked:
                  https://m.example/.well-known/oauth-protected-resource/mcp: HTTP 404
                  https://m.example/.well-known/oauth-protected-resource: HTTP 404
                Name it yourself: --issuer URL, or --token-endpoint URL to do without discovery.
                """)
        #expect(error?.exitStatus == .server)
    }

    @Test(arguments: [
        ScriptedAnswer.body(200, "<!DOCTYPE html><html>"), .body(200, "\n  <html>"),
        .body(200, "Sign in", headers: [.contentType: "Text/HTML; charset=utf-8"]),
    ])
    func `a page in place of the document is named where nothing else is found (G14)`(page: ScriptedAnswer) async throws
    {
        let bench = DiscoveryBench([DiscoveryBench.metadataURL: page])
        let error = await #expect(throws: DiscoveryError.self) { try await bench.discovery.discover(server) }
        #expect(error?.headline.hasSuffix("trusts: \(DiscoveryBench.metadataURL) answered with HTML") == true)
        #expect(error?.hint?.contains("oauth-protected-resource: HTTP 404\n") == true)
        let other = DiscoveryBench()
        other.publish(DiscoveryBench.issuerURL, page)
        let second = await #expect(throws: DiscoveryError.self) { try await other.discovery.discover(server) }
        #expect(second?.headline.hasSuffix("metadata: \(DiscoveryBench.issuerURL) answered with HTML") == true)
    }

    @Test func `a page behind a redirect is named by where it is`() async throws {
        let bench = DiscoveryBench([
            DiscoveryBench.metadataURL: DiscoveryBench.redirect("https://login.example/?return=x"),
            "https://login.example/?return=x": .body(200, "<html>"),
        ])
        let error = await #expect(throws: DiscoveryError.self) { try await bench.discovery.discover(server) }
        #expect(error?.headline.hasSuffix(" redirects to https://login.example/: answered with HTML") == true)
    }

    @Test func `metadata that names no authorization server says so`() async throws {
        let bench = DiscoveryBench()
        bench.publish(DiscoveryBench.metadataURL, DiscoveryBench.resource(server.text, []))
        let error = await #expect(throws: DiscoveryError.self) { try await bench.discovery.discover(server) }
        #expect(error?.hint?.contains("\(DiscoveryBench.metadataURL): names no authorization server") == true)
    }

    @Test(
        arguments: [
            (.noAuthorizationServer(server: DiscoveryBench.server), .server),
            (.noServerMetadata(issuer: "https://a"), .server),
            (.issuerMismatch(expected: "https://a", found: "https://b", document: "https://a/x"), .authentication),
            (
                .issuerNotOffered(issuer: "https://a", offered: ["https://b"], server: DiscoveryBench.server),
                .authentication
            ),
            (.severalIssuers(["https://a", "https://b"], server: DiscoveryBench.server), .authentication),
            (.resourceMismatch(server: DiscoveryBench.server, resource: "https://b"), .server),
            (.issuerUnusable("x", reason: "y"), .server), (.noTokenEndpoint(issuer: "https://a"), .server),
            (.urlRefused("https://10.0.0.1", namedBy: "m.example", reason: "z"), .server),
            (.answer(status: 500, url: "https://a"), .server), (.tooManyRedirects("https://a"), .server),
        ] as [(DiscoveryError, MintCore.ExitStatus)])
    func `each has one plain line, a next step, and its exit status`(error: DiscoveryError, status: MintCore.ExitStatus)
    {
        #expect(error.exitStatus == status)
        #expect(!error.headline.hasSuffix(".") && !error.headline.contains("\n") && error.hint?.isEmpty == false)
    }

    @Test func `a connection that fails is a matter of the network`() async throws {
        let bench = DiscoveryBench()
        bench.publish(DiscoveryBench.issuerURL, .failing(.connectionRefused(host: "as.example")))
        let error = await #expect(throws: TransportError.self) {
            try await bench.discovery.discover(server, observe: bench.observe)
        }
        #expect(error?.exitStatus == .network && bench.log.hops.last?.status == nil)
    }

    @Test func `nothing that a server says reaches a terminal unclean`() async throws {
        let evil = "https://as.example/\u{1B}]0;x\u{7}\u{202E}" + String(repeating: "x", count: 5000)
        for (resource, issuers) in [(evil, ["https://as.example"]), (server.text, [evil]), (server.text, [evil, "b"])] {
            let bench = DiscoveryBench()
            bench.publish(DiscoveryBench.metadataURL, DiscoveryBench.resource(resource, issuers))
            let error = await #expect(throws: DiscoveryError.self) {
                try await bench.discovery.discover(server, observe: bench.observe)
            }
            for text in [error?.headline, error?.hint].compactMap({ $0 }) + bench.log.hops.map(\.verdict) {
                #expect(text.replacing("\n", with: "").unicodeScalars.allSatisfy(\.isSafeToShow) && text.count < 800)
            }
        }
    }
}
