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
        self.init(
            error, host: exchange.host, proxy: exchange.route.proxy, deadline: exchange.deadline)
    }

    /// - Parameter deadline: What the caller gave for all; a connection alone has ten seconds of it.
    init(_ error: any Error, host: String, proxy: ProxyAddress?, deadline: Duration) {
        switch error {
        case let error as TransportError:
            self = .clear(error)
        case is CancellationError:
            self = .clear(.cancelled)
        case is DeadlineReached:
            self = .clear(.timedOut(host: host, after: deadline))
        case let error as HTTPClientError:
            self.init(client: error, host: host, proxy: proxy, deadline: deadline)
        case let error as NIOConnectionError:
            self = .clear(Self.connection(error, host: host, proxy: proxy, deadline: deadline))
        case let error as IOError:
            self = .clear(Self.system(error.errnoCode, host: host, proxy: proxy, deadline: deadline))
        case let error as TunnelError:
            self = .clear(error.transportError(proxy: proxy?.authority ?? host))
        case is NameLookup.NotFound, is SocketAddressError, is SocketAddressError.UnknownHost:
            self = .clear(proxy.map { .proxyUnreachable(proxy: $0.authority) } ?? .nameNotFound(host: host))
        case let error as ChannelError:
            self = .clear(Self.channel(error, host: host, deadline: deadline))
        case let error as HTTPParserError:
            self = .clear(error == .invalidEOFState ? .closedEarly(host: host) : .malformed(host: host))
        default:
            self =
                Self.tls(error, host: host)
                ?? .clear(.unreachable(host: host, reason: "unexpected failure (\(type(of: error)))"))
        }
    }

    private init(client error: HTTPClientError, host: String, proxy: ProxyAddress?, deadline: Duration) {
        let connecting = min(deadline, HTTPClient.Configuration.connectLimit)
        switch error {
        case .cancelled, .requestStreamCancelled, .alreadyShutdown:
            self = .clear(.cancelled)
        case .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout, .getConnectionFromPoolTimeout:
            self = .clear(.timedOut(host: host, after: connecting))
        case .deadlineExceeded, .readTimeout, .writeTimeout:
            self = .clear(.timedOut(host: host, after: deadline))
        case .proxyAuthenticationRequired:
            self = .clear(.proxyAuthentication(proxy: proxy?.authority ?? host))
        case .invalidProxyResponse:
            self = .unclear(.proxyStatus, fallback: .malformed(host: proxy?.authority ?? host))
        case .remoteConnectionClosed, .uncleanShutdown:
            self = .clear(.closedEarly(host: host))
        default:
            self = .clear(.unreachable(host: host, reason: error.shortDescription))
        }
    }

    private static func connection(
        _ error: NIOConnectionError, host: String, proxy: ProxyAddress?, deadline: Duration
    ) -> TransportError {
        let failures = error.connectionErrors.map { failure -> TransportError in
            if case ChannelError.connectTimeout = failure.error {
                return .timedOut(host: host, after: min(deadline, HTTPClient.Configuration.connectLimit))
            }
            let code = (failure.error as? IOError)?.errnoCode ?? ECONNABORTED
            return system(code, host: host, proxy: nil, deadline: deadline)
        }
        if let proxy { return .proxyUnreachable(proxy: proxy.authority) }
        // Of several addresses one may just lack a route; the one that answered "no" says more.
        if failures.contains(.connectionRefused(host: host)) { return .connectionRefused(host: host) }
        return failures.first ?? .nameNotFound(host: host)
    }

    private static func system(
        _ code: CInt, host: String, proxy: ProxyAddress?, deadline: Duration
    ) -> TransportError {
        switch code {
        case ECONNRESET, EPIPE, ECONNABORTED, EBADF: return .closedEarly(host: host)
        case _ where proxy != nil: return .proxyUnreachable(proxy: proxy?.authority ?? host)
        case ECONNREFUSED: return .connectionRefused(host: host)
        case ETIMEDOUT: return .timedOut(host: host, after: deadline)
        default: return .unreachable(host: host, reason: String(cString: strerror(code)))
        }
    }

    private static func channel(_ error: ChannelError, host: String, deadline: Duration) -> TransportError {
        if case .connectTimeout = error {
            return .timedOut(host: host, after: min(deadline, HTTPClient.Configuration.connectLimit))
        }
        return .closedEarly(host: host)
    }
}
