import AsyncHTTPClient
import Glibc
import MintCore
import NIOCore
import NIOHTTP1
import NIOSSL
import Testing

@testable import MintHTTP

/// What cannot be provoked on loopback, and what must not be confused.
@Suite struct CauseTests {
    private static let limits = Cause.Limits(whole: .seconds(30), connecting: .seconds(10))
    private static let proxy = ProxyAddress(host: "proxy", port: 3128, user: "u", password: "geheim")

    private static func cause(_ error: any Error, proxy: ProxyAddress? = nil) -> Cause {
        Cause(error, host: "api.example", proxy: proxy, limits: limits)
    }

    @Test(
        arguments: [
            (ECONNREFUSED, .connectionRefused(host: "api.example")), (ECONNRESET, .closedEarly(host: "api.example")),
            (EPIPE, .closedEarly(host: "api.example")),
            (ETIMEDOUT, .timedOut(host: "api.example", after: .seconds(30))),
            (ENETUNREACH, .unreachable(host: "api.example", reason: "Network is unreachable")),
            (EHOSTUNREACH, .unreachable(host: "api.example", reason: "No route to host")),
        ] as [(CInt, TransportError)])
    func `errors of the system`(code: CInt, expected: TransportError) {
        #expect(Self.cause(IOError(errnoCode: code, reason: "connect")) == .clear(expected))
    }

    @Test func `errors before a proxy blame the proxy, and never show its password`() {
        let refused = Self.cause(IOError(errnoCode: ECONNREFUSED, reason: "connect"), proxy: Self.proxy)
        #expect(refused == .clear(.proxyUnreachable(proxy: "proxy:3128")))
        let denied = Self.cause(HTTPClientError.proxyAuthenticationRequired, proxy: Self.proxy)
        #expect(denied == .clear(.proxyCredentialRefused(proxy: "proxy:3128")))
        let bare = Self.cause(
            HTTPClientError.proxyAuthenticationRequired, proxy: ProxyAddress(host: "proxy", port: 3128))
        #expect(bare == .clear(.proxyAuthentication(proxy: "proxy:3128")))
        #expect(
            Self.cause(HTTPClientError.connectTimeout, proxy: Self.proxy).known
                == .timedOut(host: "api.example", after: .seconds(10)))
        #expect(!"\(refused) \(denied) \(Self.proxy)".contains("geheim"))
    }

    @Test(
        arguments: [
            (HTTPClientError.connectTimeout, .timedOut(host: "api.example", after: .seconds(10))),
            (HTTPClientError.tlsHandshakeTimeout, .timedOut(host: "api.example", after: .seconds(10))),
            (HTTPClientError.deadlineExceeded, .timedOut(host: "api.example", after: .seconds(30))),
            (DeadlineReached(), .timedOut(host: "api.example", after: .seconds(30))),
            (ChannelError.connectTimeout(.seconds(3)), .timedOut(host: "api.example", after: .seconds(10))),
            (ChannelError.ioOnClosedChannel, .closedEarly(host: "api.example")),
            (HTTPClientError.cancelled, .cancelled), (CancellationError(), .cancelled),
            (HTTPClientError.remoteConnectionClosed, .closedEarly(host: "api.example")),
            (HTTPParserError.invalidEOFState, .closedEarly(host: "api.example")),
            (HTTPParserError.invalidHeaderToken, .malformed(host: "api.example")),
            (HTTPParserError.headerOverflow, .malformed(host: "api.example")),
            (NIOSSLError.uncleanShutdown, .closedEarly(host: "api.example")),
            (
                NIOSSLError.handshakeFailed(.sslError([.eofDuringHandshake])),
                .tls(host: "api.example", .other("the server closed the connection during the handshake"))
            ),
            (TransportError.tooLarge(host: "h", limit: 1), .tooLarge(host: "h", limit: 1)),
        ] as [(any Error, TransportError)])
    func `errors of the layers below`(error: any Error, expected: TransportError) {
        #expect(Self.cause(error) == .clear(expected))
    }

    @Test func `a wrong host is asked about, and known without an answer`() {
        let error = NIOSSLExtraError.failedToValidateHostname
        let expected = TransportError.tls(host: "api.example", .wrongHost(names: []))
        #expect(Self.cause(error) == .unclear(.certificateNames, fallback: expected))
    }

    @Test func `what nobody foresaw is named by its type alone`() {
        struct Odd: Error { var secret = "geheim" }
        let expected = TransportError.unreachable(host: "api.example", reason: "unexpected failure (Odd)")
        #expect(Self.cause(Odd()) == .clear(expected))
    }
}
