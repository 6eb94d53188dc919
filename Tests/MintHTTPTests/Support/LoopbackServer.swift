import MintCore
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

/// A server on a free port of 127.0.0.1 that shows each request as the bytes that came, and answers with the bytes
/// that the test gives.
final class LoopbackServer: Sendable {
    enum Event: Equatable, Sendable {
        case accepted
        case request(String)
        case closed
    }

    /// A request whose head and announced body are complete.
    struct Received: Sendable {
        var text: String
        var channel: any Channel

        func write(_ text: String) { write(ByteBuffer(string: text)) }

        func write(_ bytes: ByteBuffer) { channel.writeAndFlush(bytes, promise: nil) }

        func close() { channel.close(promise: nil) }

        /// A complete answer with a length.
        func answer(_ status: String = "200 OK", headers: [String] = [], body: String = "") {
            let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
            write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
        }
    }

    let port: Int
    private let log = Mutex<[Event]>([])
    private let stream: AsyncStream<Event>
    private let continuation: AsyncStream<Event>.Continuation

    private init(port: Int) {
        self.port = port
        (stream, continuation) = AsyncStream.makeStream()
    }

    var requests: [String] {
        log.withLock { $0 }.compactMap { event in
            if case .request(let text) = event { text } else { nil }
        }
    }

    var connections: Int { log.withLock { $0 }.filter { $0 == .accepted }.count }

    /// Waits for it, once it or later.
    func wait(for wanted: @escaping @Sendable (Event) -> Bool) async {
        for await event in stream where wanted(event) { return }
    }

    func url(_ rest: String = "/", scheme: String = "http", host: String = "127.0.0.1") throws -> HTTPURL {
        try #require(HTTPURL("\(scheme)://\(host):\(port)\(rest)"))
    }

    fileprivate func note(_ event: Event) {
        log.withLock { $0.append(event) }
        continuation.yield(event)
    }

    /// Runs `body` with a server; the server and its connections end with it.
    static func with<R>(
        tls: TLSConfiguration? = nil, answering answer: @escaping @Sendable (Received) -> Void,
        _ body: (LoopbackServer) async throws -> R
    ) async throws -> R {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let late = LateServer()
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.addHandler(RequestReader(late, answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = LoopbackServer(port: try #require(listener.localAddress?.port))
        late.server.withLock { $0 = server }
        do {
            let result = try await body(server)
            try await group.shutdownGracefully()
            return result
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }

    /// The server learns its port only after its handlers' factory exists.
    fileprivate final class LateServer: Sendable {
        let server = Mutex<LoopbackServer?>(nil)
        func note(_ event: Event) { server.withLock { $0 }?.note(event) }
    }
}

private final class RequestReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let server: LoopbackServer.LateServer
    private let answer: @Sendable (LoopbackServer.Received) -> Void
    private var text = ""

    init(_ server: LoopbackServer.LateServer, _ answer: @escaping @Sendable (LoopbackServer.Received) -> Void) {
        self.server = server
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) { server.note(.accepted) }
    func channelInactive(context: ChannelHandlerContext) { server.note(.closed) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        guard let headEnd = text.firstRange(of: "\r\n\r\n") else { return }
        let length = text[..<headEnd.lowerBound].split(separator: "\r\n").compactMap { line -> Int? in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
            return Int(parts[1].drop { $0 == " " })
        }
        guard text[headEnd.upperBound...].utf8.count >= length.first ?? 0 else { return }
        let request = text
        text = ""
        server.note(.request(request))
        answer(LoopbackServer.Received(text: request, channel: context.channel))
    }
}
