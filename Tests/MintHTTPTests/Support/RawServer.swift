import NIOCore
import NIOPosix
import Testing

/// A server that says one thing to whoever sends it something, and hangs up.
enum RawServer {
    /// - Parameter greeting: `nil` just hangs up.
    static func with<R>(greeting: String?, _ body: (Int) async throws -> R) async throws -> R {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Greeter(greeting))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let result = try await body(try #require(listener.localAddress?.port))
            try await group.shutdownGracefully()
            return result
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }
}

private final class Greeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let greeting: String?
    init(_ greeting: String?) { self.greeting = greeting }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let channel = context.channel
        channel.writeAndFlush(ByteBuffer(string: greeting ?? "")).whenComplete { _ in channel.close(promise: nil) }
    }
}
