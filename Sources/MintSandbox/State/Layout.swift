/// Where everything is: one origin, and issuers with a path, so that well-known insertion is exercised (AS-1, PRM-3).
struct Layout: Sendable, Equatable {
    let origin: String
    /// The authorization server that is meant.
    let authority: Authority

    init(port: Int) { self.init(origin: "http://127.0.0.1:\(port)", authority: .first) }

    private init(origin: String, authority: Authority) {
        self.origin = origin
        self.authority = authority
    }

    /// The same for another of the authorization servers.
    func at(_ authority: Authority) -> Layout { Layout(origin: origin, authority: authority) }

    var issuer: String { origin + authority.path }
    var authorizationEndpoint: String { issuer + "/authorize" }
    var tokenEndpoint: String { issuer + "/token" }
    var deviceEndpoint: String { issuer + "/device_authorization" }
    var devicePage: String { issuer + "/device" }
    var jwks: String { issuer + "/jwks" }
    var introspection: String { issuer + "/introspect" }
    var revocation: String { issuer + "/revoke" }
    var registration: String { issuer + "/register" }
    var control: String { origin + "/control" }

    /// Who speaks for workloads.
    var platform: String { origin + "/platform" }
    /// Who speaks for people.
    var identityProvider: String { origin + "/idp" }

    /// The resource identifier of a protected server (RFC 8707 §2).
    func uri(of resource: ProtectedResource) -> String { origin + resource.path }

    /// Where its metadata is: the suffix goes between host and path (RFC 9728 §3.1).
    func metadata(of resource: ProtectedResource) -> String {
        origin + ProtectedResource.wellKnown + resource.path
    }

    var resourceURIs: [String] { ProtectedResource.allCases.map(uri(of:)) }
}

/// The protected MCP servers. The second is there so that a token for one can be refused at the other (RES-7, RS-3).
enum ProtectedResource: String, Sendable, CaseIterable {
    case main = "/mcp"
    case reports = "/reports/mcp"

    static let wellKnown = "/.well-known/oauth-protected-resource"

    var path: String { rawValue }

    var name: String {
        switch self {
        case .main: "Mintmark sandbox"
        case .reports: "Mintmark sandbox reports"
        }
    }
}
