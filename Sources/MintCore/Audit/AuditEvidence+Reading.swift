import HTTPTypes

extension AuditEvidence.Answer {
    public init(_ response: TransportResponse) {
        self.init(status: response.status, challengeLines: response.headers[values: .wwwAuthenticate])
    }
}

extension AuditEvidence.Document {
    /// - Parameter redirects: Where redirects led before this answer.
    public init(
        _ place: AuditEvidence.Place, _ url: HTTPURL, _ response: TransportResponse, redirects: [String] = []
    ) {
        self.init(
            place, url, status: response.status, contentType: response.headers[.contentType],
            cacheControl: response.headers[.cacheControl], expires: response.headers[.expires], redirects: redirects,
            json: JSONValue(bytes: response.body), range: response.addressRange)
    }
}

extension AuditEvidence.TokenFacts {
    /// - Returns: `nil` for what is no token answer.
    public init?(_ response: TransportResponse) {
        guard response.status == 200, let json = JSONValue(bytes: response.body), json["access_token"] != nil else {
            return nil
        }
        self.init(
            cacheControl: response.headers[.cacheControl],
            expiresIn: json["expires_in"].flatMap { $0.integer ?? $0.text.flatMap { Int($0) } },
            hasRefreshToken: json["refresh_token"] != nil, tokenType: json["token_type"]?.text)
    }
}

/// What the rules ask of the evidence.
extension AuditEvidence {
    /// The challenge that clients follow.
    var challenge: Challenge? { unauthenticated?.challenges.leading }

    /// The resource documents that are there, in the order in which clients look.
    var foundResourceDocuments: [Document] {
        resourceDocuments.filter { $0.members != nil }.sorted { $0.place < $1.place }
    }

    /// The one that clients go by.
    var resourceDocument: Document? { foundResourceDocuments.first }

    /// The issuers that the resource's metadata lists, in its order.
    public var listedIssuers: [String] { resourceDocument?.json?.list("authorization_servers") ?? [] }

    var foundServerDocuments: [Document] {
        serverDocuments.filter { $0.members != nil }.sorted { $0.place < $1.place }
    }

    /// The one that clients go by; one that no client finds stands in, so that its own faults are seen.
    var serverDocument: Document? { foundServerDocuments.first }

    /// The identifier that tokens should be for.
    var resource: String {
        let published = resourceDocument?.json?["resource"]?.text
        return published.flatMap { ResourceIdentifier.covers($0, server: server) ? $0 : nil } ?? server.text
    }

    /// The methods of client authentication, the default applied (AS-7).
    var methods: [String] {
        serverDocument?.json?.list("token_endpoint_auth_methods_supported")
            ?? AuthorizationServerMetadata.defaultMethods
    }

    /// Whether people log in here too, for rules that only concern their grants.
    var servesPeople: Bool { serverDocument?.json?["authorization_endpoint"] != nil }

    /// Plain http is fine where the audited server is this machine itself (NET-2).
    func mayBe(_ text: String) -> Bool {
        guard let url = HTTPURL(text) else { return false }
        return url.isSecure || (url.isLoopback && server.isLoopback)
    }
}

extension AuditEvidence {
    /// Whether the resource's metadata lists the issuer, code point for code point.
    public func lists(issuer: String) -> Bool { listedIssuers.contains { $0.isIdentical(to: issuer) } }
}
