/// Finds out who may grant access to a server: challenge → protected-resource metadata → authorization-server metadata.
/// No credential takes part in it.
public struct Discovery: Sendable {
    let transport: any HTTPTransport
    let clock: any Clock<Duration>
    let shelf: MetadataShelf?
    let version: String?

    /// - Parameters:
    ///   - clock: Waits between repetitions after a 5xx.
    ///   - version: Our own, for the question that draws the challenge; `nil` sends none.
    public init(
        transport: any HTTPTransport, clock: any Clock<Duration> = ContinuousClock(), version: String? = nil
    ) {
        self.transport = transport
        self.clock = clock
        self.version = version
        shelf = nil
    }

    /// One that keeps documents between runs, and reads them by HTTP's rules (PRM-11, AS-14).
    public init(
        transport: any HTTPTransport, clock: any Clock<Duration> = ContinuousClock(), version: String? = nil,
        cache: any MetadataCache, now: @escaping WallClock
    ) {
        self.transport = transport
        self.clock = clock
        self.version = version
        shelf = MetadataShelf(cache: cache, now: now)
    }

    /// How new a document must be. A challenge always has the resource's document asked about (PRM-11).
    public enum Freshness: Sendable {
        /// What is fresh by HTTP's rules is used as it is.
        case cached
        /// The server is asked each time; it may say that nothing changed (304).
        case revalidated
        /// Everything is fetched whole.
        case reloaded
    }

    /// - Parameters:
    ///   - server: In canonical form (``ResourceIdentifier/canonical(_:)``).
    ///   - issuer: The operator's choice, compared code point for code point; `nil` lets the server name it.
    ///   - allowsLegacyDiscovery: Whether a server without resource metadata is taken for one of the 2025-03-26 revision,
    ///     its origin being the issuer (PRM-13). Not where the operator names an issuer.
    ///   - observe: Hears of every hop as it ends.
    /// - Throws: ``DiscoveryError``, ``TransportError``.
    public func discover(
        _ server: HTTPURL, issuer: String? = nil, caFile: String? = nil, allowsLegacyDiscovery: Bool = false,
        freshness: Freshness = .revalidated, observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> Result {
        let fetcher = fetcher(caFile: caFile, freshness, observe)
        let asked = try await question(server, caFile: caFile, observe: observe)
        let resource = try await resource(of: server, asked, fetcher)
        if resource.metadata == nil, issuer == nil, allowsLegacyDiscovery {
            let found = try await legacyServer(of: server, fetcher)
            return Result(server, asked, resource, found, isNamedByOperator: false, isLegacy: true)
        }
        let chosen = try chooseIssuer(named: issuer, resource, server: server)
        let found = try await authorizationServer(chosen, namedBy: issuer == nil ? resource.namer : nil, fetcher)
        return Result(server, asked, resource, found, isNamedByOperator: issuer != nil, isLegacy: false)
    }

    /// The resource's own documents alone: what a probe walks before it looks at the authorization server.
    ///
    /// - Parameters:
    ///   - challenges: Those of a 401 or 403 that came with something else (WA-9). Where it had none, the metadata is looked
    ///     for where it belongs (WA-8); `nil` asks the server for a challenge.
    ///   - range: Of the address that sent the challenges, where known; without it, metadata that they name on another host
    ///     must be on the public network.
    /// - Returns: `nil` where the server publishes none.
    /// - Throws: ``DiscoveryError``, ``TransportError``.
    public func resourceMetadata(
        of server: HTTPURL, challenges: [Challenge]? = nil, from range: AddressRange? = nil, caFile: String?,
        freshness: Freshness = .revalidated, observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> ProtectedResourceMetadata? {
        let asked =
            if let challenges {
                Asked(challenge: challenges.leading, namer: Namer(server, resolved: range))
            } else {
                try await question(server, caFile: caFile, observe: observe)
            }
        return try await resource(of: server, asked, fetcher(caFile: caFile, freshness, observe)).metadata
    }

    /// The metadata of an issuer that a profile is bound to.
    ///
    /// - Throws: ``DiscoveryError``, ``TransportError``.
    public func serverMetadata(
        issuer: String, caFile: String?, freshness: Freshness = .revalidated,
        observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> (metadata: AuthorizationServerMetadata, tokenEndpoint: HTTPURL) {
        let found = try await authorizationServer(issuer, namedBy: nil, fetcher(caFile: caFile, freshness, observe))
        return (found.metadata, found.tokenEndpoint)
    }

    func fetcher(
        caFile: String?, _ freshness: Freshness, _ observe: @escaping @Sendable (Trace.Hop) -> Void
    ) -> MetadataFetcher {
        MetadataFetcher(
            transport: transport, clock: clock, shelf: shelf, freshness: freshness, caFile: caFile, observe: observe)
    }

    private func chooseIssuer(
        named: String?, _ resource: FoundResource, server: HTTPURL
    ) throws(DiscoveryError) -> String {
        let offered = resource.metadata?.authorizationServers ?? []
        switch (named, offered.count) {
        case (let named?, 0): return named
        case (let named?, _):
            guard offered.contains(where: { $0.isIdentical(to: named) }) else {
                throw .issuerNotOffered(issuer: named, offered: offered, server: server)
            }
            return named
        case (nil, 0): throw .noAuthorizationServer(server: server, asked: resource.attempts)
        case (nil, 1): return offered[0]
        case (nil, _): throw .severalIssuers(offered, server: server)
        }
    }
}
