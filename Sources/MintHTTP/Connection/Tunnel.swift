import MintCore
import NIOCore
import NIOHTTP1

/// Why a proxy gave no tunnel.
enum TunnelError: Error, Equatable {
    case refused(status: Int)
    case closed
    /// Something that is no answer to `CONNECT`.
    case malformed

    func transportError(proxy: ProxyAddress?, host: String) -> TransportError {
        let name = proxy?.authority ?? host
        return switch self {
        // tinyproxy answers 401 to a wrong password.
        case .refused(status: 407), .refused(status: 401): Self.credential(proxy, name)
        case .refused(let status): .proxyRefused(proxy: name, status: status)
        case .closed: .closedEarly(host: name)
        case .malformed: .malformed(host: name)
        }
    }
}

extension TunnelError {
    /// What a 407 means depends on what the proxy was given.
    static func credential(_ proxy: ProxyAddress?, _ name: String) -> TransportError {
        proxy?.user == nil ? .proxyAuthentication(proxy: name) : .proxyCredentialRefused(proxy: name)
    }
}

/// `CONNECT` (RFC 9110 §9.3.6) on a fresh connection to a proxy.
enum Tunnel {
    private static var handlerNames: [String] { ["tunnel-encoder", "tunnel-decoder", "tunnel"] }

    /// - Parameters:
    ///   - authority: `host:port`.
    ///   - authorization: The value of `Proxy-Authorization`.
    /// - Throws: ``TunnelError``.
    static func open(on channel: any Channel, authority: String, authorization: String?) async throws {
        var head = HTTPRequestHead(version: .http1_1, method: .CONNECT, uri: authority)
        head.headers.add(name: "Host", value: authority)
        if let authorization { head.headers.add(name: "Proxy-Authorization", value: authorization) }
        let promise = channel.eventLoop.makePromise(of: Void.self)
        let request = head
        channel.eventLoop.execute {
            do {
                let pipeline = channel.pipeline.syncOperations
                try pipeline.addHandler(HTTPRequestEncoder(), name: handlerNames[0])
                try pipeline.addHandler(
                    ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes)),
                    name: handlerNames[1])
                try pipeline.addHandler(Answer(promise), name: handlerNames[2])
                pipeline.write(NIOAny(HTTPClientRequestPart.head(request)), promise: nil)
                pipeline.writeAndFlush(NIOAny(HTTPClientRequestPart.end(nil)), promise: nil)
            } catch {
                promise.fail(error)
            }
        }
        try await promise.futureResult.abandonable()
        for name in handlerNames.reversed() { try await channel.pipeline.removeHandler(name: name).abandonable() }
    }

    private final class Answer: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = HTTPClientResponsePart
        private var promise: EventLoopPromise<Void>?

        init(_ promise: EventLoopPromise<Void>) { self.promise = promise }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head) where !(200..<300).contains(head.status.code):
                settle(.failure(TunnelError.refused(status: Int(head.status.code))))
            case .head: break
            case .body: settle(.failure(TunnelError.malformed))
            case .end: settle(.success(()))
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            settle(.failure(error is HTTPParserError ? TunnelError.malformed : error))
        }

        func channelInactive(context: ChannelHandlerContext) { settle(.failure(TunnelError.closed)) }

        func handlerRemoved(context: ChannelHandlerContext) { settle(.failure(TunnelError.closed)) }

        private func settle(_ result: Result<Void, any Error>) {
            promise?.completeWith(result)
            promise = nil
        }
    }
}
