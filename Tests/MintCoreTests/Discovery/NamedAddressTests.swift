import HTTPTypes
import MintCore
import TestSupport
import Testing

@Suite struct NamedAddressTests {
    private let server = DiscoveryBench.server

    /// The most private range that each request may resolve to, by URL.
    private func limits(_ bench: DiscoveryBench) -> [String: AddressRange?] {
        Dictionary(bench.transport.requests.map { ($0.url.text, $0.sent.mostPrivate) }, uniquingKeysWith: { $1 })
    }

    @Test func `what a server named is held to its range, what the operator typed is only looked at (NET-4, NET-5)`()
        async throws
    {
        let bench = DiscoveryBench()
        _ = try await bench.discovery.discover(server)
        #expect(
            limits(bench) == [
                server.text: .loopback, DiscoveryBench.metadataURL: .loopback, DiscoveryBench.issuerURL: .publicOrNamed,
            ])
        _ = try await bench.discovery.discover(server, issuer: "https://as.example")
        #expect(limits(bench)[DiscoveryBench.issuerURL] == .loopback)
        _ = try await bench.discovery.serverMetadata(issuer: "https://as.example", caFile: nil, observe: bench.observe)
        #expect(limits(bench)[DiscoveryBench.issuerURL] == .loopback)
    }

    @Test func `metadata that a challenge names on another host, and a redirect's target, are looked at`() async throws
    {
        let bench = DiscoveryBench()
        bench.publish(server.text, DiscoveryBench.challenge("https://docs.example/prm"))
        bench.publish("https://docs.example/prm", DiscoveryBench.redirect("https://cdn.example/prm"))
        bench.publish("https://cdn.example/prm", DiscoveryBench.resource())
        _ = try await bench.discovery.discover(server)
        #expect(limits(bench)["https://docs.example/prm"] == .publicOrNamed)
        #expect(limits(bench)["https://cdn.example/prm"] == .publicOrNamed)
    }

    @Test func `the redirect of what the operator typed is named by the server that gave it`() async throws {
        let bench = DiscoveryBench([
            DiscoveryBench.issuerURL: DiscoveryBench.redirect("https://cdn.example/as"),
            "https://cdn.example/as": DiscoveryBench.issuer(),
        ])
        _ = try await bench.discovery.serverMetadata(issuer: "https://as.example", caFile: nil, observe: bench.observe)
        #expect(limits(bench) == [DiscoveryBench.issuerURL: .loopback, "https://cdn.example/as": .publicOrNamed])
    }

    @Test(
        arguments: [
            (nil, "https://10.0.0.7", false), (.publicOrNamed, "https://10.0.0.7", false),
            (.privateNetwork, "https://10.0.0.7", true), (.privateNetwork, "https://169.254.169.254", false),
            (.privateNetwork, "https://127.0.0.1", false), (.loopback, "https://127.0.0.1", true),
        ] as [(AddressRange?, String, Bool)])
    func `a name counts as what it was resolved to: an intranet may name its own (NET-4)`(
        range: AddressRange?, issuer: String, isAllowed: Bool
    ) async throws {
        let wellKnown = issuer + "/.well-known/oauth-authorization-server"
        let transport = ResolvingTransport(range: range) { request, _ in
            switch request.url.text {
            case DiscoveryBench.server.text: DiscoveryBench.challenge(DiscoveryBench.metadataURL)
            case DiscoveryBench.metadataURL: DiscoveryBench.resource(DiscoveryBench.server.text, [issuer])
            case wellKnown: DiscoveryBench.issuer(issuer, token: issuer + "/token")
            default: .body(404)
            }
        }
        let discovery = Discovery(transport: transport, clock: ManualClock())
        if isAllowed {
            #expect(try await discovery.discover(server).tokenEndpoint.text == issuer + "/token")
            #expect(transport.inner.requests.last?.sent.mostPrivate == range)
        } else {
            await #expect(throws: DiscoveryError.self) { try await discovery.discover(server) }
            #expect(!transport.inner.requests.contains { $0.url.text == wellKnown })
        }
    }

    @Test(
        arguments: [
            (nil, 1), (.publicOrNamed, 1), (.privateNetwork, 2), (.loopback, 2),
        ] as [(AddressRange?, Int)])
    func `a document whose name led into a private network is not kept: what it names would lose its leave`(
        range: AddressRange?, requests: Int
    ) async throws {
        let transport = ResolvingTransport(range: range) { _, _ in
            DiscoveryBench.issuer(headers: [.cacheControl: "max-age=600"])
        }
        let discovery = Discovery(
            transport: transport, clock: ManualClock(), cache: InMemoryMetadataCache(), now: { Practice.start })
        for _ in 0..<2 {
            _ = try await discovery.serverMetadata(
                issuer: "https://as.example", caFile: nil, freshness: .cached, observe: { _ in })
        }
        #expect(transport.inner.requests.count == requests)
    }

    @Test(arguments: [
        "https://10.0.0.1/t", "http://as.example/t", "https://localhost/t", "https://as.example/t#x", "data:x", "",
    ])
    func `a token endpoint that may not be used stops discovery (NET-1, NET-4)`(endpoint: String) async throws {
        let bench = DiscoveryBench()
        bench.publish(DiscoveryBench.issuerURL, DiscoveryBench.issuer(token: endpoint))
        let error = await #expect(throws: DiscoveryError.self) { try await bench.discovery.discover(server) }
        guard case .urlRefused? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        "https://10.0.0.1/prm", "http://m.example/prm", "https://127.0.0.1/prm", "javascript:x", "/prm",
        "https://m.example/prm#f",
    ])
    func `a challenge may not point where the server may not (NET-1, NET-4)`(url: String) async throws {
        let bench = DiscoveryBench()
        bench.publish(server.text, DiscoveryBench.challenge(url))
        await #expect(throws: DiscoveryError.self) { try await bench.discovery.discover(server) }
        #expect(bench.urls == [server.text])
    }
}

/// A scripted transport whose answers come from addresses of one range.
private struct ResolvingTransport: HTTPTransport {
    let range: AddressRange?
    let inner: ScriptedTransport

    init(range: AddressRange?, _ script: @escaping ScriptedTransport.Script) {
        self.range = range
        inner = ScriptedTransport(script)
    }

    func send(
        _ request: TransportRequest, deadline: Duration
    ) async throws(TransportError) -> TransportResponse {
        var response = try await inner.send(request, deadline: deadline)
        response.addressRange = range
        return response
    }

    func open(_ request: TransportRequest, deadline: Duration) async throws(TransportError) -> TransportStream {
        try await inner.open(request, deadline: deadline)
    }
}
