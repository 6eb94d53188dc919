import HTTPTypes

/// Finds out who may grant access to a server: challenge → protected-resource metadata → authorization-server metadata.
/// No credential takes part in it.
public struct Discovery: Sendable {
    let transport: any HTTPTransport
    let clock: any Clock<Duration>

    /// - Parameter clock: Waits between repetitions after a 5xx.
    public init(transport: any HTTPTransport, clock: any Clock<Duration> = ContinuousClock()) {
        self.transport = transport
        self.clock = clock
    }

    /// What was found.
    public struct Result: Equatable, Sendable {
        /// The scopes of the 401 challenge (SC-1).
        public var challengedScopes: [String]?
        public var resourceMetadata: ProtectedResourceMetadata?
        /// What goes as `resource`: the metadata's spelling, else the server's own URL (RES-5).
        public var resource: String
        public var issuer: String
        /// Whether the operator named the issuer; else the server did.
        public var issuerIsNamedByOperator: Bool
        public var metadata: AuthorizationServerMetadata
        public var tokenEndpoint: HTTPURL

        /// What a later discovery is compared with.
        public var snapshot: DiscoverySnapshot {
            var snapshot = DiscoverySnapshot(issuer: issuer, tokenEndpoint: tokenEndpoint.text)
            snapshot.resource = resourceMetadata?.resource
            return snapshot
        }

        /// An endpoint that the metadata names, under the rules for what a server names (NET-1, NET-4).
        func checked(_ text: String?) throws -> HTTPURL? { text.flatMap { HTTPURL($0) } }

        /// The scopes to ask for where the operator pins none (SC-2): the challenge's, else all that the resource lists.
        public var suggestedScopes: [String] { challengedScopes ?? resourceMetadata?.scopesSupported ?? [] }
    }

    /// - Parameters:
    ///   - server: In canonical form (``ResourceIdentifier/canonical(_:)``).
    ///   - issuer: The operator's choice, compared as a string; `nil` lets the server name it.
    ///   - observe: Hears of every hop as it ends.
    /// - Throws: ``DiscoveryError``, ``TransportError``.
    public func discover(
        _ server: HTTPURL, issuer: String? = nil, caFile: String? = nil,
        observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> Result {
        let fetcher = MetadataFetcher(
            transport: transport, clock: clock, caFile: caFile, mostPrivate: AddressRange(of: server), observe: observe)
        let challenge = try await challenge(of: server, caFile: caFile, observe: observe)
        let resource = try await resourceMetadata(of: server, challenge: challenge, fetcher)
        let chosen = try chooseIssuer(named: issuer, offered: resource?.authorizationServers ?? [], server: server)
        let (metadata, endpoint) = try await serverMetadata(issuer: chosen, isTyped: issuer != nil, fetcher)
        return Result(
            challengedScopes: challenge?.scopes, resourceMetadata: resource,
            resource: resource?.resource ?? server.text,
            issuer: chosen, issuerIsNamedByOperator: issuer != nil, metadata: metadata, tokenEndpoint: endpoint)
    }

    /// The resource's own documents alone: what a probe walks before it looks at the authorization server.
    public func resourceMetadata(
        of server: HTTPURL, caFile: String?, observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> ProtectedResourceMetadata? {
        let fetcher = MetadataFetcher(
            transport: transport, clock: clock, caFile: caFile, mostPrivate: AddressRange(of: server), observe: observe)
        let challenge = try await challenge(of: server, caFile: caFile, observe: observe)
        return try await resourceMetadata(of: server, challenge: challenge, fetcher)
    }

    /// The metadata of an issuer that a profile is bound to.
    public func serverMetadata(
        issuer: String, caFile: String?, observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> (metadata: AuthorizationServerMetadata, tokenEndpoint: HTTPURL) {
        let fetcher = MetadataFetcher(
            transport: transport, clock: clock, caFile: caFile, mostPrivate: .loopback, observe: observe)
        return try await serverMetadata(issuer: issuer, isTyped: true, fetcher)
    }

    // MARK: - Steps

    /// Asks the server without a token and reads the challenge of its refusal (WA-1, CC-6). `nil` where it gives none.
    private func challenge(
        of server: HTTPURL, caFile: String?, observe: @Sendable (Trace.Hop) -> Void
    ) async throws(TransportError) -> Challenge? {
        let request = TransportRequest(
            .post, server,
            headers: [
                .accept: "application/json, text/event-stream", .contentType: "application/json",
                .mcpProtocolVersion: "2026-07-28", .mcpMethod: "server/discover",
            ],
            body: Array(Self.question.utf8), caFile: caFile)
        let (result, milliseconds) = await timed { () async throws(TransportError) in
            try await transport.send(request, deadline: MetadataFetcher.deadline)
        }
        func note(_ status: Int?, _ verdict: String) {
            observe(
                Trace.Hop(
                    purpose: "challenge", method: "POST", url: server.withoutQuery, status: status,
                    milliseconds: milliseconds, verdict: verdict))
        }
        switch result {
        case .failure(let error):
            note(nil, error.headline)
            throw error
        case .success(let response):
            let isRefusal = response.status == 401 || response.status == 403
            let challenge = isRefusal ? Challenge.parse(response.headers[values: .wwwAuthenticate]).leading : nil
            note(response.status, challenge == nil ? "no challenge to follow" : "challenge read")
            return challenge
        }
    }

    private static let question =
        #"{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{"#
        + #""io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}"#

    /// The first document that is there, validated (PRM-1, PRM-5). A challenge's URL is the only candidate (PRM-2).
    private func resourceMetadata(
        of server: HTTPURL, challenge: Challenge?, _ fetcher: MetadataFetcher
    ) async throws -> ProtectedResourceMetadata? {
        var candidates = WellKnown.protectedResource(of: server)
        if let text = challenge?.resourceMetadata {
            guard let named = HTTPURL(text) else {
                throw DiscoveryError.urlRefused(text, namedBy: server.hostAndPort, reason: "not an http(s) URL")
            }
            candidates = [try fetcher.checked(named, namedBy: server.hostAndPort)]
        }
        for url in candidates {
            guard let json = try await fetcher.document(at: url, purpose: "resource metadata") else { continue }
            guard let metadata = ProtectedResourceMetadata(json) else { continue }
            guard ResourceIdentifier.covers(metadata.resource, server: server) else {
                throw DiscoveryError.resourceMismatch(server: server, resource: metadata.resource)
            }
            return metadata
        }
        return nil
    }

    private func chooseIssuer(named: String?, offered: [String], server: HTTPURL) throws(DiscoveryError) -> String {
        switch (named, offered.count) {
        case (let named?, 0): return named
        case (let named?, _):
            guard offered.contains(named) else {
                throw .issuerNotOffered(issuer: named, offered: offered, server: server)
            }
            return named
        case (nil, 0): throw .noAuthorizationServer(server: server)
        case (nil, 1): return offered[0]
        case (nil, _): throw .severalIssuers(offered, server: server)
        }
    }

    private func serverMetadata(
        issuer: String, isTyped: Bool, _ fetcher: MetadataFetcher
    ) async throws -> (AuthorizationServerMetadata, HTTPURL) {
        guard let url = HTTPURL(issuer), url.query == nil, !url.hasFragment else {
            throw DiscoveryError.issuerUnusable(
                issuer, reason: "not an https URL without query and fragment (RFC 8414 §2)")
        }
        // What the operator typed may be private, but never plain http to another machine. What the issuer names in its
        // turn may not be more private than the issuer (NET-4).
        let typed = MetadataFetcher(
            transport: transport, clock: clock, caFile: fetcher.caFile, mostPrivate: .loopback, observe: fetcher.observe
        )
        _ = try (isTyped ? typed : fetcher).checked(url, namedBy: isTyped ? "the command line" : "the server")
        let rules = MetadataFetcher(
            transport: transport, clock: clock, caFile: fetcher.caFile, mostPrivate: AddressRange(of: url),
            observe: fetcher.observe)
        for candidate in WellKnown.authorizationServer(of: url) {
            guard let json = try await rules.document(at: candidate, purpose: "server metadata") else { continue }
            guard let metadata = AuthorizationServerMetadata(json) else { continue }
            guard metadata.issuer == issuer else {
                throw DiscoveryError.issuerMismatch(
                    expected: issuer, found: metadata.issuer, document: candidate.withoutQuery)
            }
            guard let text = metadata.tokenEndpoint else { throw DiscoveryError.noTokenEndpoint(issuer: issuer) }
            guard let endpoint = HTTPURL(text), !endpoint.hasFragment else {
                throw DiscoveryError.urlRefused(text, namedBy: issuer, reason: "not an https URL without fragment")
            }
            return (metadata, try rules.checked(endpoint, namedBy: url.hostAndPort))
        }
        throw DiscoveryError.noServerMetadata(issuer: issuer)
    }
}

extension HTTPField.Name {
    // Each is a valid field name by its spelling, so the optional initializer gives a value.
    static var mcpProtocolVersion: Self { Self("MCP-Protocol-Version") ?? .accept }
    static var mcpMethod: Self { Self("Mcp-Method") ?? .accept }
}
