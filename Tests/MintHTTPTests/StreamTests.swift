import HTTPTypes
import MintCore
import MintHTTP
import NIOCore
import Synchronization
import Testing

@Suite struct StreamTests {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

    private static func chunk(_ text: String) -> String { "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n" }

    @Test func `events arrive one by one, while the answer is still open`() async throws {
        let open = Mutex<LoopbackServer.Received?>(nil)
        try await LoopbackServer.with(answering: { request in
            open.withLock { $0 = request }
            request.write(Self.head + Self.chunk("data: 0\n\n"))
        }) { server in
            try await withTransport { transport in
                let stream = try await transport.open(TransportRequest(.post, server.url()), deadline: patience)
                #expect(stream.status == 200)
                #expect(stream.headers[.contentType] == "text/event-stream")
                var seen = 0
                for try await chunk in stream.chunks {
                    #expect(String(decoding: chunk, as: UTF8.self) == "data: \(seen)\n\n")
                    seen += 1
                    // The next one is written only once this one is here.
                    let next = seen < 4 ? Self.chunk("data: \(seen)\n\n") : "0\r\n\r\n"
                    open.withLock { $0 }?.write(next)
                }
                #expect(seen == 4)
            }
        }
    }

    @Test func `dropping a stream in the middle closes the connection`() async throws {
        try await LoopbackServer.with(answering: { $0.write(Self.head + Self.chunk("a")) }) { server in
            try await withTransport { transport in
                try await Self.readOne(transport, server.url())
                await server.wait { $0 == .closed }
            }
        }
    }

    private static func readOne(_ transport: some HTTPTransport, _ url: HTTPURL) async throws {
        let stream = try await transport.open(TransportRequest(.post, url), deadline: patience)
        for try await _ in stream.chunks { break }
    }

    @Test func `a stream that is never read is closed when it is dropped`() async throws {
        try await LoopbackServer.with(answering: { $0.write(Self.head) }) { server in
            try await withTransport { transport in
                _ = try await transport.open(TransportRequest(.post, server.url()), deadline: patience)
                await server.wait { $0 == .closed }
            }
        }
    }

    @Test func `cancelling the reader closes the connection`() async throws {
        try await LoopbackServer.with(answering: { $0.write(Self.head + Self.chunk("a")) }) { server in
            try await withTransport { transport in
                let stream = try await transport.open(TransportRequest(.post, server.url()), deadline: patience)
                let (first, reading) = AsyncStream<Void>.makeStream()
                let reader = Task { for try await _ in stream.chunks { reading.yield() } }
                for await _ in first { break }
                reader.cancel()
                _ = await reader.result
                await server.wait { $0 == .closed }
            }
        }
    }

    @Test func `no head within the deadline`() async throws {
        try await LoopbackServer.with(answering: { _ in }) { server in
            try await withTransport { transport in
                let url = try server.url()
                let limit = Duration.milliseconds(200)
                await #expect(throws: TransportError.timedOut(host: url.hostAndPort, after: limit)) {
                    try await transport.open(TransportRequest(.get, url), deadline: limit)
                }
            }
        }
    }

    @Test func `a silence as long as the deadline ends the stream`() async throws {
        try await LoopbackServer.with(answering: { $0.write(Self.head + Self.chunk("a")) }) { server in
            try await withTransport { transport in
                let url = try server.url()
                let limit = Duration.seconds(2)  // the head has to come within it as well
                let stream = try await transport.open(TransportRequest(.get, url), deadline: limit)
                var seen = 0
                await #expect(throws: TransportError.timedOut(host: url.hostAndPort, after: limit)) {
                    for try await _ in stream.chunks { seen += 1 }
                }
                #expect(seen == 1)
            }
            await server.wait { $0 == .closed }
        }
    }

    @Test func `the limit holds for the whole stream`() async throws {
        let piece = Self.chunk(String(repeating: "x", count: 400))
        try await LoopbackServer.with(answering: { $0.write(Self.head + piece + piece + piece) }) { server in
            try await withTransport { transport in
                let url = try server.url()
                let stream = try await transport.open(TransportRequest(.get, url, limit: 1000), deadline: patience)
                await #expect(throws: TransportError.tooLarge(host: url.hostAndPort, limit: 1000)) {
                    for try await _ in stream.chunks {}
                }
            }
            await server.wait { $0 == .closed }
        }
    }

    @Test func `a stream that is cut says so`() async throws {
        try await LoopbackServer.with(answering: { request in
            request.write(Self.head + Self.chunk("a"))
            request.close()
        }) { server in
            try await withTransport { transport in
                let url = try server.url()
                let stream = try await transport.open(TransportRequest(.get, url), deadline: patience)
                await #expect(throws: TransportError.closedEarly(host: url.hostAndPort)) {
                    for try await _ in stream.chunks {}
                }
            }
        }
    }
}
