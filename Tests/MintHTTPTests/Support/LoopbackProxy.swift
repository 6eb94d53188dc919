import MintCore
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// An HTTP proxy on loopback that knows `CONNECT` alone, and relays to where it was asked to.
final class LoopbackProxy: Sendable {
    let port: Int
    private let log: Mutex<[String]>

    private init(port: Int, log: consuming [String] = []) {
        self.port = port
        self.log = Mutex(log)
    }

    /// The heads of the requests, as they came.
    var requests: [String] { log.withLock { $0 } }

    /// - Parameters:
    ///   - refusing: What the proxy answers to a head, byte for byte; `nil` opens the tunnel.
    static func with<R>(
        refusing: @escaping @Sendable (String) -> String? = { _ in nil },
        _ body: (LoopbackProxy) async throws -> R
    ) async throws -> R {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let heads = Heads()
        let listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ConnectReader(refusing) { heads.note($0) })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let proxy = LoopbackProxy(port: try #require(listener.localAddress?.port))
        heads.owner.withLock { $0 = proxy }
        do {
            let result = try await body(proxy)
            try await group.shutdownGracefully()
            return result
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }

    private final class Heads: Sendable {
        let owner = Mutex<LoopbackProxy?>(nil)
        func note(_ head: String) { owner.withLock { $0 }?.log.withLock { $0.append(head) } }
    }
}

private final class ConnectReader: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    private let refusing: @Sendable (String) -> String?
    private let note: @Sendable (String) -> Void
    private var text = ""

    init(_ refusing: @escaping @Sendable (String) -> String?, note: @escaping @Sendable (String) -> Void) {
        self.refusing = refusing
        self.note = note
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        guard text.hasSuffix("\r\n\r\n") else { return }
        let head = text
        text = ""
        note(head)
        let channel = context.channel
        if let refusal = refusing(head) { return channel.writeAndFlush(ByteBuffer(string: refusal), promise: nil) }
        let target = head.split(separator: " ")[1].split(separator: ":")
        guard target.count == 2, let port = Int(target[1]) else { return channel.close(promise: nil) }
        ClientBootstrap(group: channel.eventLoop).connect(host: String(target[0]), port: port)
            .assumeIsolated().whenComplete { result in
                guard case .success(let peer) = result else { return channel.close(promise: nil) }
                do {
                    try channel.pipeline.syncOperations.addHandler(Relay(to: peer))
                    try peer.pipeline.syncOperations.addHandler(Relay(to: channel))
                } catch {
                    return channel.close(promise: nil)
                }
                channel.writeAndFlush(ByteBuffer(string: "HTTP/1.1 200 Connection established\r\n\r\n"), promise: nil)
                channel.pipeline.syncOperations.removeHandler(self, promise: nil)
            }
    }

    private final class Relay: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let peer: any Channel
        init(to peer: any Channel) { self.peer = peer }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            peer.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }
        func channelInactive(context: ChannelHandlerContext) { peer.close(promise: nil) }
    }
}
