import MintCore
import NIOCore
import NIOSSL
import NIOTLS
import Synchronization

/// TLS on a connection of our own, on which no byte of a request is ever sent.
enum Handshake {
    /// What the peer showed, where verification let it pass.
    struct Agreed: Sendable {
        var version: TLSVersion?
        var certificate: NIOSSLCertificate?
    }

    /// Shakes hands, verifying chain and host as any request does.
    static func verified(on channel: any Channel, host: String, tls: TLSConfiguration) async throws -> Agreed {
        let context = try NIOSSLContext(configuration: tls)
        let name = serverName(host)
        try await run(on: channel) { try NIOSSLClientHandler(context: context, serverHostname: name) }
        let certificate = try await channel.nioSSL_peerCertificate().abandonable()
        if let certified = CertifiedNames(certificate, connectedTo: channel.remoteAddress), !certified.cover(host) {
            throw NIOSSLExtraError.failedToValidateHostname
        }
        return Agreed(version: try await channel.nioSSL_tlsVersion().abandonable(), certificate: certificate)
    }

    /// The certificates that the peer presents, leaf first; nothing about them is verified.
    ///
    /// The callback that stands in for verification answers *failed* whatever it is shown: such a handshake never
    /// completes, so nothing can be sent over this connection.
    static func presented(
        on channel: any Channel, host: String, tls: TLSConfiguration
    ) async throws -> [NIOSSLCertificate] {
        let context = try NIOSSLContext(configuration: tls)
        let name = serverName(host)
        let recorded = Recorded()
        do {
            try await run(on: channel) {
                try NIOSSLClientHandler(context: context, serverHostname: name) {
                    (chain, verdict: EventLoopPromise<NIOSSLVerificationResult>) in
                    recorded.store(chain)
                    verdict.succeed(.failed)
                }
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            // The failure is the one that the callback asked for, or one that left nothing to record.
        }
        return recorded.chain
    }

    /// SNI has no IP addresses (RFC 6066 §3); for those the certificate is checked against the connected address.
    private static func serverName(_ host: String) -> String? { IPAddress(host) == nil ? host : nil }

    private static func run(
        on channel: any Channel, _ makeHandler: @escaping @Sendable () throws -> NIOSSLClientHandler
    ) async throws {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        channel.eventLoop.execute {
            do {
                let pipeline = channel.pipeline.syncOperations
                try pipeline.addHandler(Completion(promise))
                try pipeline.addHandler(makeHandler(), position: .first)
            } catch {
                promise.fail(error)
            }
        }
        try await promise.futureResult.abandonable()
    }

    private final class Recorded: Sendable {
        private let state = Mutex<[NIOSSLCertificate]>([])
        var chain: [NIOSSLCertificate] { state.withLock { $0 } }
        func store(_ chain: [NIOSSLCertificate]) { state.withLock { $0 = chain } }
    }

    private final class Completion: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private var promise: EventLoopPromise<Void>?

        init(_ promise: EventLoopPromise<Void>) { self.promise = promise }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .handshakeCompleted = event as? TLSUserEvent { settle(.success(())) }
            context.fireUserInboundEventTriggered(event)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { settle(.failure(error)) }

        func channelInactive(context: ChannelHandlerContext) {
            settle(.failure(ChannelError.eof))
            context.fireChannelInactive()
        }

        private func settle(_ result: Result<Void, any Error>) {
            promise?.completeWith(result)
            promise = nil
        }
    }
}
