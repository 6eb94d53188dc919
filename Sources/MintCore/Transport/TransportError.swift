/// Why no HTTP answer came, told apart so that the advice can fit.
public enum TransportError: Error, Equatable {
    case nameNotFound(host: String)
    case connectionRefused(host: String)
    case unreachable(host: String, reason: String)
    case timedOut(host: String, after: Duration)
    case tls(host: String, TLSFailure)
    case proxyUnreachable(proxy: String)
    /// HTTP 407. A refused proxy password is never tried twice.
    case proxyAuthentication(proxy: String)
    /// The same, although a user was named.
    case proxyCredentialRefused(proxy: String)
    /// A variable that names a proxy which cannot be used; in words, without its value.
    case proxyUnusable(host: String, reason: String)
    /// A certificate for an IP address cannot be checked through a proxy.
    case proxyHidesAddress(host: String)
    case proxyRefused(proxy: String, status: Int)
    case tooLarge(host: String, limit: Int)
    case closedEarly(host: String)
    /// What came back is not HTTP.
    case malformed(host: String)
    /// Plain http to a host that is not this machine (NET-1).
    case insecure(HTTPURL)
    /// A name that a server gave resolves only to addresses more private than may be asked (NET-4).
    case addressTooPrivate(host: String, address: String)
    case certificateFile(path: String, reason: String)
    case cancelled

    public enum TLSFailure: Equatable, Sendable {
        /// The certificate's end, where it is known.
        case expired(Timestamp?)
        case notYetValid(Timestamp?)
        /// The names that the certificate does carry.
        case wrongHost(names: [String])
        /// The issuer of the certificate that no root vouches for, as its common name.
        case unknownAuthority(issuer: String)
        /// Something answered that is no TLS.
        case notTLS
        case other(String)
    }
}

extension TransportError: ProfileAdvising {
    public var headline: String {
        switch self {
        case .nameNotFound(let host): "The name \(host) was not found"
        case .connectionRefused(let host): "\(host) refused the connection"
        case .unreachable(let host, let reason): "\(host) cannot be reached: \(reason)"
        case .timedOut(let host, let limit): "\(host) did not answer within \(limit.components.seconds) s"
        case .tls(let host, let failure): "TLS to \(host) failed: \(failure.sentence)"
        case .proxyUnreachable(let proxy): "The proxy \(proxy) cannot be reached"
        case .proxyAuthentication(let proxy):
            "The proxy \(proxy) wants a user name and a password (407)"
        case .proxyCredentialRefused(let proxy):
            "The proxy \(proxy) refused the user name and the password that it was given (407)"
        case .proxyUnusable(let host, let reason): "\(host) was not asked: \(reason)"
        case .proxyHidesAddress(let host):
            "\(host) was not asked: an https URL with an IP address cannot be verified through a proxy"
        case .proxyRefused(let proxy, let status): "The proxy \(proxy) refused to connect (HTTP \(status))"
        case .tooLarge(let host, let limit): "\(host) sent more than \(limit / 1024) KiB; the answer was dropped"
        case .closedEarly(let host): "\(host) closed the connection before its answer was complete"
        case .malformed(let host): "\(host) answered with something that is not HTTP"
        case .insecure(let url): "\(url.withoutQuery) is plain http to another machine, so nothing was sent"
        case .addressTooPrivate(let host, let address):
            "\(host) is at \(address), in a more private network than the server that named it; nothing was sent"
        case .certificateFile(let path, let reason): "The CA file \(path) cannot be used: \(reason)"
        case .cancelled: "Interrupted"
        }
    }

    public var hint: String? {
        switch self {
        case .nameNotFound: "Check the spelling and the resolver; behind a proxy, set HTTPS_PROXY."
        case .connectionRefused: "Is the service running, and is the port right?"
        case .unreachable: "Check the network and the firewall; behind a proxy, set HTTPS_PROXY."
        case .timedOut: "What is stored is untouched. Run the command again later; --verbose shows each step."
        case .tls(_, let failure): failure.hint
        case .proxyUnreachable: "Check HTTPS_PROXY and NO_PROXY."
        case .proxyAuthentication: "Put them into the proxy's URL: HTTPS_PROXY=http://user:password@proxy:port"
        case .proxyCredentialRefused:
            "Check them in the proxy's URL: HTTPS_PROXY=http://user:password@proxy:port (percent-encoded where odd)"
        case .proxyUnusable:
            "Only http:// proxies can be used: HTTPS_PROXY=http://[user:password@]proxy:port. "
                + "To go there without one, name the host in NO_PROXY."
        case .proxyHidesAddress(let host):
            "Use the host's name, or go there without the proxy: NO_PROXY=\(HTTPURL("https://\(host)")?.host ?? host)"
        case .proxyRefused: "The proxy forbids this host or port; ask its operator, or add the host to NO_PROXY."
        case .tooLarge: "This is not an OAuth or MCP answer. Check the URL."
        case .closedEarly: "Run the command again; --verbose shows each step."
        case .malformed: "Check the URL: does the port speak TLS (then https://), or is it another service's?"
        case .insecure: "Use https. Plain http is allowed to localhost, 127.0.0.0/8 and ::1 only."
        case .addressTooPrivate:
            "Report this to the server's operator, or name the right address yourself: --issuer URL"
        case .certificateFile: "It must be a readable PEM file with at least one certificate."
        case .cancelled: nil
        }
    }

    public func hint(about profile: Profile) -> String? {
        switch self {
        case .timedOut: "What is stored is untouched. `mintmark probe NAME` shows at which step it hangs."
        case .closedEarly: "Run the command again; `mintmark probe NAME` shows where it breaks."
        default: hint
        }
    }

    public var exitStatus: ExitStatus {
        switch self {
        case .cancelled: .interrupted
        case .certificateFile, .proxyUnusable, .proxyHidesAddress, .proxyAuthentication, .proxyCredentialRefused: .local
        default: .network
        }
    }
}

extension TransportError.TLSFailure {
    var sentence: String {
        switch self {
        case .expired(let end): "its certificate has expired" + (end.map { " (\($0.utcText))" } ?? "")
        case .notYetValid(let start): "its certificate is not valid yet" + (start.map { " (from \($0.utcText))" } ?? "")
        case .wrongHost(let names):
            "its certificate is for \(names.isEmpty ? "another host" : names.joined(separator: ", "))"
        case .unknownAuthority(let issuer): "no trusted root vouches for its certificate (issuer: \(issuer))"
        case .notTLS: "the server does not speak TLS on this port"
        case .other(let reason): reason
        }
    }

    var hint: String? {
        switch self {
        case .expired: "The server's operator must renew it. Is this machine's clock right?"
        case .notYetValid: "Is this machine's clock right?"
        case .wrongHost: "Check the host name in the URL."
        case .unknownAuthority: "If this is your own CA, name its file with --ca-file (or SSL_CERT_FILE)."
        case .notTLS: "Is the port right? Where it serves plain http: http:// is for a server on this machine only."
        case .other: nil
        }
    }
}
