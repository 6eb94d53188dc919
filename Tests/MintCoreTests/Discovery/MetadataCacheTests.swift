import HTTPTypes
import MintCore
import TestSupport
import Testing

@Suite struct MetadataCacheTests {
    private static let url = DiscoveryBench.issuerURL

    @discardableResult
    private func look(
        _ bench: DiscoveryBench, _ freshness: Discovery.Freshness = .cached, caFile: String? = nil
    ) async throws -> AuthorizationServerMetadata {
        try await bench.caching.serverMetadata(
            issuer: "https://as.example", caFile: caFile, freshness: freshness, observe: bench.observe
        ).metadata
    }

    /// A bench whose issuer answers with these headers.
    private func bench(_ headers: [(HTTPField.Name, String)]) -> DiscoveryBench {
        var fields = HTTPFields()
        for (name, value) in headers { fields.append(HTTPField(name: name, value: value)) }
        return DiscoveryBench([Self.url: DiscoveryBench.issuer(headers: fields)])
    }

    /// Whether a second look asks again, that many seconds after the first.
    private func asksAgain(_ headers: [(HTTPField.Name, String)], after seconds: Int) async throws -> Bool {
        let bench = bench(headers)
        try await look(bench)
        bench.pass(seconds)
        try await look(bench)
        return bench.urls.count == 2
    }

    private static let date = "Wed, 18 Nov 2026 10:00:00 GMT"
    private static let later = "Wed, 18 Nov 2026 10:10:00 GMT"

    @Test(
        arguments: [
            ([(.cacheControl, "max-age=600")], 600), ([(.cacheControl, "public, MAX-AGE = \"600\"")], 600),
            ([(.cacheControl, "max-age=600"), (.age, "200")], 400),
            ([(.cacheControl, "max-age=100"), (.age, "200")], 0),
            ([(.cacheControl, "s-maxage=10, private, max-age=600")], 600),
            ([(.cacheControl, "max-age=600"), (.expires, later), (.date, later)], 600),
            ([(.cacheControl, "max-age=600, max-age=60")], 60),
            ([(.cacheControl, "max-age=600"), (.cacheControl, "no-cache")], 0),
            ([(.cacheControl, "no-cache=\"a, b\", max-age=600")], 0), ([(.cacheControl, "max-age=-1")], 0),
            ([(.cacheControl, "max-age=ten")], 0), ([(.cacheControl, "max-age")], 0),
            ([(.cacheControl, "max-age=99999999999999999999")], 86_400), ([(.cacheControl, "max-age=604800")], 86_400),
            ([(.cacheControl, "max-age=600"), (.age, "soon")], 600),
            ([(.cacheControl, "no-store, max-age=600")], 0), ([(.cacheControl, "max-age=600"), (.vary, "*")], 0),
            ([(.cacheControl, "max-age=600"), (.vary, "Accept")], 600),
            ([(.expires, later), (.date, date)], 600), ([(.expires, later), (.date, date), (.age, "60")], 540),
            ([(.expires, "0"), (.date, date)], 0), ([(.expires, later)], 0), ([(.expires, date), (.date, later)], 0),
            ([], 60), ([(.cacheControl, "x=\"unclosed, max-age=600")], 60), ([(.cacheControl, ",,=, ,")], 60),
            ([(.lastModified, "Wed, 18 Nov 2020 10:00:00 GMT")], 60),
        ] as [([(HTTPField.Name, String)], Int)])
    func `a document is used without asking for as long as its headers say, a day at most (PRM-11, AS-14)`(
        headers: [(HTTPField.Name, String)], lifetime: Int
    ) async throws {
        if lifetime > 0 { #expect(try await !asksAgain(headers, after: lifetime - 1)) }
        #expect(try await asksAgain(headers, after: lifetime))
    }

    @Test func `what came from the cache is said in the trace`() async throws {
        let bench = bench([(.cacheControl, "max-age=600")])
        #expect(try await look(bench) == look(bench))
        #expect(bench.log.hops.map(\.verdict) == ["read", "cached: read"])
        #expect(bench.log.hops.map(\.status) == [200, nil])
    }

    @Test(arguments: [
        (HTTPField.Name.eTag, "\"v1\"", "If-None-Match"), (.eTag, "W/\"v1\"", "If-None-Match"),
        (.lastModified, "Wed, 18 Nov 2026 10:00:00 GMT", "If-Modified-Since"),
    ])
    func `a stale document is asked about, and a 304 makes it good for as long again (AS-14)`(
        name: HTTPField.Name, value: String, condition: String
    ) async throws {
        let bench = bench([(.cacheControl, "max-age=600"), (name, value)])
        let first = try await look(bench)
        #expect(bench.transport.requests[0].header(condition) == nil)
        bench.pass(600)
        #expect(try await look(bench) == first)
        #expect(bench.transport.requests[1].header(condition) == value)
        #expect(bench.log.hops.last?.status == 304 && bench.log.hops.last?.verdict == "not changed: read")
        bench.pass(599)
        try await look(bench)
        #expect(bench.urls.count == 2)
        bench.pass(1)
        try await look(bench)
        #expect(bench.urls.count == 3)
    }

    @Test func `the wish decides: revalidated always asks, reloaded takes nothing from before`() async throws {
        let bench = bench([(.cacheControl, "max-age=600"), (.eTag, "\"v1\"")])
        try await look(bench)
        try await look(bench, .revalidated)
        #expect(bench.transport.requests[1].header("If-None-Match") == "\"v1\"")
        try await look(bench, .reloaded)
        #expect(bench.transport.requests[2].header("If-None-Match") == nil)
        #expect(bench.transport.requests[2].header("Cache-Control") == "no-cache")
        #expect(bench.log.hops.map(\.status) == [200, 304, 200])
        try await look(bench)
        #expect(bench.urls.count == 3)
    }

    @Test func `a changed document replaces the one that was kept`() async throws {
        let bench = bench([(.cacheControl, "max-age=600"), (.eTag, "\"v1\"")])
        try await look(bench)
        bench.publish(Self.url, DiscoveryBench.issuer(token: "https://as.example/v2", headers: [.eTag: "\"v2\""]))
        #expect(try await look(bench).tokenEndpoint == "https://as.example/token")
        #expect(try await look(bench, .revalidated).tokenEndpoint == "https://as.example/v2")
        #expect(try await look(bench).tokenEndpoint == "https://as.example/v2" && bench.urls.count == 2)
    }

    @Test(arguments: [
        ScriptedAnswer.body(404), DiscoveryBench.redirect("https://cdn.example/x"), .body(200, "<html>"),
        DiscoveryBench.issuer("https://other.example"), DiscoveryBench.issuer(headers: [.cacheControl: "no-store"]),
        .json(200, ["issuer": 1]),
    ])
    func `what the server does not say any more is not used any more`(answer: ScriptedAnswer) async throws {
        let bench = bench([(.cacheControl, "max-age=600")])
        try await look(bench)
        bench.publish(Self.url, answer)
        _ = try? await look(bench, .revalidated)
        let count = bench.urls.count
        _ = try? await look(bench)
        #expect(bench.urls.count > count)
    }

    @Test func `trouble leaves what is kept, and does not serve it past its time`() async throws {
        let bench = bench([(.cacheControl, "max-age=600")])
        try await look(bench)
        bench.publish(Self.url, .failing(.timedOut(host: "as.example", after: .seconds(20))))
        await #expect(throws: TransportError.self) { try await look(bench, .revalidated) }
        try await look(bench)
        bench.pass(600)
        await #expect(throws: TransportError.self) { try await look(bench) }
    }

    @Test(
        arguments: [
            ("", Self.url, 0, 600), ("{", Self.url, 0, 600), ("[]", Self.url, 0, 600), ("\u{0}", Self.url, 0, 600),
            ("{}", Self.url, 0, 600),
            (#"{"issuer":"https://evil.example","token_endpoint":"https://evil.example/t"}"#, Self.url, 0, 600),
            (#"{"issuer":"https://as.example","token_endpoint":"https://10.0.0.1/t"}"#, Self.url, 0, 600),
            (#"{"issuer":"https://as.example","token_endpoint":"https://as.example/old"}"#, Self.url, 900, 9_999),
            (#"{"issuer":"https://as.example","token_endpoint":"https://as.example/old"}"#, Self.url, -90_000, 99_999),
        ] as [(String, String, Int, Int)])
    func `a damaged entry, or one from the future or from long ago, is fetched again`(
        body: String, url: String, fetched: Int, fresh: Int
    ) async throws {
        let bench = bench([(.cacheControl, "max-age=600")])
        await bench.cache.keep(
            CachedDocument(
                url: url, body: Array(body.utf8), fetchedAt: Practice.start + fetched,
                freshUntil: Practice.start + fresh),
            trust: "")
        #expect(try await look(bench).tokenEndpoint == "https://as.example/token")
        #expect(bench.urls == [Self.url])
        #expect(try await look(bench).tokenEndpoint == "https://as.example/token" && bench.urls.count == 1)
    }

    @Test func `a damaged entry's tag is not sent, so no 304 can bring it back`() async throws {
        let bench = bench([(.eTag, "\"v1\"")])
        await bench.cache.keep(
            CachedDocument(
                url: Self.url, body: Array("{".utf8), fetchedAt: Practice.start, freshUntil: Practice.start,
                entityTag: "\"v1\""), trust: "")
        #expect(try await look(bench).issuer == "https://as.example")
        #expect(bench.transport.requests[0].header("If-None-Match") == nil)
    }

    @Test func `documents fetched under another trust are not shared`() async throws {
        let bench = bench([(.cacheControl, "max-age=600")])
        try await look(bench)
        try await look(bench, caFile: "/etc/ca.pem")
        #expect(bench.urls.count == 2 && bench.transport.requests[1].sent.caFile == "/etc/ca.pem")
        try await look(bench, caFile: "/etc/ca.pem")
        try await look(bench)
        #expect(bench.urls.count == 2)
    }

    @Test func `a redirect is asked for each time, what it leads to is kept`() async throws {
        let bench = DiscoveryBench([
            Self.url: ScriptedAnswer.body(
                301, headers: [.location: "https://cdn.example/as", .cacheControl: "max-age=600"]),
            "https://cdn.example/as": DiscoveryBench.issuer(headers: [.cacheControl: "max-age=600"]),
        ])
        try await look(bench)
        try await look(bench)
        #expect(bench.urls == [Self.url, "https://cdn.example/as", Self.url])
        // The hop is checked although its document is at hand (NET-6).
        bench.publish(Self.url, DiscoveryBench.redirect("https://10.0.0.1/as"))
        await #expect(throws: DiscoveryError.self) { try await look(bench) }
    }

    @Test func `a challenge has the resource's document asked about even where a fresh one is kept (PRM-11)`()
        async throws
    {
        let bench = DiscoveryBench()
        let headers: HTTPFields = [.cacheControl: "max-age=600", .eTag: "\"v1\""]
        bench.publish(DiscoveryBench.metadataURL, DiscoveryBench.resource(headers: headers))
        bench.publish(Self.url, DiscoveryBench.issuer(headers: headers))
        _ = try await bench.caching.discover(DiscoveryBench.server, freshness: .cached)
        _ = try await bench.caching.discover(DiscoveryBench.server, freshness: .cached, observe: bench.observe)
        #expect(bench.urls.suffix(2) == [DiscoveryBench.server.text, DiscoveryBench.metadataURL])
        #expect(bench.log.hops.map(\.status) == [401, 304, nil])
        // Without a challenge it is used as it is.
        bench.publish(DiscoveryBench.server.text, .body(401))
        _ = try await bench.caching.discover(DiscoveryBench.server, freshness: .cached)
        #expect(bench.urls.last == DiscoveryBench.server.text)
    }

    @Test func `without a cache every look asks`() async throws {
        let bench = bench([(.cacheControl, "max-age=600")])
        for _ in 0..<2 {
            _ = try await bench.discovery.serverMetadata(
                issuer: "https://as.example", caFile: nil, freshness: .cached, observe: bench.observe)
        }
        #expect(bench.urls.count == 2)
    }
}
