import AsyncHTTPClient
import Glibc
import MintCore
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// What an error of the layers below means.
enum Cause: Equatable {
    case clear(TransportError)
    /// Several things look the same from here.
    case unclear(Question, fallback: TransportError)

    enum Question: Equatable, Sendable {
        /// Expired, not yet valid, or of an unknown authority.
        case certificate
        /// For which names it is.
        case certificateNames
        /// What a proxy answered to `CONNECT`.
        case proxyStatus
    }

    /// Where nobody asks further.
    var known: TransportError {
        switch self {
        case .clear(let error): error
        case .unclear(_, let fallback): fallback
        }
    }

    init(_ error: any Error, _ exchange: Exchange) {
        let limits = Limits(whole: exchange.deadline, connecting: exchange.connectLimit)
        self.init(error, host: exchange.host, proxy: exchange.route.proxy, limits: limits)
    }

    /// How long a request had, and its connection of that.
    struct Limits {
        var whole: Duration
        var connecting: Duration
    }

    init(_ error: any Error, host: String, proxy: ProxyAddress?, limits: Limits) {
        switch error {
        case let error as TransportError:
            self = .clear(error)
        case is CancellationError:
            self = .clear(.cancelled)
        case is DeadlineReached:
            self = .clear(.timedOut(host: host, after: limits.whole))
        case let error as HTTPClientError:
            self.init(client: error, host: host, proxy: proxy, limits: limits)
        case let error as NIOConnectionError:
            self = .clear(Self.connection(error, host: host, proxy: proxy, limits: limits))
        case let error as IOError:
            self = .clear(Self.system(error.errnoCode, host: host, proxy: proxy, limits: limits))
        case let error as TunnelError:
            self = .clear(error.transportError(proxy: proxy, host: host))
        case is NameLookup.NotFound, is SocketAddressError, is SocketAddressError.UnknownHost:
            self = .clear(proxy.map { .proxyUnreachable(proxy: $0.authority) } ?? .nameNotFound(host: host))
        case let error as ChannelError:
            self = .clear(Self.channel(error, host: host, limits: limits))
        case let error as HTTPParserError:
            self = .clear(error == .invalidEOFState ? .closedEarly(host: host) : .malformed(host: host))
        default:
            self =
                Self.tls(error, host: host)
                ?? .clear(.unreachable(host: host, reason: "unexpected failure (\(type(of: error)))"))
        }
    }

    private init(client error: HTTPClientError, host: String, proxy: ProxyAddress?, limits: Limits) {
        switch error {
        case .cancelled, .requestStreamCancelled, .alreadyShutdown:
            self = .clear(.cancelled)
        case .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout, .getConnectionFromPoolTimeout:
            let timeout = TransportError.timedOut(host: host, after: limits.connecting)
            // The client takes no notice of an answer to CONNECT that is not HTTP, and waits on.
            self = proxy == nil ? .clear(timeout) : .unclear(.proxyStatus, fallback: timeout)
        case .deadlineExceeded, .readTimeout, .writeTimeout:
            self = .clear(.timedOut(host: host, after: limits.whole))
        case .proxyAuthenticationRequired:
            self = .clear(TunnelError.credential(proxy, proxy?.authority ?? host))
        case .invalidProxyResponse:
            self = .unclear(.proxyStatus, fallback: .malformed(host: proxy?.authority ?? host))
        case .remoteConnectionClosed, .uncleanShutdown:
            self = .clear(.closedEarly(host: host))
        default:
            self = .clear(.unreachable(host: host, reason: error.shortDescription))
        }
    }

    private static func connection(
        _ error: NIOConnectionError, host: String, proxy: ProxyAddress?, limits: Limits
    ) -> TransportError {
        let failures = error.connectionErrors.map { Cause($0.error, host: host, proxy: nil, limits: limits).known }
        if let proxy { return .proxyUnreachable(proxy: proxy.authority) }
        // Of several addresses one may just lack a route; the one that answered "no" says more.
        if failures.contains(.connectionRefused(host: host)) { return .connectionRefused(host: host) }
        return failures.first ?? .nameNotFound(host: host)
    }

    private static func system(
        _ code: CInt, host: String, proxy: ProxyAddress?, limits: Limits
    ) -> TransportError {
        switch code {
        case ECONNRESET, EPIPE, ECONNABORTED, EBADF: return .closedEarly(host: host)
        case _ where proxy != nil: return .proxyUnreachable(proxy: proxy?.authority ?? host)
        case ECONNREFUSED: return .connectionRefused(host: host)
        case ETIMEDOUT: return .timedOut(host: host, after: limits.whole)
        default: return .unreachable(host: host, reason: String(cString: strerror(code)))
        }
    }

    private static func channel(_ error: ChannelError, host: String, limits: Limits) -> TransportError {
        if case .connectTimeout = error {
            return .timedOut(host: host, after: limits.connecting)
        }
        return .closedEarly(host: host)
    }
}
