/// One machine identity at one server, under an operator's name for it. Holds no secret.
public struct Profile: Equatable, Sendable, Identifiable {
    public var id: ProfileID
    /// Global and unique; free text without control characters.
    public var name: String
    /// The MCP server or API as the operator named it, in canonical form (RES-3).
    public var server: HTTPURL
    /// What goes as `resource` (RFC 8707): the metadata's own spelling, byte for byte (RES-5).
    public var resource: String
    /// The issuer that the profile is bound to; `nil` where the operator pinned the token endpoint.
    public var issuer: String?
    public var tokenEndpoint: HTTPURL
    public var grant: Grant
    public var clientID: String
    public var clientAuthentication: ClientAuthentication
    /// In the order asked; empty lets the server decide.
    public var requestedScopes: [String]
    public var store: StoreName
    public var createdAt: Timestamp
    private var sharedSettings: Shared<ProfileSettings>

    public var settings: ProfileSettings {
        get { sharedSettings.value }
        set { sharedSettings.value = newValue }
    }

    public init(
        id: ProfileID, name: String, server: HTTPURL, resource: String, issuer: String?, tokenEndpoint: HTTPURL,
        grant: Grant, clientID: String, clientAuthentication: ClientAuthentication, requestedScopes: [String],
        settings: ProfileSettings = ProfileSettings(), store: StoreName, createdAt: Timestamp
    ) {
        self.init(
            id: id, name: name, server: server, resource: resource, issuer: issuer, tokenEndpoint: tokenEndpoint,
            grant: grant, clientID: clientID, clientAuthentication: clientAuthentication,
            requestedScopes: requestedScopes, sharing: Shared(settings), store: store, createdAt: createdAt)
    }

    /// - Parameter settings: Those of many profiles, for whoever reads a long list.
    public init(
        id: ProfileID, name: String, server: HTTPURL, resource: String, issuer: String?, tokenEndpoint: HTTPURL,
        grant: Grant, clientID: String, clientAuthentication: ClientAuthentication, requestedScopes: [String],
        sharing settings: Shared<ProfileSettings>, store: StoreName, createdAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.server = server
        self.resource = resource
        self.issuer = issuer
        self.tokenEndpoint = tokenEndpoint
        self.grant = grant
        self.clientID = clientID
        self.clientAuthentication = clientAuthentication
        self.requestedScopes = requestedScopes
        sharedSettings = settings
        self.store = store
        self.createdAt = createdAt
    }

    /// This profile with what `set` and `rename` may change in it; who gets the credential stays as it is.
    public func taking(_ changes: Profile) -> Profile {
        var profile = self
        profile.name = changes.name
        profile.settings = changes.settings
        profile.requestedScopes = changes.requestedScopes
        profile.clientAuthentication = changes.clientAuthentication
        return profile
    }

    public var binding: SecretBinding {
        SecretBinding(profileName: name, issuer: issuer, tokenEndpointOrigin: tokenEndpoint.origin)
    }
}
