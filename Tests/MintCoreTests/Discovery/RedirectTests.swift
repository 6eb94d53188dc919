import HTTPTypes
import MintCore
import TestSupport
import Testing

@Suite struct RedirectTests {
    private static let start = "https://as.example/.well-known/oauth-authorization-server/t1"

    /// What is asked after the issuer's first URL redirects there.
    private func follow(_ location: String, status: Int = 302) async throws -> (urls: [String], bench: DiscoveryBench) {
        let bench = DiscoveryBench([Self.start: DiscoveryBench.redirect(location, status: status)])
        _ = try? await bench.discovery.serverMetadata(
            issuer: "https://as.example/t1", caFile: nil, observe: bench.observe)
        return (Array(bench.urls.dropFirst().prefix(1)), bench)
    }

    @Test(
        arguments: [
            ("https://as.example/x", "https://as.example/x"),
            ("https://cdn.example:8443/x?y=1#z", "https://cdn.example:8443/x?y=1"),
            ("//cdn.example/x", "https://cdn.example/x"), ("/x", "https://as.example/x"),
            ("/a/./b/../c", "https://as.example/a/c"),
            ("t2", "https://as.example/.well-known/oauth-authorization-server/t2"),
            ("./t2", "https://as.example/.well-known/oauth-authorization-server/t2"),
            ("../../x", "https://as.example/x"), ("../../../../x", "https://as.example/x"),
            ("..", "https://as.example/.well-known/"),
            ("?v=2", "https://as.example/.well-known/oauth-authorization-server/t1?v=2"),
            ("HTTPS://AS.example/x", "HTTPS://AS.example/x"), ("x:y/z", nil), ("mailto:a@b", nil),
        ] as [(String, String?)])
    func `every form of Location is resolved (NET-6)`(location: String, target: String?) async throws {
        #expect(try await follow(location).urls == [target].compactMap { $0 })
    }

    @Test(arguments: [
        "", "#x", "http://as.example/x", "http://127.0.0.1/x", "//127.0.0.1/x", "https://10.0.0.1/x",
        "https://169.254.169.254/",
        "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/", "https://0x0a.1/", "https://localhost/",
        "https://localhost./",
        "https://a.localhost/", "javascript:alert(1)", "file:///etc/passwd", "https://u:p@as.example/",
        "ftp://as.example/x",
        "https://as.example/\u{1B}[2J", "https://a.example/, https://b.example/", "//", "https://",
    ])
    func `a hop that leaves https or the public network is not taken (NET-4, NET-6)`(location: String) async throws {
        let bench = DiscoveryBench([DiscoveryBench.issuerURL: DiscoveryBench.redirect(location)])
        let error = await #expect(throws: DiscoveryError.self) {
            try await bench.discovery.serverMetadata(issuer: "https://as.example", caFile: nil, observe: bench.observe)
        }
        #expect(bench.urls == [DiscoveryBench.issuerURL] && error?.exitStatus == .server)
        #expect(error?.headline.contains("\u{1B}") == false)
    }

    @Test func `what is not there behind a redirect is told by the address that was asked`() async throws {
        let bench = DiscoveryBench([DiscoveryBench.issuerURL: DiscoveryBench.redirect("https://cdn.example/as.json")])
        let error = await #expect(throws: DiscoveryError.self) {
            try await bench.discovery.serverMetadata(issuer: "https://as.example", caFile: nil, observe: bench.observe)
        }
        let asked = "\(DiscoveryBench.issuerURL): redirects to https://cdn.example/as.json: HTTP 404"
        #expect(error?.hint?.contains(asked) == true, "\(error?.hint ?? "")")
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a document behind a redirect is read, and each hop is in the trace`(status: Int) async throws {
        let bench = DiscoveryBench([
            DiscoveryBench.issuerURL: DiscoveryBench.redirect("//cdn.example/as.json", status: status),
            "https://cdn.example/as.json": DiscoveryBench.issuer(),
        ])
        let found = try await bench.discovery.serverMetadata(
            issuer: "https://as.example", caFile: nil, observe: bench.observe)
        #expect(found.tokenEndpoint.text == "https://as.example/token")
        #expect(bench.log.hops.map(\.verdict) == ["redirect", "read"])
    }

    @Test func `three redirects are followed, a fourth is not`() async throws {
        let bench = DiscoveryBench([
            DiscoveryBench.issuerURL: DiscoveryBench.redirect("/1"),
            "https://as.example/1": DiscoveryBench.redirect("/2"),
            "https://as.example/2": DiscoveryBench.redirect("/3"), "https://as.example/3": DiscoveryBench.issuer(),
        ])
        _ = try await bench.discovery.serverMetadata(issuer: "https://as.example", caFile: nil, observe: bench.observe)
        bench.publish("https://as.example/3", DiscoveryBench.redirect("/3"))
        await #expect(throws: DiscoveryError.tooManyRedirects(DiscoveryBench.issuerURL)) {
            try await bench.discovery.serverMetadata(issuer: "https://as.example", caFile: nil, observe: bench.observe)
        }
        #expect(bench.urls.count == 8)
    }

    @Test
    func `a loopback server may redirect to https and among its own, not to a neighbour's loopback by https downgrade`()
        async throws
    {
        let plain = "http://127.0.0.1:9/.well-known/oauth-authorization-server"
        let bench = DiscoveryBench([
            plain: DiscoveryBench.redirect("http://127.0.0.1:8/x"),
            "http://127.0.0.1:8/x": DiscoveryBench.issuer("http://127.0.0.1:9", token: "http://127.0.0.1:9/token"),
        ])
        let found = try await bench.discovery.serverMetadata(
            issuer: "http://127.0.0.1:9", caFile: nil, observe: bench.observe)
        #expect(found.tokenEndpoint.text == "http://127.0.0.1:9/token")
        let secure = DiscoveryBench([
            "https://127.0.0.1:9/.well-known/oauth-authorization-server": DiscoveryBench.redirect(plain)
        ])
        await #expect(throws: DiscoveryError.self) {
            try await secure.discovery.serverMetadata(
                issuer: "https://127.0.0.1:9", caFile: nil, observe: secure.observe)
        }
        #expect(secure.urls.count == 1)
    }
}
