import MintCore
import NIOCore
import NIOHTTP1

/// Puts the request target on the wire byte for byte.
///
/// The HTTP client parses and re-encodes the URL that it is given, so it is given the origin alone. The target travels
/// beside it in a field that this handler, the last before the encoder, takes out again.
final class RequestTarget: ChannelOutboundHandler {
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    /// Never leaves this process.
    static var fieldName: String { "mintmark-request-target" }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        if let target = head.headers.first(name: Self.fieldName) {
            head.uri = target
            head.headers.remove(name: Self.fieldName)
        }
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }

    /// Called with each new HTTP/1.1 connection, on its thread, before the first request.
    @Sendable static func install(on channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let encoder = try pipeline.handler(type: HTTPRequestEncoder.self)
            try pipeline.addHandler(RequestTarget(), position: .after(encoder))
        }
    }
}

extension HTTPURL {
    /// What stands in the request line: path and query as given, the fragment left out.
    var requestTarget: String { (path.isEmpty ? "/" : path) + (query.map { "?" + $0 } ?? "") }
}
