extension Discovery {
    struct FoundServer: Sendable {
        /// As it was asked for: the metadata's own is the same, code point for code point.
        var issuer: String
        var metadata: AuthorizationServerMetadata
        var tokenEndpoint: HTTPURL
    }

    /// - Parameter namer: Who named the issuer; `nil` for the operator, who may name a private one, but never plain http to
    ///   another machine.
    func authorizationServer(
        _ issuer: String, namedBy namer: Namer?, _ fetcher: MetadataFetcher
    ) async throws -> FoundServer {
        guard let url = HTTPURL(issuer), url.query == nil, !url.hasFragment else {
            throw DiscoveryError.issuerUnusable(
                issuer, reason: "not an https URL without query and fragment (RFC 8414 §2)")
        }
        _ = try (namer ?? .operator).checked(url)
        var attempts: [DiscoveryError.Attempt] = []
        for candidate in WellKnown.authorizationServer(of: url) {
            let outcome = try await server(at: candidate, namedBy: namer, fetcher) {
                $0.isIdentical(to: issuer) ? nil : issuer
            }
            switch outcome {
            case .found(let found): return found
            case .passedOver(let attempt): attempts.append(attempt)
            }
        }
        throw DiscoveryError.noServerMetadata(issuer: issuer, asked: attempts)
    }

    /// The authorization server of a 2025-03-26 server (PRM-13): its origin is the issuer, whose metadata is at the root; a
    /// server without any has its endpoints at the default paths, and PKCE with S256 is what that revision demands.
    func legacyServer(of server: HTTPURL, _ fetcher: MetadataFetcher) async throws -> FoundServer {
        let origin = server.origin
        _ = try Namer.operator.checked(server)
        // Nobody spelled this issuer, so the document may end it in a slash or not: both have the same metadata URL.
        if let url = HTTPURL(origin + "/.well-known/oauth-authorization-server"),
            case .found(let found) = try await self.server(
                at: url, namedBy: nil, fetcher,
                mismatch: { $0.withoutFinalSlash.isIdentical(to: origin) ? nil : origin })
        {
            return found
        }
        guard let endpoint = HTTPURL(origin + "/token"),
            let metadata = AuthorizationServerMetadata([
                "issuer": .string(origin), "token_endpoint": .string(endpoint.text),
                "authorization_endpoint": .string(origin + "/authorize"),
                "registration_endpoint": .string(origin + "/register"), "response_types_supported": ["code"],
                "code_challenge_methods_supported": ["S256"],
            ])
        else { throw DiscoveryError.noAuthorizationServer(server: server) }
        return FoundServer(issuer: origin, metadata: metadata, tokenEndpoint: endpoint)
    }

    /// - Parameter mismatch: The issuer that was meant, where the document's is not that one: then the document must not be
    ///   used, nor another candidate be asked (AS-4).
    private func server(
        at url: HTTPURL, namedBy namer: Namer?, _ fetcher: MetadataFetcher, mismatch: (String) -> String?
    ) async throws -> Outcome<FoundServer> {
        try await fetcher.read(url, namedBy: namer, purpose: "server metadata") { document throws(DiscoveryError) in
            guard var metadata = AuthorizationServerMetadata(document.json) else {
                return .passedOver("no `issuer` in it")
            }
            metadata.range = document.namer.range
            if let expected = mismatch(metadata.issuer) {
                throw .issuerMismatch(
                    expected: expected, found: metadata.issuer, document: document.url.withoutQuery)
            }
            guard let endpoint = try metadata.endpoint(.token) else {
                throw .noTokenEndpoint(issuer: metadata.issuer)
            }
            let hosts = metadata.otherHosts.prefix(4).joined(separator: ", ")
            let found = FoundServer(issuer: metadata.issuer, metadata: metadata, tokenEndpoint: endpoint)
            return .found(found, hosts.isEmpty ? "read" : "read; endpoints on \(hosts)")
        }
    }
}
