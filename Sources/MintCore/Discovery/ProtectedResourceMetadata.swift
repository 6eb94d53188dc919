/// What a server publishes about who may grant access to it (RFC 9728 §2). Unknown members are ignored, empty arrays
/// count as absent (PRM-8).
public struct ProtectedResourceMetadata: Equatable, Sendable {
    /// Byte for byte as published: this goes as `resource` (RES-5).
    public var resource: String
    public var authorizationServers: [String]
    public var scopesSupported: [String]?
    public var resourceName: String?
    public var requiresDPoP: Bool

    /// - Returns: `nil` where the value is no object or lacks a string `resource`.
    public init?(_ json: JSONValue) {
        guard let resource = json["resource"]?.text else { return nil }
        self.resource = resource
        authorizationServers = json.list("authorization_servers") ?? []
        scopesSupported = json.list("scopes_supported")?.filter(Scopes.isToken)
        resourceName = json["resource_name"]?.text
        requiresDPoP = json["dpop_bound_access_tokens_required"]?.flag ?? false
    }
}

extension JSONValue {
    /// The strings of an array member; an absent, empty or otherwise typed member is `nil`.
    func list(_ member: String) -> [String]? {
        guard let texts = self[member]?.texts, !texts.isEmpty else { return nil }
        return texts
    }
}
