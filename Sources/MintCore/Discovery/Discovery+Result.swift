extension Discovery {
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
        /// Whether the server was taken for one of the 2025-03-26 revision (PRM-13): nothing names its issuer.
        public var isLegacy: Bool
        /// What an operator may want to know, though it stops nothing; plain lines without full stop.
        public var notices: [String]

        /// The scopes to ask for where the operator pins none (SC-2): the challenge's, else all that the resource lists.
        public var suggestedScopes: [String] { challengedScopes ?? resourceMetadata?.scopesSupported ?? [] }
    }
}

extension Discovery.Result {
    init(
        _ server: HTTPURL, _ asked: Discovery.Asked, _ resource: Discovery.FoundResource,
        _ found: Discovery.FoundServer,
        isNamedByOperator: Bool, isLegacy: Bool
    ) {
        challengedScopes = asked.challenge?.scopes
        resourceMetadata = resource.metadata
        self.resource = resource.metadata?.resource ?? server.text
        issuer = found.issuer
        issuerIsNamedByOperator = isNamedByOperator
        metadata = found.metadata
        tokenEndpoint = found.tokenEndpoint
        self.isLegacy = isLegacy
        notices = []
        notices = remarks(on: server)
    }

    private func remarks(on server: HTTPURL) -> [String] {
        var remarks: [String] = []
        if !ResourceIdentifier.isSame(resource, as: server) {
            remarks.append(
                "the server says that it is a part of \(resource.plainLine(limit: 200)); tokens are for that")
        }
        // PRM-10.
        if let listed = metadata.protectedResources, !listed.contains(where: { $0.isIdentical(to: resource) }) {
            remarks.append(
                "the authorization server does not list \(resource.plainLine(limit: 200)) among its resources")
        }
        // AS-12. `response_types_supported` must be there even where there is none (AS-9).
        for member in metadata.emptyMembers.filter({ $0 != "response_types_supported" }).prefix(4) {
            remarks.append(
                "the authorization server's \(member.plainLine(limit: 80)) is empty; it is taken as not said")
        }
        if isLegacy {
            remarks.append(
                "the server publishes no resource metadata; it is taken for one of the revision 2025-03-26 and its own issuer"
            )
        }
        return remarks
    }

    /// What of it a profile relies on, to be compared with later.
    public var snapshot: DiscoverySnapshot {
        var snapshot = DiscoverySnapshot(issuer: issuer, tokenEndpoint: tokenEndpoint.text)
        snapshot.take(resourceMetadata)
        snapshot.take(metadata)
        return snapshot
    }
}
