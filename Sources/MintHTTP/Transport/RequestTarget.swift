import MintCore
import NIOCore
import NIOHTTP1
import NIOSSL

/// Puts the request target on the wire byte for byte, on a connection that may speak for the request's host.
///
/// The HTTP client parses and re-encodes the URL that it is given, so it is given the origin alone. The target travels
/// beside it in a field that this handler, the last before the encoder, takes out again.
final class RequestTarget: ChannelOutboundHandler {
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    /// Never leaves this process.
    static var fieldName: String { "mintmark-request-target" }

    /// Where the certificate must be looked at once more.
    private let certified: CertifiedNames?
    private var isRefused = false

    private init(certified: CertifiedNames?) { self.certified = certified }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isRefused else { return refuse(promise) }
        guard case .head(var head) = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        if let certified, !certified.cover(Self.host(in: head)) {
            isRefused = true
            refuse(promise)
            // Not from within the client's own write.
            return context.eventLoop.assumeIsolated().execute {
                context.fireErrorCaught(NIOSSLExtraError.failedToValidateHostname)
                context.close(promise: nil)
            }
        }
        if let target = head.headers.first(name: Self.fieldName) {
            head.uri = target
            head.headers.remove(name: Self.fieldName)
        }
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }

    private func refuse(_ promise: EventLoopPromise<Void>?) {
        promise?.fail(NIOSSLExtraError.failedToValidateHostname)
    }

    /// - Returns: Without port and brackets.
    private static func host(in head: HTTPRequestHead) -> String {
        HTTPURL("https://" + (head.headers.first(name: "Host") ?? ""))?.host ?? ""
    }

    /// Called with each new HTTP/1.1 connection, on its thread, before the first request.
    @Sendable static func install(on channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let encoder = try pipeline.handler(type: HTTPRequestEncoder.self)
            // Plain http has no handler for TLS, and no certificate.
            let certificate = try? pipeline.nioSSL_peerCertificate()
            let certified = CertifiedNames(certificate, connectedTo: channel.remoteAddress)
            try pipeline.addHandler(RequestTarget(certified: certified), position: .after(encoder))
        }
    }
}

extension HTTPURL {
    /// What stands in the request line: path and query as given, the fragment left out.
    var requestTarget: String { (path.isEmpty ? "/" : path) + (query.map { "?" + $0 } ?? "") }
}
