import HTTPTypes
import TestSupport

@testable import MintCore

/// A browser that comes back at once, with what a script makes of the address.
struct ScriptedBrowser: LoginInteraction {
    let answer: @Sendable (HTTPURL) -> String

    func present(_ prompt: DevicePrompt) async {}
    func openUserAgent(redirectURI: String?) async throws -> any UserAgentVisit {
        Visit(redirectURI: redirectURI ?? "http://127.0.0.1:49152/callback/x", answer: answer)
    }

    private struct Visit: UserAgentVisit {
        let redirectURI: String
        let answer: @Sendable (HTTPURL) -> String
        func response(to url: HTTPURL) async throws -> String { answer(url) }
        func close() async {}
    }

    /// Agrees, and names the issuer.
    static let agreeing = ScriptedBrowser { "/cb?code=code-CANARY&iss=https%3A%2F%2Fas.example&state=\(state(of: $0))" }

    static func state(of url: HTTPURL) -> String {
        let pairs = (url.query ?? "").split(separator: "&").filter { $0.hasPrefix("state=") }
        return pairs.count == 1 ? String(pairs[0].dropFirst(6)) : "?"
    }
}

/// A server and its authorization server with everything that a login of any grant asks for.
enum GrantNetwork {
    static let server = Practice.url("https://m.example/mcp")

    static let granted: JSONValue = [
        "access_token": "token-2", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "refresh-CANARY",
    ]

    /// - Parameter metadata: What may be bent; so may the rest.
    static func script(
        _ metadata: [String: JSONValue] = [:], without missing: Set<String> = [], token: JSONValue = granted,
        registered: [String: JSONValue] = ["client_id": "reg-1", "token_endpoint_auth_method": "none"],
        resourceScopes: [JSONValue]? = nil
    ) -> ScriptedTransport.Script {
        var members: [String: JSONValue] = [
            "issuer": "https://as.example", "token_endpoint": "https://as.example/token",
            "authorization_endpoint": "https://as.example/authorize",
            "device_authorization_endpoint": "https://as.example/device",
            "registration_endpoint": "https://as.example/register", "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
            "token_endpoint_auth_methods_supported": ["none", "client_secret_basic"],
        ]
        members.merge(metadata) { $1 }
        for name in missing { members[name] = nil }
        let document = JSONValue.object(members)
        return { request, _ in
            switch request.url.withoutQuery {
            case "https://m.example/mcp":
                .challenge(
                    #"Bearer resource_metadata="https://m.example/prm""#
                        + (resourceScopes == nil ? #", scope="tools:read""# : ""))
            case "https://m.example/prm":
                .json(
                    200,
                    [
                        "resource": "https://m.example/mcp", "authorization_servers": ["https://as.example"],
                        "scopes_supported": .array(resourceScopes ?? []),
                    ])
            case "https://as.example/.well-known/oauth-authorization-server": .json(200, document)
            case "https://as.example/register": .json(201, .object(registered))
            case "https://as.example/device":
                .json(
                    200,
                    [
                        "device_code": "dev-CANARY", "user_code": "AB-CD", "verification_uri": "https://as.example/go",
                        "expires_in": 600, "interval": 5,
                    ])
            case "https://as.example/token": .json(200, token)
            default: .body(404)
            }
        }
    }

    static func request(
        _ grant: MintCore.Grant, _ change: (inout LoginRequest) -> Void = { _ in }
    ) -> LoginRequest {
        var request = LoginRequest(
            server: server, name: "ann", grant: grant, clientID: nil, credential: nil, store: .vault)
        change(&request)
        return request
    }

    static func asked(_ bench: ServiceBench, _ path: String) -> [ScriptedRequest] {
        bench.transport.requests.filter { $0.url.path == path }
    }
}
