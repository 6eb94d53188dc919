import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// One request and its answer over a pair of sockets of our own. The first use of a connection spends most of its time on
/// looking types and conformances up; after this they are known when the real one comes. Nothing leaves the process.
enum Rehearsal {
    private static let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"

    /// - Parameter loop: Runs until the end.
    /// - Returns: Done once the answer was read; fails where there is no pair of sockets.
    static func begin(on loop: any EventLoop) -> EventLoopFuture<Void> {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            return loop.makeFailedFuture(IOError(errnoCode: errno, reason: "socketpair"))
        }
        let far = ends[1]
        let isSent = answer.utf8.withContiguousStorageIfAvailable { write(far, $0.baseAddress, $0.count) }
        let done = loop.makePromise(of: Void.self)
        done.futureResult.whenComplete { _ in close(far) }
        guard isSent == answer.utf8.count else {
            close(ends[0])
            done.fail(IOError(errnoCode: errno, reason: "write"))
            return done.futureResult
        }
        ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                }.flatMap { RequestTarget.install(on: channel) }.flatMapThrowing {
                    try channel.pipeline.syncOperations.addHandler(Part(done))
                }
            }
            .withConnectedSocket(ends[0])
            .cascadeFailure(to: done)
        return done.futureResult
    }

    /// Asks, and leaves at the end of the answer.
    private final class Part: ChannelInboundHandler {
        typealias InboundIn = HTTPClientResponsePart
        typealias OutboundOut = HTTPClientRequestPart

        private let done: EventLoopPromise<Void>

        init(_ done: EventLoopPromise<Void>) { self.done = done }

        func channelActive(context: ChannelHandlerContext) {
            // The client names its loop in its log, if nobody reads it.
            let head = HTTPRequestHead(
                version: .http1_1, method: .POST, uri: "/",
                headers: ["Host": "localhost", "Loop": "\(context.eventLoop)"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "-")))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .end = unwrapInboundIn(data) else { return }
            done.succeed()
            context.close(promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            done.fail(error)
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            done.fail(ChannelError.eof)
        }
    }
}
