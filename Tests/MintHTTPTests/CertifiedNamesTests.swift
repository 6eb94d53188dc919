import HTTPTypes
import MintCore
import Testing

@testable import MintHTTP

@Suite struct CertifiedNamesTests {
    @Test(
        arguments: [
            (["as.example"], "as.example", true), (["AS.Example"], "as.example", true),
            (["as.example."], "as.example", true),
            (["as.example"], "as.example.", true), (["other.example", "as.example"], "as.example", true),
            (["*.example.com"], "as.example.com", true), (["*.example.com"], "a.b.example.com", false),
            (["*.example.com"], "example.com", false), (["*.example.com"], ".example.com", false),
            (["*"], "localhost", false), (["*.com."], "example.com", true),
            (["a*.example.com"], "as.example.com", false),
            (["example"], "as.example", false), (["as.example.evil"], "as.example", false), ([], "as.example", false),
            ([""], "as.example", false), (["as.example"], "", false), (["127.0.0.1"], "as.example", false),
            // The library compares addresses itself.
            ([], "127.0.0.1", true), ([], "::1", true),
        ])
    func `a certificate speaks for its names`(names: [String], host: String, covers: Bool) {
        #expect(CertifiedNames(names).cover(host) == covers)
    }

    @Test(arguments: [["other.example"], []])
    func `a certificate for the address is no certificate for the name`(names: [String]) async throws {
        let authority = try TestAuthority()
        try await withFile(authority.pem) { file in
            let trust = TrustSettings(certificateFile: file)
            let tls = try authority.serverConfiguration(hosts: names)
            try await LoopbackServer.with(tls: tls, answering: { $0.answer(body: "here") }) { server in
                let url = try server.url(scheme: "https", host: "localhost")
                let expected = TransportError.tls(host: url.hostAndPort, .wrongHost(names: names + ["127.0.0.1"]))
                try await withTransport(trust: trust) { transport in
                    let post = TransportRequest(.post, url, body: Array("client_secret=s".utf8))
                    #expect(await transport.failure(post) == expected)
                    // By its address the same server is what it says.
                    let request = TransportRequest(.get, try server.url(scheme: "https"))
                    #expect(try await transport.send(request, deadline: patience).text == "here")
                }
                #expect(server.requests.count == 1)
                let probe = TimedConnectionProbe(proxy: ProxySettings(), trust: trust, now: wallClock)
                let rungs = await probe.climb(to: url, caFile: nil, deadline: patience)
                #expect(rungs.last?.name == .tls && rungs.last?.failure == Failure(expected))
            }
        }
    }

    @Test func `a certificate for the name and the address serves both`() async throws {
        let authority = try TestAuthority()
        try await withFile(authority.pem) { file in
            let tls = try authority.serverConfiguration(hosts: ["localhost"])
            try await LoopbackServer.with(tls: tls, answering: { $0.answer(body: "here") }) { server in
                try await withTransport(trust: TrustSettings(certificateFile: file)) { transport in
                    for host in ["localhost", "127.0.0.1"] {
                        let request = TransportRequest(.get, try server.url(scheme: "https", host: host))
                        #expect(try await transport.send(request, deadline: patience).text == "here")
                    }
                }
            }
        }
    }
}
