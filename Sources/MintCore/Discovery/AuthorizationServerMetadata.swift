/// What an authorization server publishes about itself (RFC 8414 §2, OpenID Connect Discovery §3; AS-13). Read leniently:
/// only `issuer` must be there, empty arrays and members of another type count as absent (AS-12), and an authorization
/// endpoint is not asked for (AS-9). Endpoints are texts as published; ``endpoint(_:)`` is the way to use one.
public struct AuthorizationServerMetadata: Equatable, Sendable {
    public var issuer: String
    public var tokenEndpoint: String?
    public var authorizationEndpoint: String?
    /// RFC 8628 §4.
    public var deviceAuthorizationEndpoint: String?
    public var registrationEndpoint: String?
    public var introspectionEndpoint: String?
    public var revocationEndpoint: String?
    /// RFC 9126 §5.
    public var pushedAuthorizationRequestEndpoint: String?
    public var jwksURI: String?
    /// Endpoints for clients that authenticate by TLS certificate (RFC 8705 §5), by member name.
    public var mutualTLSAliases: [String: String]

    /// As listed; `nil` where absent, whose meaning ``lists(grant:)`` knows.
    public var grantTypes: [String]?
    public var responseTypes: [String]?
    /// As listed; `nil` where absent, whose meaning is ``defaultMethods`` (AS-7).
    public var listedMethods: [String]?
    public var assertionAlgorithms: [String]?
    public var listedRevocationMethods: [String]?
    public var listedIntrospectionMethods: [String]?
    public var scopesSupported: [String]?
    /// `nil` means that PKCE is not supported, whatever the kind of document (AC-11).
    public var codeChallengeMethods: [String]?
    /// For DPoP proofs (RFC 9449 §5.1).
    public var dpopAlgorithms: [String]?
    /// Such as `urn:ietf:params:oauth:grant-profile:id-jag` (EM-5).
    public var grantProfiles: [String]?
    /// RFC 9728 §4.
    public var protectedResources: [String]?

    /// Whether authorization responses carry `iss` (RFC 9207 §3; IS-2).
    public var supportsIssParameter: Bool
    /// Whether a client id may be the URL of its metadata (CIMD; REG-1).
    public var supportsClientIDMetadataDocuments: Bool
    /// Whether tokens are bound to a TLS client certificate (RFC 8705 §3.3).
    public var isTLSBound: Bool
    /// Whether there are signed claims; they are not read, so the plain ones count.
    public var isSigned: Bool
    /// Members that are `[]`, which should not be there (RFC 8414 §3.2).
    public var emptyMembers: [String]
    /// The range of the address that the document came from; `nil` leaves it to the issuer's spelling.
    public internal(set) var range: AddressRange?

    public static let defaultMethods = ["client_secret_basic"]

    /// The methods of client authentication at the token endpoint, defaults applied (AS-7).
    public var methods: [String] { listedMethods ?? Self.defaultMethods }
    /// The same at the revocation endpoint.
    public var revocationMethods: [String] { listedRevocationMethods ?? Self.defaultMethods }

    /// Whether `client_credentials` is listed. Many servers under-report: a reason to warn, never to stop (AS-10).
    public var listsClientCredentials: Bool { lists(grant: "client_credentials") }

    /// Whether the grant type is listed, or among the defaults where none is (AS-7).
    public func lists(grant: String) -> Bool {
        (grantTypes ?? ["authorization_code", "implicit"]).contains { $0.isIdentical(to: grant) }
    }

    /// - Returns: `nil` where the value is no object or lacks a string `issuer`.
    public init?(_ json: JSONValue) {
        guard let issuer = json["issuer"]?.text else { return nil }
        self.issuer = issuer
        tokenEndpoint = json["token_endpoint"]?.text
        authorizationEndpoint = json["authorization_endpoint"]?.text
        deviceAuthorizationEndpoint = json["device_authorization_endpoint"]?.text
        registrationEndpoint = json["registration_endpoint"]?.text
        introspectionEndpoint = json["introspection_endpoint"]?.text
        revocationEndpoint = json["revocation_endpoint"]?.text
        pushedAuthorizationRequestEndpoint = json["pushed_authorization_request_endpoint"]?.text
        jwksURI = json["jwks_uri"]?.text
        mutualTLSAliases = (json["mtls_endpoint_aliases"]?.members ?? [:]).compactMapValues(\.text)
        grantTypes = json.list("grant_types_supported")
        responseTypes = json.list("response_types_supported")
        listedMethods = json.list("token_endpoint_auth_methods_supported")
        assertionAlgorithms = json.list("token_endpoint_auth_signing_alg_values_supported")
        listedRevocationMethods = json.list("revocation_endpoint_auth_methods_supported")
        listedIntrospectionMethods = json.list("introspection_endpoint_auth_methods_supported")
        scopesSupported = json.list("scopes_supported")?.filter(Scopes.isToken)
        codeChallengeMethods = json.list("code_challenge_methods_supported")
        dpopAlgorithms = json.list("dpop_signing_alg_values_supported")
        grantProfiles = json.list("authorization_grant_profiles_supported")
        protectedResources = json.list("protected_resources")
        supportsIssParameter = json["authorization_response_iss_parameter_supported"]?.flag ?? false
        supportsClientIDMetadataDocuments = json["client_id_metadata_document_supported"]?.flag ?? false
        isTLSBound = json["tls_client_certificate_bound_access_tokens"]?.flag ?? false
        isSigned = json["signed_metadata"]?.text != nil
        emptyMembers = json.emptyMembers
    }
}
