import Synchronization

/// The hops of one look, as they end.
final class Hops: Sendable {
    private let kept = Mutex<[Trace.Hop]>([])
    func add(_ hop: Trace.Hop) { kept.withLock { $0.append(hop) } }
    var all: [Trace.Hop] { kept.withLock { $0 } }
}

extension Trace {
    /// New hops, and of an earlier trace those with another purpose: a look at the resource alone leaves what is known of
    /// the authorization server.
    init(_ hops: [Hop], after earlier: Trace?) {
        self.init()
        let purposes = Set(hops.map(\.purpose))
        self.hops = hops + (earlier?.hops ?? []).filter { !purposes.contains($0.purpose) }
    }
}

extension Discovery {
    /// The metadata of a profile's issuer. A server that was taken for one of 2025-03-26 still may be (PRM-13).
    func boundServer(
        of profile: Profile, _ issuer: String, _ resource: ProtectedResourceMetadata?, _ freshness: Freshness,
        observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> FoundServer {
        let fetcher = fetcher(caFile: profile.settings.caFile, freshness, observe)
        let isLegacy =
            profile.settings.allowsLegacyDiscovery && resource == nil
            && issuer.withoutFinalSlash == profile.server.origin
        return isLegacy
            ? try await legacyServer(of: profile.server, fetcher)
            : try await authorizationServer(issuer, namedBy: nil, fetcher)
    }
}
