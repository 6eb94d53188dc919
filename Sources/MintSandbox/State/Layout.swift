/// Where everything is: one origin, and an issuer with a path, so that well-known insertion is exercised (AS-1, PRM-3).
struct Layout: Sendable, Equatable {
    let origin: String

    init(port: Int) { origin = "http://127.0.0.1:\(port)" }

    var issuer: String { origin + "/as" }
    var tokenEndpoint: String { issuer + "/token" }
    var jwks: String { issuer + "/jwks" }
    var introspection: String { issuer + "/introspect" }
    var revocation: String { issuer + "/revoke" }
    var control: String { origin + "/control" }

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
