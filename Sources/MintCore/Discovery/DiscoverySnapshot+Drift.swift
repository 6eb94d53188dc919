extension DiscoverySnapshot {
    /// What is published otherwise than it was. Lists are compared as sets, texts code point for code point.
    ///
    /// An issuer that the resource does not list any more is a change of `issuer`, to those that it lists now.
    public func drift(from old: DiscoverySnapshot) -> [DriftChange] {
        var changes: [DriftChange] = []
        let now = successors ?? [issuer], was = old.successors ?? [old.issuer]
        if !now.isSameSet(as: was) {
            changes.append(DriftChange(member: "issuer", was: was.words, now: now.words))
        }
        for (member, text) in Self.texts {
            let (was, now) = (text(old), text(self))
            guard !(was.map { [$0] } ?? []).isSameSet(as: now.map { [$0] } ?? []) else { continue }
            changes.append(DriftChange(member: member, was: was?.word, now: now?.word))
        }
        for (member, list) in Self.lists {
            let (was, now) = (list(old), list(self))
            guard !(was ?? []).isSameSet(as: now ?? []) else { continue }
            changes.append(DriftChange(member: member, was: was?.words, now: now?.words))
        }
        return changes
    }

    /// The issuers listed in place of ours; `nil` where ours is listed, or where nothing is said.
    var successors: [String]? {
        guard let listed = authorizationServers, !listed.isEmpty else { return nil }
        return listed.contains { $0.isIdentical(to: issuer) } ? nil : listed
    }

    private typealias Texts = [(String, @Sendable (DiscoverySnapshot) -> String?)]
    private static let texts: Texts = [
        ("token_endpoint", { $0.tokenEndpoint }), ("resource", { $0.resource }),
        ("authorization_endpoint", { $0.authorizationEndpoint }),
        ("device_authorization_endpoint", { $0.deviceAuthorizationEndpoint }),
        ("registration_endpoint", { $0.registrationEndpoint }), ("revocation_endpoint", { $0.revocationEndpoint }),
        ("introspection_endpoint", { $0.introspectionEndpoint }), ("jwks_uri", { $0.jwksURI }),
    ]

    private typealias Lists = [(String, @Sendable (DiscoverySnapshot) -> [String]?)]
    private static let lists: Lists = [
        ("authorization_servers", { $0.authorizationServers }),
        ("token_endpoint_auth_methods_supported", { $0.methods }),
        ("token_endpoint_auth_signing_alg_values_supported", { $0.algorithms }),
        ("grant_types_supported", { $0.grantTypes }), ("scopes_supported", { $0.resourceScopes }),
    ]

    mutating func take(_ metadata: ProtectedResourceMetadata?) {
        resource = metadata?.resource
        authorizationServers = metadata.flatMap { $0.authorizationServers.isEmpty ? nil : $0.authorizationServers }
        resourceScopes = metadata?.scopesSupported
    }

    mutating func take(_ metadata: AuthorizationServerMetadata) {
        authorizationEndpoint = metadata.authorizationEndpoint
        deviceAuthorizationEndpoint = metadata.deviceAuthorizationEndpoint
        registrationEndpoint = metadata.registrationEndpoint
        revocationEndpoint = metadata.revocationEndpoint
        introspectionEndpoint = metadata.introspectionEndpoint
        jwksURI = metadata.jwksURI
        methods = metadata.listedMethods
        algorithms = metadata.assertionAlgorithms
        grantTypes = metadata.grantTypes
    }
}

extension DriftChange {
    /// Whether an operator should look before the next credential goes out: another issuer, or a token endpoint of another
    /// origin. Everything else is worth a line.
    public var isGrave: Bool {
        switch member {
        case "issuer": true
        // What cannot be read (cut, or absent) counts as another origin.
        case "token_endpoint": was.origin != now.origin || now.origin == nil
        default: false
        }
    }

    /// For a line: `token_endpoint: https://a/token → https://b/token`.
    public var words: String { "\(member): \(was ?? "none") → \(now ?? "none")" }

    /// These changes on top of earlier ones: what was is what it was at first, and what is as it was at first is no change.
    static func merged(_ earlier: [DriftChange], _ later: [DriftChange]) -> [DriftChange] {
        var changes = earlier
        for change in later {
            guard let index = changes.firstIndex(where: { $0.member == change.member }) else {
                changes.append(change)
                continue
            }
            changes[index].now = change.now
            let (was, now) = (changes[index].was, change.now)
            // Cut words that are the same may stand for what is not.
            let isBack = was == now && !(now ?? "").contains("…")
            if isBack { changes.remove(at: index) }
        }
        return changes
    }
}

extension String? {
    fileprivate var origin: String? { flatMap { HTTPURL($0) }?.origin }
}

extension String {
    fileprivate var word: String { plainLine(limit: 200) }
}

extension [String] {
    /// Sorted, so that an order is no difference.
    fileprivate var words: String {
        let shown = sorted().prefix(12).map { $0.plainLine(limit: 120) }.joined(separator: ", ")
        return count > 12 ? shown + ", … \(count) in all" : shown
    }

    fileprivate func isSameSet(as other: [String]) -> Bool {
        Set(map { [UInt8]($0.utf8) }) == Set(other.map { [UInt8]($0.utf8) })
    }
}
