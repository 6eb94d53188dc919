/// Asks a profile's server what it says of the profile's own token (RFC 7662).
public struct TokenIntrospection: Sendable {
    let endpoints: ManagementEndpoints
    let course: RenewalCourse
    let management: TokenManagement

    public init(tokens: TokenService, endpoints: ManagementEndpoints, management: TokenManagement) {
        self.endpoints = endpoints
        course = tokens.course
        self.management = management
    }

    /// The profile's credential goes to the server that it is bound to.
    ///
    /// - Throws: ``TokenManagementError/notOffered(host:status:)`` where the server does not tell this client (IN-4),
    ///   ``TokenManagementError/noEndpoint(issuer:_:)`` where it tells nobody; ``TokenServiceError`` for a profile on hold;
    ///   ``KeyringError``, ``DiscoveryError``, ``TransportError``.
    public func ask(
        about token: Secret, of record: ProfileRecord, observe: @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> TokenManagement.Introspection {
        let profile = record.profile
        if let hold = record.bonds.block {
            throw TokenServiceError.held(profile.name, hold, boundTo: profile.issuer ?? "")
        }
        let place = try await endpoints.introspection(of: record)
        let caller = TokenManagement.Caller(
            profile, credential: try await course.credential(of: record),
            clockSkew: record.bonds.clockSkew)
        return try await place.ask(caller) {
            try await management.introspect(token, at: place.url, as: $0, observe: observe)
        }
    }
}
