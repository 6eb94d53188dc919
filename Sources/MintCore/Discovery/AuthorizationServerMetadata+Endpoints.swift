extension AuthorizationServerMetadata {
    /// The endpoints that we use; raw values are the members' names.
    public enum Endpoint: String, CaseIterable, Sendable {
        case token = "token_endpoint"
        case authorization = "authorization_endpoint"
        case deviceAuthorization = "device_authorization_endpoint"
        case registration = "registration_endpoint"
        case revocation = "revocation_endpoint"
        case introspection = "introspection_endpoint"
        case pushedAuthorizationRequest = "pushed_authorization_request_endpoint"
        case keys = "jwks_uri"
    }

    /// As published; `nil` where absent.
    public func text(of endpoint: Endpoint) -> String? {
        switch endpoint {
        case .token: tokenEndpoint
        case .authorization: authorizationEndpoint
        case .deviceAuthorization: deviceAuthorizationEndpoint
        case .registration: registrationEndpoint
        case .revocation: revocationEndpoint
        case .introspection: introspectionEndpoint
        case .pushedAuthorizationRequest: pushedAuthorizationRequestEndpoint
        case .keys: jwksURI
        }
    }

    /// The endpoint, once it is seen to be one that may be used: https or this machine (NET-1, NET-3), without a fragment,
    /// and in no more private network than the document (NET-4). It may be on another host than the issuer (AS-15).
    ///
    /// - Returns: `nil` where it is not published.
    /// - Throws: ``DiscoveryError/urlRefused(_:namedBy:reason:)``
    public func endpoint(_ endpoint: Endpoint) throws(DiscoveryError) -> HTTPURL? {
        guard let text = text(of: endpoint) else { return nil }
        let home = HTTPURL(issuer)
        let namer = Namer(
            home?.hostAndPort ?? issuer.plainLine(limit: 120),
            range: range ?? home.map { AddressRange(of: $0) } ?? .publicOrNamed)
        return try namer.checked(text)
    }

    /// The methods of client authentication at an endpoint (AS-7; AM-10 for those without a list of their own); `nil` where
    /// the server does not say and no default is defined, as for introspection.
    public func methods(at endpoint: Endpoint) -> [String]? {
        switch endpoint {
        case .revocation: revocationMethods
        case .introspection: listedIntrospectionMethods
        case .token, .deviceAuthorization, .pushedAuthorizationRequest: methods
        case .authorization, .registration, .keys: nil
        }
    }

    /// The hosts of endpoints that are not the issuer's own, sorted: for a trace (AS-15).
    var otherHosts: [String] {
        guard let home = HTTPURL(issuer) else { return [] }
        let hosts = Endpoint.allCases.compactMap { text(of: $0).flatMap { HTTPURL($0) }?.hostAndPort }
        return Set(hosts).subtracting([home.hostAndPort]).sorted()
    }
}
