/// Revokes what a profile holds: the refresh token first, then the access token (RV-4). Never a reason to keep either.
public struct Revocation: Sendable {
    let endpoints: ManagementEndpoints
    let course: RenewalCourse
    let management: TokenManagement
    let now: WallClock

    public init(tokens: TokenService, endpoints: ManagementEndpoints, management: TokenManagement) {
        self.endpoints = endpoints
        course = tokens.course
        self.management = management
        now = tokens.now
    }

    public func revoke(
        _ record: ProfileRecord, observe: @Sendable (Trace.Hop) -> Void
    ) async -> Result {
        var result = Result()
        for (kind, key) in held(by: record) {
            do {
                let profile = record.profile
                guard let token = try await course.keyrings[profile.store].secret(at: key, bound: profile.binding)
                else {
                    continue
                }
                let place = try await endpoints.revocation(of: record)
                let caller = TokenManagement.Caller(
                    profile, credential: try await course.credential(of: record), clockSkew: record.bonds.clockSkew)
                let isPage = try await place.ask(caller) {
                    try await management.revoke(token, kind, at: place.url, as: $0, observe: observe)
                }
                result.revoked.append(kind)
                if isPage { result.pages.append(kind) }
            } catch {
                result.left.append((kind, Failure(error)))
            }
        }
        return result
    }

    /// What became of each token.
    public struct Result: Sendable {
        public var revoked: [TokenManagement.TokenKind] = []
        /// Those of the revoked for which a page for people came back.
        public var pages: [TokenManagement.TokenKind] = []
        public var left: [(kind: TokenManagement.TokenKind, why: Failure)] = []
    }

    /// Revokes one access token that the profile's client obtained, as the client is now.
    ///
    /// - Returns: Why it may live on; `nil` where it is revoked.
    func revoke(
        _ token: Secret, of record: ProfileRecord, observe: @Sendable (Trace.Hop) -> Void
    ) async -> Failure? {
        do {
            let place = try await endpoints.revocation(of: record)
            let caller = TokenManagement.Caller(
                record.profile, credential: try await course.credential(of: record), clockSkew: record.bonds.clockSkew)
            _ = try await place.ask(caller) {
                try await management.revoke(token, .accessToken, at: place.url, as: $0, observe: observe)
            }
            return nil
        } catch {
            return Failure(error)
        }
    }

    /// What is worth revoking: an access token that has run out is not.
    private func held(by record: ProfileRecord) -> [(TokenManagement.TokenKind, KeyringKey)] {
        // A pasted token was not issued to us: whoever uses it elsewhere keeps it.
        if record.profile.grant == .static { return [] }
        var held: [(TokenManagement.TokenKind, KeyringKey)] = []
        if let refresh = record.bonds.refresh {
            let key = KeyringKey(profile: record.id, kind: .refreshToken, generation: refresh.generation)
            held.append((.refreshToken, key))
        }
        if let token = record.token, token.state(at: now()) != .expired {
            held.append(
                (.accessToken, KeyringKey(profile: record.id, kind: .accessToken, generation: token.generation)))
        }
        return held
    }
}

/// Where a profile's server revokes and introspects: as its discovery found, else as its issuer publishes now.
public struct ManagementEndpoints: Sendable {
    let discovery: Discovery
    let discoveries: any DiscoveryStore

    public init(discovery: Discovery, discoveries: any DiscoveryStore) {
        self.discovery = discovery
        self.discoveries = discoveries
    }

    /// An endpoint, and how clients prove themselves there.
    public struct Place: Equatable, Sendable {
        public var url: HTTPURL
        /// As published; `nil` where the server does not say.
        public var methods: [String]?

        /// As the client shows itself to the token endpoint, and where that is refused, once more in the way that this
        /// endpoint lists (RV-5). Not the other way round: glewlwyd lists Basic for every client, and refuses it to one that
        /// is registered for another way.
        func ask<R>(
            _ caller: TokenManagement.Caller, _ question: (TokenManagement.Caller) async throws -> R
        ) async throws -> R {
            do {
                return try await question(caller)
            } catch let error as TokenManagementError where error.refusesTheClient {
                guard let way = otherWay(than: caller.profile.clientAuthentication) else { throw error }
                var other = caller
                other.profile.clientAuthentication = way
                return try await question(other)
            }
        }

        private func otherWay(than own: ClientAuthentication) -> ClientAuthentication? {
            let ways: [ClientAuthentication] = [.clientSecretBasic, .clientSecretPost]
            guard let methods, ways.contains(own), !methods.contains(own.rawValue) else { return nil }
            return ways.first { methods.contains($0.rawValue) }
        }
    }

    /// - Throws: ``TokenManagementError/noEndpoint(issuer:_:)``, ``DiscoveryError``, ``TransportError``.
    public func revocation(of record: ProfileRecord) async throws -> Place {
        try await endpoint(of: record, .revocation, \.revocationEndpoint)
    }

    public func introspection(of record: ProfileRecord) async throws -> Place {
        try await endpoint(of: record, .introspection, \.introspectionEndpoint)
    }

    private func endpoint(
        of record: ProfileRecord, _ which: AuthorizationServerMetadata.Endpoint,
        _ kept: KeyPath<DiscoverySnapshot, String?>
    ) async throws -> Place {
        let profile = record.profile
        var found: HTTPURL?
        var methods: [String]?
        if let issuer = profile.issuer {
            let metadata = try await discovery.serverMetadata(
                issuer: issuer, caFile: profile.settings.caFile, freshness: .cached, observe: { _ in }
            ).metadata
            found = try metadata.endpoint(which)
            methods =
                which == .revocation ? metadata.listedRevocationMethods : metadata.listedIntrospectionMethods
        } else if let text = try await discoveries.discovery(of: record.id)?.snapshot[keyPath: kept] {
            found = HTTPURL(text)
        }
        guard let found, found.mayCarryCredentials else {
            let what = which == .revocation ? "revocation" : "introspection"
            throw TokenManagementError.noEndpoint(issuer: profile.issuer ?? profile.tokenEndpoint.text, what)
        }
        return Place(url: found, methods: methods)
    }
}

extension TokenManagementError {
    fileprivate var refusesTheClient: Bool {
        switch self {
        case .refused(_, let code, _): code == "invalid_client"
        case .answer(_, let status, _), .notOffered(_, let status): status == 401
        case .untold(_, let status, let code, _): status == 401 || code == "invalid_client"
        case .noEndpoint, .notAnAnswer: false
        }
    }
}
