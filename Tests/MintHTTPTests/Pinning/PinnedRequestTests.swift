import HTTPTypes
import MintCore
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import MintHTTP

@Suite struct PinnedRequestTests {
    /// No resolver knows such a name: what reaches the server went to the address that the test gave.
    private let name = "metadata.example"

    private func withServer<R>(
        names: [String] = ["metadata.example"], asked: (@Sendable (String?) -> Void)? = nil,
        _ body: (LoopbackServer, TrustSettings) async throws -> R
    ) async throws -> R {
        let authority = try TestAuthority()
        var tls = try authority.serverConfiguration(hosts: names)
        if let asked {
            tls.sslContextCallback = { values, promise in
                asked(values.serverHostname)
                promise.succeed(.noChanges)
            }
        }
        return try await withFile(authority.pem) { file in
            try await LoopbackServer.with(tls: tls, answering: { $0.answer(body: "here") }) { server in
                try await body(server, TrustSettings(certificateFile: file))
            }
        }
    }

    private func request(
        _ server: LoopbackServer, _ host: String = "metadata.example", most: AddressRange? = .loopback
    ) throws -> TransportRequest {
        TransportRequest(.get, try server.url("/x", scheme: "https", host: host), mostPrivate: most)
    }

    @Test(arguments: [
        "127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "fd00::1",
    ])
    func `a name at a private address is refused before a byte leaves (NET-4)`(address: String) async throws {
        try await withServer { server, trust in
            let resolver = ScriptedResolver([address])
            try await withTransport(trust: trust, resolve: resolver.resolve) { transport in
                let request = try request(server, most: .publicOrNamed)
                let shown = try #require(IPAddress(address)).text
                let expected = TransportError.addressTooPrivate(host: "\(name):\(server.port)", address: shown)
                #expect(await transport.failure(request) == expected)
                await #expect(throws: expected) { try await transport.open(request, deadline: patience) }
            }
            #expect(server.connections == 0 && resolver.asked == [name, name])
        }
    }

    @Test func `the name is what TLS asks for and verifies, and what Host says`() async throws {
        let names = Mutex<[String?]>([])
        try await withServer(asked: { asked in names.withLock { $0.append(asked) } }) { server, trust in
            try await withTransport(trust: trust, resolve: ScriptedResolver(["127.0.0.1"]).resolve) { transport in
                let answer = try await transport.send(request(server), deadline: patience)
                #expect(answer.text == "here")
            }
            #expect(names.withLock { $0 } == [name])
            #expect(server.requests.first?.contains("Host: \(name):\(server.port)\r\n") == true)
        }
    }

    @Test func `a certificate for the address alone, or for another name, is refused, and its names are told`()
        async throws
    {
        try await withServer(names: ["other.example"]) { server, trust in
            try await withTransport(trust: trust, resolve: ScriptedResolver(["127.0.0.1"]).resolve) { transport in
                let failure = await transport.failure(try request(server))
                // Its names were asked on a connection of our own, which went to the same address.
                #expect(
                    failure == .tls(host: "\(name):\(server.port)", .wrongHost(names: ["other.example", "127.0.0.1"])))
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `an allowed address is used beside one that is not`() async throws {
        try await withServer { server, trust in
            let resolver = ScriptedResolver(["127.0.0.1", "192.0.2.1"])
            let transport = AsyncHTTPTransport(
                proxy: ProxySettings(), trust: trust, now: wallClock, connectLimit: .milliseconds(100),
                resolve: resolver.resolve)
            // Nobody is at the allowed one, and the other is still not asked.
            let failure = await transport.failure(try request(server, most: .publicOrNamed))
            if case .addressTooPrivate = failure { Issue.record("\(String(describing: failure))") }
            await transport.shutdown()
            #expect(server.connections == 0)
        }
    }

    @Test func `what the name resolves to after the check makes no difference (NET-5)`() async throws {
        try await withServer { server, trust in
            let resolver = ScriptedResolver(["127.0.0.1"], ["192.0.2.1"], ["127.0.0.1"])
            try await withTransport(trust: trust, resolve: resolver.resolve) { transport in
                let answer = try await transport.send(request(server), deadline: patience)
                #expect(answer.text == "here")
            }
            #expect(resolver.asked == [name] && server.requests.count == 1)
        }
    }

    @Test func `each request is checked anew, also where a connection is still open (NET-5)`() async throws {
        try await withServer { server, trust in
            let resolver = ScriptedResolver(["127.0.0.1"], ["127.0.0.1"], ["169.254.169.254"])
            try await withTransport(trust: trust, resolve: resolver.resolve) { transport in
                for _ in 0..<2 { _ = try await transport.send(request(server), deadline: patience) }
                let host = "\(name):\(server.port)"
                let failure = await transport.failure(try request(server, most: .privateNetwork))
                #expect(failure == .addressTooPrivate(host: host, address: "169.254.169.254"))
            }
            #expect(server.requests.count == 2 && server.connections == 1)
        }
    }

    @Test func `where an address refuses, the next one gets the request, once`() async throws {
        try await withServer { server, trust in
            let resolver = ScriptedResolver(["127.0.0.2", "127.0.0.3", "127.0.0.1"])
            try await withTransport(trust: trust, resolve: resolver.resolve) { transport in
                var request = try request(server)
                request.method = .post
                request.body = Array("a=b".utf8)
                #expect(try await transport.send(request, deadline: patience).text == "here")
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test func `where all addresses refuse, that is said`() async throws {
        try await withServer { server, trust in
            let resolver = ScriptedResolver(["127.0.0.2", "127.0.0.3"])
            try await withTransport(trust: trust, resolve: resolver.resolve) { transport in
                let failure = await transport.failure(try request(server))
                #expect(failure == .connectionRefused(host: "\(name):\(server.port)"))
            }
        }
    }

    @Test func `a request that may have left is not sent to another address`() async throws {
        try await withFile("") { _ in
            try await LoopbackServer.with(answering: { $0.close() }) { server in
                let resolver = ScriptedResolver(["127.0.0.1", "127.0.0.1"])
                try await withTransport(resolve: resolver.resolve) { transport in
                    let request = TransportRequest(.post, try server.url(host: "localhost"), mostPrivate: .loopback)
                    #expect(await transport.failure(request) == .closedEarly(host: "localhost:\(server.port)"))
                }
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test func `pinned clients do not pile up`() async throws {
        let hosts = (0..<12).map { "h\($0).example" }
        try await withServer(names: hosts) { server, trust in
            try await withTransport(trust: trust, resolve: ScriptedResolver(["127.0.0.1"]).resolve) { transport in
                for host in hosts { _ = try await transport.send(request(server, host), deadline: patience) }
                // The first four are gone, with their connections; the last eight are still there.
                for _ in 0..<4 { await server.wait { $0 == .closed } }
                for host in hosts.suffix(8) { _ = try await transport.send(request(server, host), deadline: patience) }
            }
            #expect(server.connections == 12 && server.requests.count == 20)
        }
    }

    @Test func `a stream is pinned too, and outlives its client's turn`() async throws {
        let hosts = (0..<10).map { "h\($0).example" }
        let authority = try TestAuthority()
        let tls = try authority.serverConfiguration(hosts: hosts)
        let streaming = Mutex<LoopbackServer.Received?>(nil)
        try await withFile(authority.pem) { file in
            try await LoopbackServer.with(
                tls: tls,
                answering: { received in
                    guard received.text.contains("Host: h0.") else { return received.answer() }
                    streaming.withLock { $0 = received }
                    received.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na")
                }
            ) { server in
                let trust = TrustSettings(certificateFile: file)
                try await withTransport(trust: trust, resolve: ScriptedResolver(["127.0.0.1"]).resolve) { transport in
                    let stream = try await transport.open(request(server, "h0.example"), deadline: patience)
                    for host in hosts.dropFirst() {
                        _ = try await transport.send(request(server, host), deadline: patience)
                    }
                    streaming.withLock { $0 }?.write("b")
                    var text: [UInt8] = []
                    for try await chunk in stream.chunks { text += chunk }
                    #expect(text == Array("ab".utf8))
                }
            }
        }
    }
}
