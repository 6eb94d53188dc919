internal import HTTPTypes
internal import MintCore

/// A protected MCP server with its metadata (RFC 9728).
struct ResourceServer: Site {
    let run: Run
    var metadataPath: String? = ResourceServer.metadataByPath
    var scopesSupported: [String]?
    /// What the metadata calls the resource; `nil` for the truth.
    var resource: String?
    /// The issuer that the metadata names, asked at each request.
    let issuer: @Sendable () -> String
    let gate: any Gate

    static let metadataByPath = "/.well-known/oauth-protected-resource/mcp"
    static let metadataAtRoot = "/.well-known/oauth-protected-resource"

    func respond(to request: Incoming) async -> Answer? {
        if request.method == .get, request.path == metadataPath {
            run.record("prm-pathbased-requested", .success)
            return .json(.object(metadata))
        }
        guard request.method == .post, request.path == "/mcp" else { return nil }
        if let refusal = gate.refusal(of: request) { return refusal }
        return await run.version.endpoint(PracticeTool.handlers).respond(to: request)
    }

    private var metadata: [String: JSONValue] {
        let origin = run.origin(of: .server)
        let truth = metadataPath == Self.metadataAtRoot ? origin : origin + "/mcp"
        var members: [String: JSONValue] = [
            "resource": .string(resource ?? truth), "authorization_servers": [.string(issuer())],
        ]
        members["scopes_supported"] = scopesSupported.map(JSONValue.texts)
        return members
    }
}

extension Run {
    /// Where the metadata of the protected server is, unless a scenario puts it elsewhere.
    var metadataURL: String { origin(of: .server) + ResourceServer.metadataByPath }
}
