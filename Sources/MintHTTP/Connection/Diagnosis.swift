import MintCore
import NIOCore
import NIOSSL

/// Asks, with one connection of our own, what an error of the HTTP client leaves open.
struct Diagnosis: Sendable {
    var dialer: Dialer
    var url: HTTPURL
    var route: Route
    var pin: Pin?
    var now: WallClock

    /// - Returns: `nil` where this connection fared otherwise than the first, so that nothing was learnt.
    func answer(_ question: Cause.Question, tls: TLSConfiguration) async -> TransportError? {
        // Sooner than whoever asks gives up.
        let end = ContinuousClock.now + .seconds(4)
        switch question {
        case .proxyStatus:
            return await proxyRefusal(by: end)
        case .certificate:
            let failure = PresentedCertificate.failure(of: await chain(tls: tls, by: end), now: now())
            return failure.map { .tls(host: url.hostAndPort, $0) }
        case .certificateNames:
            let leaf = await chain(tls: tls, by: end).first
            return leaf.map { .tls(host: url.hostAndPort, .wrongHost(names: Array($0.names.prefix(8)))) }
        }
    }

    private func chain(tls: TLSConfiguration, by end: ContinuousClock.Instant) async -> [PresentedCertificate] {
        guard let channel = try? await dialer.connect(to: url, route: route, pin: pin, by: end) else { return [] }
        defer { channel.close(promise: nil) }
        let chain = try? await Handshake.presented(on: channel, host: url.host, tls: tls)
        return (chain ?? []).map { PresentedCertificate($0) }
    }

    private func proxyRefusal(by end: ContinuousClock.Instant) async -> TransportError? {
        guard case .proxied(let proxy) = route else { return nil }
        do {
            try await dialer.tunnel(to: url, through: proxy, by: end).close(promise: nil)
            return nil
        } catch let error as TunnelError {
            return error.transportError(proxy: proxy, host: url.hostAndPort)
        } catch is CancellationError {
            return nil
        } catch {
            return .proxyUnreachable(proxy: proxy.authority)
        }
    }
}
