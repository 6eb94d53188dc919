import HTTPTypes
import MintCore
import NIOCore
import NIOSSL
import Testing

@testable import MintHTTP

@Suite struct ProxyTests {
    @Test func `https goes through a tunnel, and the proxy learns no more than host and port`() async throws {
        let authority = try TestAuthority()
        try await withFile(authority.pem) { file in
            try await LoopbackServer.with(
                tls: authority.serverConfiguration(), answering: { $0.answer(body: "through") }
            ) { server in
                try await LoopbackProxy.with { proxy in
                    let settings = ProxySettings(httpsProxy: "http://127.0.0.1:\(proxy.port)")
                    try await withTransport(proxy: settings) { transport in
                        let url = try server.url("/secret?x=y", scheme: "https", host: "localhost")
                        let request = TransportRequest(.get, url, headers: [.authorization: "Bearer t"], caFile: file)
                        for _ in 0..<2 {
                            #expect(try await transport.send(request, deadline: patience).text == "through")
                        }
                    }
                    #expect(proxy.requests.count == 1)
                    let head = proxy.requests.first ?? ""
                    #expect(head.hasPrefix("CONNECT localhost:\(server.port) HTTP/1.1\r\n"))
                    #expect(
                        !head.contains("Bearer") && !head.contains("secret")
                            && !head.lowercased().contains("proxy-auth"))
                    #expect(server.requests.first?.hasPrefix("GET /secret?x=y HTTP/1.1\r\n") == true)
                    #expect(server.requests.first?.lowercased().contains("proxy") == false)
                }
            }
        }
    }

    @Test func `user and password reach the proxy alone, percent-decoded`() async throws {
        try await LoopbackServer.with(answering: { $0.answer() }) { server in
            try await LoopbackProxy.with { proxy in
                let settings = ProxySettings(httpProxy: "http://us%40er:p%3Ass%25@127.0.0.1:\(proxy.port)/")
                try await withTransport(proxy: settings) { transport in
                    _ = try await transport.send(TransportRequest(.get, server.url()), deadline: patience)
                }
                // us@er:p:ss%
                #expect(
                    proxy.requests.first?.lowercased().contains("proxy-authorization: basic dxnazxi6cdpzcyu=") == true)
                #expect(server.requests.first?.lowercased().contains("authorization") == false)
            }
        }
    }

    @Test(arguments: ["http", "https"])
    func `a refused password is tried once`(scheme: String) async throws {
        let refusal =
            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
            + "Content-Length: 2\r\n\r\nno"
        try await LoopbackProxy.with(refusing: { _ in refusal }) { proxy in
            let settings = ProxySettings(allProxy: "user:wrong@127.0.0.1:\(proxy.port)")
            try await withTransport(proxy: settings) { transport in
                let url = try #require(HTTPURL("\(scheme)://localhost:9/"))
                let failure = await transport.failure(TransportRequest(.get, url))
                #expect(failure == .proxyCredentialRefused(proxy: "127.0.0.1:\(proxy.port)"))
                #expect(failure.map { "\($0)\($0.headline)" }?.contains("wrong") == false)
            }
            #expect(proxy.requests.count == 1)
        }
    }

    @Test(arguments: [403, 502, 301])
    func `a proxy that refuses this host says with which status`(status: Int) async throws {
        try await LoopbackProxy.with(refusing: { _ in "HTTP/1.1 \(status) No\r\nContent-Length: 0\r\n\r\n" }) { proxy in
            let settings = ProxySettings(httpsProxy: "http://127.0.0.1:\(proxy.port)")
            try await withTransport(proxy: settings) { transport in
                let url = try #require(HTTPURL("https://api.example/"))
                let failure = await transport.failure(TransportRequest(.get, url))
                #expect(failure == .proxyRefused(proxy: "127.0.0.1:\(proxy.port)", status: status))
            }
        }
    }

    @Test func `what is no HTTP proxy, and one that never answers`() async throws {
        for answer in ["SSH-2.0-OpenSSH\r\n\r\n", ""] {
            try await LoopbackProxy.with(refusing: { _ in answer }) { proxy in
                let name = "127.0.0.1:\(proxy.port)"
                let limit = Duration.milliseconds(300)
                let transport = AsyncHTTPTransport(
                    proxy: ProxySettings(httpsProxy: name), trust: TrustSettings(), now: wallClock, connectLimit: limit)
                let url = try #require(HTTPURL("https://api.example/"))
                let failure = await transport.failure(
                    TransportRequest(.get, url), deadline: answer.isEmpty ? .seconds(2) : patience)
                let expected: TransportError =
                    answer.isEmpty ? .timedOut(host: "api.example", after: limit) : .malformed(host: name)
                #expect(failure == expected)
                await transport.shutdown()
            }
        }
    }

    @Test func `a proxy that is not there`() async throws {
        let port = try await LoopbackProxy.with { $0.port }
        for (setting, name) in [
            ("http://127.0.0.1:\(port)", "127.0.0.1:\(port)"), ("http://proxy.invalid:3128", "proxy.invalid:3128"),
        ] {
            try await withTransport(proxy: ProxySettings(httpsProxy: setting)) { transport in
                let url = try #require(HTTPURL("https://api.example/"))
                #expect(await transport.failure(TransportRequest(.get, url)) == .proxyUnreachable(proxy: name))
            }
        }
    }

    @Test func `TLS is verified through a tunnel as well`() async throws {
        let authority = try TestAuthority("Tunnel CA")
        try await LoopbackServer.with(tls: authority.serverConfiguration(), answering: { $0.answer() }) { server in
            try await LoopbackProxy.with { proxy in
                try await withTransport(proxy: ProxySettings(httpsProxy: "127.0.0.1:\(proxy.port)")) { transport in
                    let url = try server.url(scheme: "https", host: "localhost")
                    let failure = await transport.failure(TransportRequest(.get, url))
                    #expect(failure == .tls(host: url.hostAndPort, .unknownAuthority(issuer: "Tunnel CA")))
                }
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test func `an address behind a proxy is refused, since its certificate could not be checked`() async throws {
        try await LoopbackProxy.with { proxy in
            try await withTransport(proxy: ProxySettings(httpsProxy: "127.0.0.1:\(proxy.port)")) { transport in
                let url = try #require(HTTPURL("https://10.0.0.1/"))
                let failure = await transport.failure(TransportRequest(.get, url))
                #expect(failure == .proxyHidesAddress(host: "10.0.0.1"))
            }
            #expect(proxy.requests.isEmpty)
        }
    }

    @Test func `NO_PROXY goes straight to the host, and a proxy for one scheme leaves the other alone`() async throws {
        try await LoopbackServer.with(answering: { $0.answer() }) { server in
            try await LoopbackProxy.with { proxy in
                let there = "http://127.0.0.1:\(proxy.port)"
                for settings in [
                    ProxySettings(httpProxy: there, noProxy: "example.com, 127.0.0.0/8"),
                    ProxySettings(httpsProxy: there),
                ] {
                    try await withTransport(proxy: settings) { transport in
                        _ = try await transport.send(TransportRequest(.get, server.url()), deadline: patience)
                    }
                }
                #expect(proxy.requests.isEmpty)
            }
        }
    }
}
