internal import HTTPTypes
internal import MintCore

/// How the authorization server of a scenario differs from the ordinary one.
struct AuthorizationSettings: Sendable {
    var metadataPath = "/.well-known/oauth-authorization-server"
    /// Before the paths of all endpoints; part of the issuer unless that is overridden.
    var routePrefix = ""
    /// What the metadata calls the issuer; `nil` for origin and prefix.
    var issuer: @Sendable () -> String? = { nil }
    var scopesSupported: [String]?
    var grantTypes = ["authorization_code", "refresh_token"]
    var methods = ["none"]
    var signingAlgorithms: [String]?
    var takesMetadataDocuments: Bool?
    /// Whether the metadata names the registration endpoint.
    var offersRegistration = true
    /// `authorization_response_iss_parameter_supported`; `nil` leaves it out.
    var promisesIssuer: Bool? = true
    var issuerInRedirect = IssuerInRedirect.right
    /// DPoP, where the scenario is about it.
    var boundTokens: BoundTokens?
    var onAuthorization: @Sendable (AuthorizationRequest) -> Void = { _ in }
    /// `nil` grants what the authorization request asked for.
    var onToken: (@Sendable (TokenRequest) -> TokenDecision)?
    var onRegistration: @Sendable (JSONValue) -> Registration = { _ in Registration() }

    enum IssuerInRedirect: Sendable {
        case right, wrong, absent
        /// The same but for a final slash.
        case normalized
    }

    var isOpenID: Bool { metadataPath.contains("openid-configuration") }
}

/// What an authorization request asks for.
struct AuthorizationRequest: Sendable {
    let clientID: String?
    let scope: String?
    let resource: String?

    var scopes: [String] { scope.map { $0.split(separator: " ").map(String.init) } ?? [] }
}

/// A token request, before anything was believed.
struct TokenRequest: Sendable {
    let grantType: String
    let parameters: [String: String]
    let authorization: String?
    /// The authorization server's origin.
    let origin: String
    /// Seconds since the epoch.
    let now: Int

    var scopes: [String] { parameters["scope"].map { $0.split(separator: " ").map(String.init) } ?? [] }
    var basic: BasicCredentials? { authorization.flatMap(BasicCredentials.init) }
}

enum TokenDecision: Sendable {
    case grant(String, scopes: [String])
    case refuse(String, String, status: HTTPResponse.Status = .badRequest)
}

/// What a registration gives the client.
struct Registration: Sendable {
    var clientID = "test-client-id"
    var secret: String? = "test-client-secret"
    var method: String?
}
