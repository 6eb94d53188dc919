extension Discovery {
    /// What the server says about itself, and where it was looked for.
    struct FoundResource: Sendable {
        var metadata: ProtectedResourceMetadata?
        /// Who names the issuers in it.
        var namer: Namer
        var attempts: [DiscoveryError.Attempt]
    }

    /// The first document that is there, validated (PRM-1, PRM-5). A challenge's URL is the only candidate (PRM-2).
    func resource(of server: HTTPURL, _ asked: Asked, _ fetcher: MetadataFetcher) async throws -> FoundResource {
        var candidates = WellKnown.protectedResource(of: server)
        var fetcher = fetcher
        var namer: Namer?
        if let text = asked.challenge?.resourceMetadata {
            let named = try asked.namer.checked(text)
            candidates = [named]
            // The operator named the host, if not the path.
            namer = named.host == server.host ? nil : asked.namer
            // What a challenge points to may have changed because of it (PRM-11).
            if fetcher.freshness == .cached { fetcher = fetcher.with(.revalidated) }
        }
        var attempts: [DiscoveryError.Attempt] = []
        for url in candidates {
            let outcome = try await fetcher.read(url, namedBy: namer, purpose: "resource metadata") {
                document throws(DiscoveryError) in
                guard let metadata = ProtectedResourceMetadata(document.json) else {
                    return Reading<Found>.passedOver("no `resource` in it")
                }
                guard ResourceIdentifier.covers(metadata.resource, server: server) else {
                    throw .resourceMismatch(server: server, resource: metadata.resource)
                }
                return .found(Found(metadata: metadata, document: document), "read")
            }
            switch outcome {
            case .passedOver(let attempt): attempts.append(attempt)
            case .found(let found):
                if found.metadata.authorizationServers.isEmpty {
                    attempts.append(
                        DiscoveryError.Attempt(
                            url: found.document.url.withoutQuery, outcome: "names no authorization server"))
                }
                return FoundResource(metadata: found.metadata, namer: found.document.namer, attempts: attempts)
            }
        }
        return FoundResource(metadata: nil, namer: asked.namer, attempts: attempts)
    }

    private struct Found: Sendable {
        var metadata: ProtectedResourceMetadata
        var document: MetadataDocument
    }
}

extension MetadataFetcher {
    func with(_ freshness: Discovery.Freshness) -> MetadataFetcher {
        MetadataFetcher(
            transport: transport, clock: clock, shelf: shelf, freshness: freshness, caFile: caFile, observe: observe)
    }
}
