import HTTPTypes
import MintCore
import NIOCore
import NIOPosix
import Testing

@testable import MintHTTP

@Suite struct ResolverTests {
    private struct Broken: Error {}

    @Test func `localhost is reached where the range says so, by the system's resolver`() async throws {
        try await LoopbackServer.with(answering: { $0.answer(body: "here") }) { server in
            try await withTransport { transport in
                var request = TransportRequest(.get, try server.url(host: "localhost"), mostPrivate: .loopback)
                #expect(try await transport.send(request, deadline: patience).text == "here")
                request.mostPrivate = .linkLocal
                let failure = await transport.failure(request)
                let possible = ["127.0.0.1", "::1"].map { address in
                    TransportError.addressTooPrivate(host: "localhost:\(server.port)", address: address)
                }
                #expect(failure.map(possible.contains) == true)
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test func `an address in the URL is not looked up`() async throws {
        let resolver = ScriptedResolver(["8.8.8.8"])
        try await LoopbackServer.with(answering: { $0.answer(body: "here") }) { server in
            try await withTransport(resolve: resolver.resolve) { transport in
                var request = TransportRequest(.get, try server.url(), mostPrivate: .loopback)
                #expect(try await transport.send(request, deadline: patience).text == "here")
                request.mostPrivate = .publicOrNamed
                let expected = TransportError.addressTooPrivate(host: "127.0.0.1:\(server.port)", address: "127.0.0.1")
                #expect(await transport.failure(request) == expected)
            }
            #expect(server.requests.count == 1 && resolver.asked.isEmpty)
        }
    }

    @Test func `a proxy resolves the name itself: it is not looked at`() async throws {
        let authority = try TestAuthority()
        let resolver = ScriptedResolver(["169.254.169.254"])
        try await withFile(authority.pem) { file in
            try await LoopbackServer.with(
                tls: authority.serverConfiguration(), answering: { $0.answer(body: "here") }
            ) { server in
                try await LoopbackProxy.with { proxy in
                    let settings = ProxySettings(httpsProxy: "http://127.0.0.1:\(proxy.port)")
                    let trust = TrustSettings(certificateFile: file)
                    try await withTransport(proxy: settings, trust: trust, resolve: resolver.resolve) { transport in
                        let url = try server.url(scheme: "https", host: "localhost")
                        let request = TransportRequest(.get, url, mostPrivate: .publicOrNamed)
                        #expect(try await transport.send(request, deadline: patience).text == "here")
                    }
                    #expect(proxy.requests.count == 1 && resolver.asked.isEmpty)
                }
            }
        }
    }

    @Test func `without a limit nobody looks`() async throws {
        let resolver = ScriptedResolver(["169.254.169.254"])
        try await LoopbackServer.with(answering: { $0.answer(body: "here") }) { server in
            try await withTransport(resolve: resolver.resolve) { transport in
                let request = TransportRequest(.get, try server.url(host: "localhost"))
                #expect(try await transport.send(request, deadline: patience).text == "here")
            }
            #expect(resolver.asked.isEmpty)
        }
    }

    @Test(arguments: [nil, [], ["nonsense", ""]] as [[String]?])
    func `a name without an address is not found`(answer: [String]?) async throws {
        try await withTransport(resolve: { _ in try answer ?? { throw Broken() }() }) { transport in
            let url = try #require(HTTPURL("https://m.example/x"))
            let request = TransportRequest(.get, url, mostPrivate: .publicOrNamed)
            #expect(await transport.failure(request) == .nameNotFound(host: "m.example"))
        }
    }

    @Test func `a resolver that hangs is left at the deadline, and when the task is cancelled`() async throws {
        let (asked, continuation) = AsyncStream.makeStream(of: Void.self)
        let hanging: NameResolver = { _ in
            continuation.yield()
            try await Task.sleep(for: .seconds(3_600))
            return []
        }
        try await withTransport(resolve: hanging) { transport in
            let url = try #require(HTTPURL("https://m.example/x"))
            let request = TransportRequest(.get, url, mostPrivate: .publicOrNamed)
            let limit = Duration.milliseconds(20)
            let failure = await transport.failure(request, deadline: limit)
            #expect(failure == .timedOut(host: "m.example", after: limit))
            var questions = asked.makeAsyncIterator()
            await questions.next()
            let waiting = Task { await transport.failure(request) }
            await questions.next()
            waiting.cancel()
            #expect(await waiting.value == .cancelled)
        }
    }

    @Test func `a connection that went elsewhere is closed before its first request (NET-5)`() async throws {
        try await RawServer.with(greeting: nil) { port in
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            let channel = try await ClientBootstrap(group: group).connect(host: "127.0.0.1", port: port).get()
            let address = try #require(IPAddress("127.0.0.2"))
            let pinGuard = PinGuard(Pin(host: "m.example", address: address, alternatives: 1))
            await #expect(throws: TransportError.self) { try await pinGuard.install(on: channel).get() }
            try await channel.closeFuture.get()
            #expect(!pinGuard.isReached)
            try await group.shutdownGracefully()
        }
    }
}
