/// Why discovery stopped before any credential was sent.
public enum DiscoveryError: Error, Equatable {
    /// No metadata names an authorization server, and the operator named none.
    case noAuthorizationServer(server: HTTPURL)
    /// The metadata is for another resource: it must not be used (PRM-5).
    case resourceMismatch(server: HTTPURL, resource: String)
    /// The document's issuer is not the one it was found by (AS-4).
    case issuerMismatch(expected: String, found: String, document: String)
    /// The operator's issuer is not among those that the server names (PRM-7).
    case issuerNotOffered(issuer: String, offered: [String], server: HTTPURL)
    case severalIssuers([String], server: HTTPURL)
    case issuerUnusable(String, reason: String)
    case noServerMetadata(issuer: String)
    case noTokenEndpoint(issuer: String)
    /// A URL named by a server that must not be asked (NET-1, NET-3, NET-4).
    case urlRefused(String, namedBy: String, reason: String)
    case answer(status: Int, url: String)
    case tooManyRedirects(String)
}

extension DiscoveryError: UserFacingError {
    public var headline: String {
        switch self {
        case .noAuthorizationServer(let server): "\(server) does not say which authorization server it trusts"
        case .resourceMismatch(let server, let resource):
            "The metadata of \(server) is for another resource: \(resource.plainLine(limit: 200))"
        case .issuerMismatch(let expected, let found, _):
            "The metadata found for issuer \(expected.plainLine()) says it is \(found.plainLine(limit: 200))"
        case .issuerNotOffered(let issuer, _, let server):
            "\(server) does not name \(issuer) as its authorization server"
        case .severalIssuers(_, let server): "\(server) names several authorization servers"
        case .issuerUnusable(let issuer, let reason):
            "The issuer \(issuer.plainLine(limit: 200)) cannot be used: \(reason)"
        case .noServerMetadata(let issuer): "\(issuer.plainLine()) publishes no authorization-server metadata"
        case .noTokenEndpoint(let issuer): "The metadata of \(issuer.plainLine()) names no token endpoint"
        case .urlRefused(let url, let source, let reason):
            "\(source) names a URL that is not followed, \(url.plainLine(limit: 200)): \(reason)"
        case .answer(let status, let url): "\(url) answered HTTP \(status)"
        case .tooManyRedirects(let url): "\(url) redirects again and again"
        }
    }

    public var hint: String? {
        switch self {
        case .noAuthorizationServer, .noServerMetadata, .noTokenEndpoint:
            "Name it yourself: --issuer URL, or --token-endpoint URL to do without discovery."
        case .resourceMismatch: "Log in to the URL that the metadata names, if that is the server you mean."
        case .issuerMismatch(_, let found, let document):
            "Read \(document). If its issuer is right, name it: --issuer \(found.plainLine(limit: 200))"
        case .issuerNotOffered(_, let offered, _):
            "It names \(offered.map { $0.plainLine(limit: 200) }.joined(separator: ", ")). "
                + "Use one of these, or --token-endpoint URL to do without discovery."
        case .severalIssuers(let issuers, _):
            "Choose one:" + issuers.prefix(8).map { "\n  --issuer \($0.plainLine(limit: 200))" }.joined()
        case .issuerUnusable, .urlRefused: "Report this to the server's operator, or name the right one: --issuer URL"
        case .answer: "Try again later, or name the endpoint yourself: --token-endpoint URL"
        case .tooManyRedirects: "Name the issuer or the endpoint yourself: --issuer URL or --token-endpoint URL"
        }
    }

    public var exitStatus: ExitStatus { .server }
}
