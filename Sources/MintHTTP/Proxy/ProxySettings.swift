import MintCore

/// Which requests go through a proxy, by the rules of curl: `HTTPS_PROXY` for https, `http_proxy` for http, else
/// `ALL_PROXY`; `NO_PROXY` names the exceptions.
///
/// Plain http to this machine goes through a proxy on this machine only. Otherwise loopback hosts are no exception by
/// themselves, as with curl: name `localhost,127.0.0.0/8,::1` in `NO_PROXY`.
public struct ProxySettings: Sendable, Equatable {
    private var https: ProxyAddress.Reading?
    private var http: ProxyAddress.Reading?
    private var exceptions: NoProxyList

    /// Takes the values as they stand in the environment; `nil` and the empty text both mean "not set".
    ///
    /// A value that cannot be used refuses only the requests that would go through it, so that commands without a
    /// network do not fail over it.
    ///
    /// - Parameters:
    ///   - httpsProxy: `[http://][user[:password]@]host[:port]`; user and password are percent-decoded; the port is
    ///     1080 where none is named.
    ///   - noProxy: Hosts, domains, addresses and networks, apart by commas or spaces; `*` for everything.
    public init(
        httpsProxy: String? = nil, httpProxy: String? = nil, allProxy: String? = nil, noProxy: String? = nil
    ) {
        func reading(_ text: String?, _ variable: String) -> ProxyAddress.Reading? {
            guard let text, !text.isEmpty else { return nil }
            return ProxyAddress.read(text, variable: variable)
        }
        let all = reading(allProxy, "ALL_PROXY")
        https = reading(httpsProxy, "HTTPS_PROXY") ?? all
        http = reading(httpProxy, "http_proxy") ?? all
        exceptions = NoProxyList(noProxy ?? "")
    }

    /// - Throws: ``TransportError/proxyUnusable(host:reason:)`` and
    ///   ``TransportError/proxyHidesAddress(host:)`` where a proxy is set for this URL and cannot be used.
    func route(to url: HTTPURL) throws(TransportError) -> Route {
        guard let reading = url.isSecure ? https : http, !exceptions.covers(url) else { return .direct }
        switch reading {
        case .unusable(let reason):
            throw .proxyUnusable(host: url.hostAndPort, reason: reason)
        case .usable(let proxy):
            // Plain http is allowed to this machine because it stays on it; a proxy elsewhere would carry it away (NET-2).
            if url.isLoopback, !url.isSecure, !proxy.isLoopback { return .direct }
            // The TLS library checks a certificate for an IP address against the *connected* address: the proxy's.
            if url.isSecure, IPAddress(url.host) != nil {
                throw .proxyHidesAddress(host: url.hostAndPort)
            }
            return .proxied(proxy)
        }
    }
}

/// How a host is reached.
enum Route: Hashable, Sendable {
    case direct
    /// Through a tunnel (`CONNECT`), for http too.
    case proxied(ProxyAddress)

    var proxy: ProxyAddress? {
        switch self {
        case .direct: nil
        case .proxied(let proxy): proxy
        }
    }
}
