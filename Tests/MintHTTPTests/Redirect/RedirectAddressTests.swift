import MintCore
import NIOCore
import NIOPosix
import Testing

@testable import MintHTTP

@Suite struct RedirectAddressTests {
    private let listener = LoopbackRedirectListener()

    @Test func `localhost is listened on at both addresses, with one port`() async throws {
        for address in ["127.0.0.1", "::1"] where try await hasLoopback(address) {
            let visit = try await listener.listen(host: "localhost", port: nil, path: "/c")
            let url = try #require(HTTPURL(visit.redirectURI))
            #expect(url.host == "localhost" && url.path == "/c")
            try await RawClient.with { connect in
                let browser = try await connect(url.port, host: address)
                try await browser.send("GET /c?code=1 HTTP/1.1\r\nHost: localhost:\(url.port)\r\n\r\n")
                #expect(try await visit.response() == "/c?code=1")
                await #expect(throws: (any Error).self) { try await connect(url.port, host: "127.0.0.1") }
                await #expect(throws: (any Error).self) { try await connect(url.port, host: "::1") }
            }
        }
    }

    @Test func `IPv6 loopback stands in brackets`() async throws {
        guard try await hasLoopback("::1") else { return }
        let visit = try await listener.listen(host: "::1", port: nil, path: "/c")
        let url = try #require(HTTPURL(visit.redirectURI))
        #expect(visit.redirectURI == "http://[::1]:\(url.port)/c")
        try await RawClient.with { connect in
            let browser = try await connect(url.port, host: "::1")
            try await browser.send("GET /c?code=1 HTTP/1.1\r\nHost: [::1]:\(url.port)\r\n\r\n")
            #expect(try await visit.response() == "/c?code=1")
        }
    }

    @Test func `a port that was asked for is used, and can be used again at once`() async throws {
        let port = try await freePort()
        for _ in 0..<2 {
            let visit = try await listener.listen(host: "127.0.0.1", port: port, path: "/c")
            #expect(visit.redirectURI == "http://127.0.0.1:\(port)/c")
            try await RawClient.with { connect in
                let browser = try await connect(port)
                try await browser.send("GET /c HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
                #expect(try await visit.response() == "/c")
                _ = try await browser.everything()
            }
        }
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func `a port that another program has is refused`(host: String) async throws {
        try await RawServer.with(greeting: nil) { port -> Void in
            await #expect(throws: RedirectListenerError.portTaken(port)) {
                try await listener.listen(host: host, port: port, path: "/c")
            }
        }
    }

    @Test func `a free port that another program has on the other address is passed over, and nothing stays open`()
        async throws
    {
        let addresses = try LoopbackAddresses(host: "localhost", port: nil)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var tried: [SocketAddress] = []
        var opened: [any Channel] = []
        let (port, listeners) = try await addresses.bound { address, isGiven in
            #expect(!isGiven)
            tried.append(address)
            if tried.count == 2 { throw IOError(errnoCode: EADDRINUSE, reason: "bind") }
            if address.ipAddress == "::1" { throw IOError(errnoCode: EADDRNOTAVAIL, reason: "bind") }
            opened.append(try await ServerBootstrap(group: group).bind(to: address).get())
            return try #require(opened.last)
        }
        #expect(opened.map(\.isActive) == [false, true])
        #expect(tried.map(\.ipAddress) == ["127.0.0.1", "::1", "127.0.0.1", "::1"])
        #expect(listeners.count == 1 && tried[3].port == port)
        try await group.shutdownGracefully()
    }

    @Test func `where both addresses are missing, that is said`() async throws {
        let addresses = try LoopbackAddresses(host: "localhost", port: nil)
        await #expect(throws: RedirectListenerError.failed(reason: "Cannot assign requested address")) {
            try await addresses.bound { _, _ in throw IOError(errnoCode: EADDRNOTAVAIL, reason: "bind") }
        }
    }

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1", "example.com", "localhost.evil.example", "127.0.0.2", "", "127.1"])
    func `no other address is listened on`(host: String) async {
        await #expect(throws: RedirectListenerError.notLoopback(host)) {
            try await listener.listen(host: host, port: nil, path: "/c")
        }
    }

    @Test(
        arguments: [(0, "/c"), (-1, "/c"), (65_536, "/c"), (nil, "c"), (nil, "/c?d"), (nil, "/c\r\n")]
            as [(Int?, String)])
    func `a port or path that cannot be is refused`(port: Int?, path: String) async {
        do {
            _ = try await listener.listen(host: "127.0.0.1", port: port, path: path)
            Issue.record("listens")
        } catch {
            if case .failed = error { return }
            Issue.record("\(error)")
        }
    }

    private func hasLoopback(_ address: String) async throws -> Bool {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listener = try? await ServerBootstrap(group: group).bind(host: address, port: 0).get()
        try await group.shutdownGracefully()
        return listener != nil
    }

    private func freePort() async throws -> Int { try await RawServer.with(greeting: nil) { port in port } }
}
