import HTTPTypes
import MintCore
import MintHTTP
import NIOCore
import Testing

@Suite struct FailureTests {
    @Test func `a name that does not exist`() async throws {
        let url = try #require(HTTPURL("https://mintmark-test.invalid/"))
        try await withTransport { transport in
            let failure = await transport.failure(TransportRequest(.get, url))
            #expect(failure == .nameNotFound(host: "mintmark-test.invalid"))
        }
    }

    @Test(arguments: ["http", "https"])
    func `a port that nobody listens on`(scheme: String) async throws {
        let url = try await LoopbackServer.with(answering: { _ in }) { try $0.url(scheme: scheme, host: "localhost") }
        try await withTransport { transport in
            let failure = await transport.failure(TransportRequest(.get, url))
            #expect(failure == .connectionRefused(host: url.hostAndPort))
            let literal = try #require(HTTPURL("\(scheme)://127.0.0.1:\(url.port)/"))
            #expect(
                await transport.failure(TransportRequest(.get, literal))
                    == .connectionRefused(host: literal.hostAndPort))
        }
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
    ])
    func `an answer that stops coming runs into the deadline`(part: String) async throws {
        try await LoopbackServer.with(answering: { $0.write(part) }) { server in
            try await withTransport { transport in
                let limit = Duration.milliseconds(300)
                let url = try server.url()
                let failure = await transport.failure(TransportRequest(.get, url), deadline: limit)
                #expect(failure == .timedOut(host: url.hostAndPort, after: limit))
            }
            await server.wait { $0 == .closed }
        }
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    ])
    func `a connection that ends before its answer`(part: String) async throws {
        try await LoopbackServer.with(answering: { request in
            request.write(part)
            request.close()
        }) { server in
            try await withTransport { transport in
                let url = try server.url()
                let failure = await transport.failure(TransportRequest(.get, url))
                #expect(failure == .closedEarly(host: url.hostAndPort))
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.2p1\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "HTTP/9.9 banana\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ])
    func `what is not HTTP`(garbage: String) async throws {
        try await LoopbackServer.with(answering: { $0.write(garbage) }) { server in
            try await withTransport { transport in
                let url = try server.url()
                let failure = await transport.failure(TransportRequest(.get, url))
                #expect(failure == .malformed(host: url.hostAndPort))
            }
        }
    }

    @Test func `a head without end is dropped`() async throws {
        try await LoopbackServer.with(answering: { request in
            request.write("HTTP/1.1 200 OK\r\n")
            for index in 0..<4096 { request.write("X-\(index): \(String(repeating: "x", count: 1000))\r\n") }
        }) { server in
            try await withTransport { transport in
                let url = try server.url()
                let failure = await transport.failure(TransportRequest(.get, url))
                #expect(failure == .malformed(host: url.hostAndPort))
            }
        }
    }

    @Test func `an answer may be as long as the limit`() async throws {
        try await LoopbackServer.with(answering: { $0.answer(body: String(repeating: "x", count: 1000)) }) { server in
            try await withTransport { transport in
                let url = try server.url()
                let answer = try await transport.send(TransportRequest(.get, url, limit: 1000), deadline: patience)
                #expect(answer.body.count == 1000)
                let failure = await transport.failure(TransportRequest(.get, url, limit: 999))
                #expect(failure == .tooLarge(host: url.hostAndPort, limit: 999))
            }
        }
    }

    @Test func `an announced length over the limit is not read (NET-10)`() async throws {
        try await LoopbackServer.with(answering: { $0.write("HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n") }) {
            server in
            try await withTransport { transport in
                let url = try server.url()
                let failure = await transport.failure(TransportRequest(.get, url))
                #expect(failure == .tooLarge(host: url.hostAndPort, limit: 1 << 20))
            }
            await server.wait { $0 == .closed }
        }
    }

    @Test func `a body without end is dropped at the limit (NET-10)`() async throws {
        let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 64 << 10)
        try await LoopbackServer.with(answering: { request in
            request.write("HTTP/1.1 200 OK\r\n\r\n")
            Self.flood(request.channel, with: piece)
        }) { server in
            try await withTransport { transport in
                let url = try server.url()
                let failure = await transport.failure(TransportRequest(.get, url))
                #expect(failure == .tooLarge(host: url.hostAndPort, limit: 1 << 20))
            }
            await server.wait { $0 == .closed }
        }
    }

    @Test func `cancelling stops a request that waits for its answer`() async throws {
        try await LoopbackServer.with(answering: { _ in }) { server in
            try await withTransport { transport in
                let url = try server.url()
                let sending = Task { await transport.failure(TransportRequest(.get, url)) }
                await server.wait { if case .request = $0 { true } else { false } }
                sending.cancel()
                #expect(await sending.value == .cancelled)
                await server.wait { $0 == .closed }
            }
        }
    }

    @Test func `cancelling stops a request in the middle of its answer`() async throws {
        try await LoopbackServer.with(answering: { $0.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab") }) {
            server in
            try await withTransport { transport in
                let url = try server.url()
                let sending = Task { await transport.failure(TransportRequest(.get, url)) }
                await server.wait { if case .request = $0 { true } else { false } }
                sending.cancel()
                #expect(await sending.value == .cancelled)
                await server.wait { $0 == .closed }
            }
        }
    }

    @Test func `a cancelled task sends nothing`() async throws {
        try await LoopbackServer.with(answering: { $0.answer() }) { server in
            try await withTransport { transport in
                let url = try server.url()
                let sending = Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    return await transport.failure(TransportRequest(.get, url))
                }
                #expect(await sending.value == .cancelled)
            }
            #expect(server.connections == 0)
        }
    }

    @Test func `shutting down ends a request under way`() async throws {
        try await LoopbackServer.with(answering: { _ in }) { server in
            try await withTransport { transport in
                let url = try server.url()
                async let failure = transport.failure(TransportRequest(.get, url))
                await server.wait { if case .request = $0 { true } else { false } }
                await transport.shutdown()
                #expect(await failure == .cancelled)
            }
        }
    }

    /// Writes until the other side is gone, as fast as it takes.
    private static func flood(_ channel: any Channel, with piece: ByteBuffer) {
        channel.writeAndFlush(piece).whenSuccess { flood(channel, with: piece) }
    }
}
