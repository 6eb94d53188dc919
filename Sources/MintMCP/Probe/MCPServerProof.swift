public import MintCore

/// Lists a server's tools with one token, which is neither renewed nor widened.
public struct MCPServerProof: ServerProof {
    let transport: any HTTPTransport
    let identity: ClientIdentity

    public init(transport: any HTTPTransport, identity: ClientIdentity) {
        self.transport = transport
        self.identity = identity
    }

    public func prove(
        _ token: AccessToken, of profile: Profile, observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> String {
        let host = profile.server.hostAndPort
        let client = MCPClient(
            server: profile.server, transport: transport, tokens: OneToken(token: token, profile: profile),
            caFile: profile.settings.caFile, identity: identity, trace: observe)
        do {
            let count = try await client.withConnection { try await $0.listTools().tools.count }
            return "\(host) listed \(count) tools to it"
        } catch let error as MCPError {
            switch error {
            case .unauthorized: throw RotationError.tokenRefused(profile.name, host: host, why: "HTTP 401")
            case .forbidden: return "\(host) knows it, but not for listing tools (HTTP 403)"
            case .notMCP, .unsupportedVersion, .protocolViolation, .redirected, .refused:
                return "\(host) lists no tools (it may be no MCP server)"
            default: throw error
            }
        }
    }
}

/// A token that nothing takes the place of.
private struct OneToken: TokenSource {
    let token: AccessToken
    let profile: Profile

    func token() async throws -> AccessToken? { token }

    func replacement(of rejected: AccessToken?, challenges: [String]) async throws -> AccessToken {
        throw RotationError.tokenRefused(profile.name, host: profile.server.hostAndPort, why: "HTTP 401")
    }
}
