/// What a server publishes about who may grant access to it (RFC 9728 §2; PRM-9). Unknown members are ignored, empty
/// arrays and members of another type count as absent (PRM-8).
public struct ProtectedResourceMetadata: Equatable, Sendable {
    /// Byte for byte as published: this goes as `resource` (RES-5).
    public var resource: String
    public var authorizationServers: [String]
    public var scopesSupported: [String]?
    public var resourceName: String?
    public var documentation: String?
    /// How a token may be sent: of `header`, `body`, `query`; `nil` where the server does not say.
    public var bearerMethods: [String]?
    public var jwksURI: String?
    /// Of signed answers of the resource; not of tokens.
    public var signingAlgorithms: [String]?
    /// For DPoP proofs (RFC 9449).
    public var dpopAlgorithms: [String]?
    public var requiresDPoP: Bool
    /// Whether tokens are bound to a TLS client certificate (RFC 8705 §3.1).
    public var isTLSBound: Bool
    public var authorizationDetailsTypes: [String]?
    /// Whether there are signed claims; they are not read, so the plain ones count.
    public var isSigned: Bool
    /// Members that are `[]`, which should not be there (RFC 9728 §3.2).
    public var emptyMembers: [String]

    /// - Returns: `nil` where the value is no object or lacks a string `resource`.
    public init?(_ json: JSONValue) {
        guard let resource = json["resource"]?.text else { return nil }
        self.resource = resource
        authorizationServers = json.list("authorization_servers") ?? []
        scopesSupported = json.list("scopes_supported")?.filter(Scopes.isToken)
        resourceName = json["resource_name"]?.text
        documentation = json["resource_documentation"]?.text
        bearerMethods = json.list("bearer_methods_supported")
        jwksURI = json["jwks_uri"]?.text
        signingAlgorithms = json.list("resource_signing_alg_values_supported")
        dpopAlgorithms = json.list("dpop_signing_alg_values_supported")
        requiresDPoP = json["dpop_bound_access_tokens_required"]?.flag ?? false
        isTLSBound = json["tls_client_certificate_bound_access_tokens"]?.flag ?? false
        authorizationDetailsTypes = json.list("authorization_details_types_supported")
        isSigned = json["signed_metadata"]?.text != nil
        emptyMembers = json.emptyMembers
    }

    /// Whether the issuer is listed, code point for code point.
    public func names(issuer: String) -> Bool { authorizationServers.contains { $0.isIdentical(to: issuer) } }
}

extension JSONValue {
    /// The strings of an array member; an absent, empty or otherwise typed member is `nil`.
    func list(_ member: String) -> [String]? {
        guard let texts = self[member]?.texts, !texts.isEmpty else { return nil }
        return texts
    }

    /// The names of the members that are `[]`, sorted.
    var emptyMembers: [String] {
        (members ?? [:]).filter { $0.value.items?.isEmpty == true }.keys.sorted()
    }
}

extension String {
    /// Code point for code point (PRM-8, AS-4). Swift's `==` takes what Unicode calls equivalent for the same: the Kelvin
    /// sign for a K.
    func isIdentical(to other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
