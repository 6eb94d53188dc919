import NIOCore
import NIOHTTP1

/// One connection: one request, one answer, the end.
final class RedirectHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let wanted: RedirectRequest
    private let door: RedirectDoor
    private let limit: TimeAmount
    private var isAnswered = false
    private var end: Scheduled<Void>?

    init(wanted: RedirectRequest, door: RedirectDoor, limit: TimeAmount) {
        self.wanted = wanted
        self.door = door
        self.limit = limit
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        end = context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
        door.entered(channel)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end?.cancel()
        door.left(context.channel)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data), !isAnswered else { return }
        switch wanted.verdict(on: head) {
        case .other(let status):
            answer(status, context)
        case .wanted(let target):
            guard door.admit(context.channel) else { return context.close(promise: nil) }
            // The program may end as soon as it has the answer: the page leaves first.
            answer(.ok, context).assumeIsolated().whenComplete { [door] _ in door.deliver(target) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case is HeadLimit.Reached, HTTPParserError.headerOverflow:
            answer(.requestHeaderFieldsTooLarge, context)
        case is HTTPParserError:
            answer(.badRequest, context)
        default:
            context.close(promise: nil)
        }
    }

    @discardableResult
    private func answer(_ status: HTTPResponseStatus, _ context: ChannelHandlerContext) -> EventLoopFuture<Void> {
        guard !isAnswered else { return context.eventLoop.makeSucceededVoidFuture() }
        isAnswered = true
        let channel = context.channel
        let page = ByteBuffer(string: RedirectPage.text(for: status))
        context.write(wrapOutboundOut(.head(RedirectPage.head(for: status))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(page))), promise: nil)
        let written = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        // Whoever still sends would be cut off before reading the answer: their end, or the limit, ends it.
        written.whenComplete { _ in channel.close(mode: status == .ok ? .all : .output, promise: nil) }
        return written
    }
}

/// Lets no more in than the head of a request may have. Cookies of other programs on `localhost` come along with it.
final class HeadLimit: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    struct Reached: Error {}

    static var bytes: Int { 65_536 }

    private var count = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard count <= Self.bytes else { return }
        count += unwrapInboundIn(data).readableBytes
        guard count <= Self.bytes else { return context.fireErrorCaught(Reached()) }
        context.fireChannelRead(data)
    }
}
