/// Why discovery stopped before any credential was sent.
public enum DiscoveryError: Error, Equatable {
    /// No metadata names an authorization server, and the operator named none.
    case noAuthorizationServer(server: HTTPURL, asked: [Attempt] = [])
    /// The metadata is for another resource: it must not be used (PRM-5).
    case resourceMismatch(server: HTTPURL, resource: String)
    /// The document's issuer is not the one it was found by (AS-4).
    case issuerMismatch(expected: String, found: String, document: String)
    /// The operator's issuer is not among those that the server names (PRM-7).
    case issuerNotOffered(issuer: String, offered: [String], server: HTTPURL)
    case severalIssuers([String], server: HTTPURL)
    case issuerUnusable(String, reason: String)
    case noServerMetadata(issuer: String, asked: [Attempt] = [])
    case noTokenEndpoint(issuer: String)
    /// A URL named by a server that must not be asked (NET-1, NET-3, NET-4, NET-6).
    case urlRefused(String, namedBy: String, reason: String)
    case answer(status: Int, url: String)
    case tooManyRedirects(String)

    /// A place where a document was looked for, and why it was passed over.
    public struct Attempt: Equatable, Sendable {
        /// Without its query.
        public var url: String
        /// In words: `HTTP 404`, `answered with HTML`.
        public var outcome: String

        public init(url: String, outcome: String) { (self.url, self.outcome) = (url, outcome) }

        /// A page for people where a document should be (G14).
        static let html = "answered with HTML"
    }
}

extension DiscoveryError: UserFacingError {
    public var headline: String {
        switch self {
        case .noAuthorizationServer(let server, let asked):
            "\(server) does not say which authorization server it trusts" + asked.page
        case .resourceMismatch(let server, let resource):
            "The metadata of \(server) is for another resource: \(resource.shown)"
        case .issuerMismatch(let expected, let found, _):
            "The metadata found for issuer \(expected.shown) says it is \(found.shown)"
        case .issuerNotOffered(let issuer, _, let server): "\(server) does not name \(issuer.shown) as its issuer"
        case .severalIssuers(_, let server): "\(server) names several authorization servers"
        case .issuerUnusable(let issuer, let reason): "The issuer \(issuer.shown) cannot be used: \(reason)"
        case .noServerMetadata(let issuer, let asked):
            "\(issuer.shown) publishes no authorization-server metadata" + asked.page
        case .noTokenEndpoint(let issuer): "The metadata of \(issuer.shown) names no token endpoint"
        case .urlRefused(let url, let source, let reason):
            "\(source.shown) names a URL that is not followed, \(url.shown): \(reason)"
        case .answer(let status, let url): "\(url.shown) answered HTTP \(status)"
        case .tooManyRedirects(let url): "\(url.shown) redirects again and again"
        }
    }

    public var hint: String? {
        switch self {
        case .noAuthorizationServer(_, let asked), .noServerMetadata(_, let asked):
            asked.evidence + "Name it yourself: --issuer URL, or --token-endpoint URL to do without discovery."
        case .noTokenEndpoint: "Name it yourself: --token-endpoint URL does without discovery."
        case .resourceMismatch(_, let resource):
            "If that is the server you mean, log in there: mintmark login \(resource.shown)"
        case .issuerMismatch(_, let found, let document):
            "Read \(document.shown). If its issuer is right, name it: --issuer \(found.shown)"
        case .issuerNotOffered(_, let offered, _):
            "It names \(offered.prefix(8).map(\.shown).joined(separator: ", ")). "
                + "Use one of these, or --token-endpoint URL to do without discovery."
        case .severalIssuers(let issuers, _):
            "Choose one:" + issuers.prefix(8).map { "\n  --issuer \($0.shown)" }.joined()
        case .issuerUnusable, .urlRefused: "Report this to the server's operator, or name the right one: --issuer URL"
        case .answer: "Try again later, or name the endpoint yourself: --token-endpoint URL"
        case .tooManyRedirects: "Name the issuer or the endpoint yourself: --issuer URL or --token-endpoint URL"
        }
    }

    /// An issuer that is not the one meant, or that nobody has chosen yet, is a matter of authentication.
    public var exitStatus: ExitStatus {
        switch self {
        case .issuerMismatch, .issuerNotOffered, .severalIssuers: .authentication
        default: .server
        }
    }
}

extension String {
    fileprivate var shown: String { plainLine(limit: 200) }
}

extension [DiscoveryError.Attempt] {
    /// For a headline: where a page was found in place of the document.
    fileprivate var page: String {
        first { $0.outcome.hasSuffix(DiscoveryError.Attempt.html) }.map { ": \($0.url.shown) \($0.outcome)" } ?? ""
    }

    fileprivate var evidence: String {
        isEmpty ? "" : "Asked:" + map { "\n  \($0.url.shown): \($0.outcome.plainLine(limit: 240))" }.joined() + "\n"
    }
}
