/// What an authorization server publishes about itself (RFC 8414 §2, OpenID Connect Discovery §3). Read leniently: only
/// `issuer` must be there, empty arrays count as absent (AS-12), and an authorization endpoint is not asked for (AS-9).
public struct AuthorizationServerMetadata: Equatable, Sendable {
    public var issuer: String
    public var tokenEndpoint: String?
    public var introspectionEndpoint: String?
    public var revocationEndpoint: String?
    public var jwksURI: String?
    /// As listed; `nil` where absent.
    public var grantTypes: [String]?
    /// As listed; `nil` where absent, whose meaning is ``defaultMethods`` (AS-7).
    public var listedMethods: [String]?
    public var assertionAlgorithms: [String]?
    public var scopesSupported: [String]?
    public var protectedResources: [String]?
    public var authorizationEndpoint: String?
    public var deviceAuthorizationEndpoint: String?
    public var registrationEndpoint: String?
    public var codeChallengeMethods: [String]?
    public var supportsIssParameter = false
    public var supportsClientIDMetadataDocuments = false

    public static let defaultMethods = ["client_secret_basic"]

    /// The methods of client authentication at the token endpoint, defaults applied (AS-7).
    public var methods: [String] { listedMethods ?? Self.defaultMethods }

    /// Whether `client_credentials` is listed. Many servers under-report: a reason to warn, never to stop (AS-10).
    public var listsClientCredentials: Bool { grantTypes?.contains("client_credentials") ?? false }

    /// - Returns: `nil` where the value is no object or lacks a string `issuer`.
    public init?(_ json: JSONValue) {
        guard let issuer = json["issuer"]?.text else { return nil }
        self.issuer = issuer
        tokenEndpoint = json["token_endpoint"]?.text
        introspectionEndpoint = json["introspection_endpoint"]?.text
        revocationEndpoint = json["revocation_endpoint"]?.text
        jwksURI = json["jwks_uri"]?.text
        grantTypes = json.list("grant_types_supported")
        listedMethods = json.list("token_endpoint_auth_methods_supported")
        assertionAlgorithms = json.list("token_endpoint_auth_signing_alg_values_supported")
        scopesSupported = json.list("scopes_supported")
        protectedResources = json.list("protected_resources")
    }
}
