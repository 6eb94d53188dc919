import MintCore
import MintHTTP
import NIOCore
import NIOSSL
import Testing

@Suite struct ProbeTests {
    private static func climb(
        _ url: HTTPURL, caFile: String? = nil, proxy: ProxySettings = ProxySettings(), deadline: Duration = patience
    ) async -> [Rung] {
        await TimedConnectionProbe(proxy: proxy, trust: TrustSettings(), now: wallClock)
            .climb(to: url, caFile: caFile, deadline: deadline)
    }

    @Test func `name, connection and TLS, and not a byte of a request`() async throws {
        let authority = try TestAuthority()
        try await withFile(authority.pem) { file in
            try await LoopbackServer.with(tls: authority.serverConfiguration(), answering: { $0.answer() }) { server in
                let rungs = await Self.climb(try server.url(scheme: "https", host: "localhost"), caFile: file)
                #expect(rungs.map(\.name) == [.name, .connect, .tls])
                #expect(rungs.allSatisfy { $0.failure == nil && $0.microseconds >= 0 })
                #expect(rungs.first?.detail.contains("127.0.0.1") == true)
                #expect(rungs.dropFirst().first?.detail == "127.0.0.1 port \(server.port)")
                let until = (wallClock() + 30 * 86_400).utcText.prefix(10)
                #expect(rungs.last?.detail == "TLSv1.3, certificate until \(until)")
                #expect(rungs.map { $0.certificateEnd?.utcText.prefix(10) } == [nil, nil, until])
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test func `plain http has no TLS rung`() async throws {
        try await LoopbackServer.with(answering: { $0.answer() }) { server in
            let rungs = await Self.climb(try server.url())
            #expect(rungs.map(\.name) == [.name, .connect])
            #expect(rungs.allSatisfy { $0.failure == nil })
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `the rung where the climb stops carries the reason`() async throws {
        let name = await Self.climb(try #require(HTTPURL("https://mintmark-test.invalid/")))
        #expect(name.map(\.name) == [.name])
        #expect(name.last?.failure == Failure(TransportError.nameNotFound(host: "mintmark-test.invalid")))

        let free = try await LoopbackServer.with(answering: { _ in }) { try $0.url(scheme: "https") }
        let connect = await Self.climb(free)
        #expect(connect.map(\.name) == [.name, .connect])
        #expect(connect.last?.failure == Failure(TransportError.connectionRefused(host: free.hostAndPort)))

        let away = try #require(HTTPURL("http://api.example/"))
        #expect(await Self.climb(away).map(\.failure) == [Failure(TransportError.insecure(away))])
    }

    @Test func `TLS trouble is told apart`() async throws {
        let authority = try TestAuthority("Probe CA")
        try await withFile(authority.pem) { file in
            let tls = try authority.serverConfiguration(hosts: ["other.example"], addresses: [])
            try await LoopbackServer.with(tls: tls, answering: { $0.answer() }) { server in
                let url = try server.url(scheme: "https", host: "localhost")
                func reason(_ caFile: String?) async -> Failure? {
                    let rungs = await Self.climb(url, caFile: caFile)
                    #expect(rungs.map(\.name) == [.name, .connect, .tls])
                    return rungs.last?.failure
                }
                let wrong = TransportError.tls(host: url.hostAndPort, .wrongHost(names: ["other.example"]))
                #expect(await reason(file) == Failure(wrong))
                let unknown = TransportError.tls(host: url.hostAndPort, .unknownAuthority(issuer: "Probe CA"))
                #expect(await reason(nil) == Failure(unknown))
                let missing = TransportError.certificateFile(path: "/nonexistent", reason: "No such file or directory")
                #expect(await reason("/nonexistent") == Failure(missing))
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test func `a silent server stops the climb at the deadline`() async throws {
        try await LoopbackServer.with(answering: { _ in }) { server in
            let url = try server.url(scheme: "https")
            let limit = Duration.seconds(2)  // the first two rungs have to fit in as well
            let rungs = await Self.climb(url, deadline: limit)
            #expect(rungs.map(\.name) == [.name, .connect, .tls])
            #expect(rungs.last?.failure == Failure(TransportError.timedOut(host: url.hostAndPort, after: limit)))
        }
    }

    @Test func `through a proxy the rungs are proxy and TLS`() async throws {
        let authority = try TestAuthority()
        try await withFile(authority.pem) { file in
            try await LoopbackServer.with(tls: authority.serverConfiguration(), answering: { $0.answer() }) { server in
                try await LoopbackProxy.with { proxy in
                    let settings = ProxySettings(httpsProxy: "http://u:p@127.0.0.1:\(proxy.port)")
                    let url = try server.url(scheme: "https", host: "localhost")
                    let rungs = await Self.climb(url, caFile: file, proxy: settings)
                    #expect(rungs.map(\.name) == [.proxy, .tls])
                    #expect(rungs.allSatisfy { $0.failure == nil })
                    #expect(rungs.first?.detail == "127.0.0.1:\(proxy.port)")
                    #expect(proxy.requests.count == 1)
                }
            }
        }
    }

    @Test(arguments: [
        (407, TransportError.proxyCredentialRefused(proxy: "PROXY")), (403, .proxyRefused(proxy: "PROXY", status: 403)),
    ])
    func `a proxy that refuses ends the climb after one CONNECT`(status: Int, expected: TransportError) async throws {
        try await LoopbackProxy.with(refusing: { _ in "HTTP/1.1 \(status) No\r\nContent-Length: 0\r\n\r\n" }) { proxy in
            let name = "127.0.0.1:\(proxy.port)"
            let rungs = await Self.climb(
                try #require(HTTPURL("https://api.example/")), proxy: ProxySettings(httpsProxy: "u:p@\(name)"))
            #expect(rungs.map(\.name) == [.proxy])
            #expect(rungs.last?.failure?.headline == Failure(expected).headline.replacing("PROXY", with: name))
            #expect(proxy.requests.count == 1)
        }
    }

    @Test func `cancelling ends the climb`() async throws {
        try await LoopbackServer.with(answering: { _ in }) { server in
            let url = try server.url(scheme: "https")
            let climbing = Task { await Self.climb(url) }
            await server.wait { $0 == .accepted }
            climbing.cancel()
            #expect(await climbing.value.last?.failure == Failure(TransportError.cancelled))
        }
    }
}
