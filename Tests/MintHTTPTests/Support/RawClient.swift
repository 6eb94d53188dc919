import NIOCore
import NIOPosix

/// A connection that sends the bytes of a test and shows the bytes that come back.
struct RawClient: Sendable {
    private let channel: any Channel
    private let all: EventLoopFuture<String>

    /// Runs `body` with connections to a port; all end with it.
    static func with<R>(_ body: (_ connect: Connect) async throws -> R) async throws -> R {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let result = try await body(Connect(group: group))
            try await group.shutdownGracefully()
            return result
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }

    struct Connect: Sendable {
        fileprivate let group: MultiThreadedEventLoopGroup

        func callAsFunction(_ port: Int, host: String = "127.0.0.1") async throws -> RawClient {
            let all = group.next().makePromise(of: String.self)
            let bootstrap = ClientBootstrap(group: group).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(all))
                }
            }
            do {
                let channel = try await bootstrap.connect(to: SocketAddress(ipAddress: host, port: port)).get()
                return RawClient(channel: channel, all: all.futureResult)
            } catch {
                all.fail(error)
                throw error
            }
        }
    }

    func send(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)).get() }

    /// All that came, once the other side has closed.
    func everything() async throws -> String { try await all.get() }

    func close() async throws { try await channel.close() }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let all: EventLoopPromise<String>
        private var text = ""

        init(_ all: EventLoopPromise<String>) { self.all = all }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { text += String(buffer: unwrapInboundIn(data)) }
        func channelInactive(context: ChannelHandlerContext) { all.succeed(text) }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
