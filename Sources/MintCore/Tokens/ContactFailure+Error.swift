extension ContactFailure {
    /// The column's word and the sentences for whatever went wrong with the token endpoint or the server.
    ///
    /// - Parameter profile: Whose contact it was, for advice that names it.
    public init(_ error: any Error, about profile: Profile? = nil) {
        let failure = Failure(error, about: profile)
        let code: String =
            switch error {
            case let error as TokenEndpointError: error.code
            case let error as TransportError: error.code
            case is KeyringError: "store"
            case is PastedTokenRefused: "http 401"
            default: "error"
            }
        self.init(code: code, headline: failure.headline, hint: failure.hint)
    }
}

extension TransportError {
    /// For a column: `timeout`, `tls`.
    public var code: String {
        switch self {
        case .nameNotFound: "name"
        case .connectionRefused, .unreachable: "unreachable"
        case .timedOut: "timeout"
        case .tls: "tls"
        case .proxyUnreachable, .proxyAuthentication, .proxyRefused, .proxyCredentialRefused, .proxyUnusable,
            .proxyHidesAddress:
            "proxy"
        case .tooLarge: "too large"
        case .closedEarly: "cut"
        case .malformed: "not http"
        case .insecure: "insecure"
        case .addressTooPrivate: "address"
        case .certificateFile: "ca file"
        case .cancelled: "cancelled"
        }
    }
}
