@testable import MintSandbox

extension RunningSandbox {
    static let accept = ("Accept", "application/json, text/event-stream")

    static func meta(_ version: String = "2026-07-28", capabilities: JSONValue = [:]) -> JSONValue {
        [
            "io.modelcontextprotocol/protocolVersion": .string(version),
            "io.modelcontextprotocol/clientCapabilities": capabilities,
            "io.modelcontextprotocol/clientInfo": ["name": "test", "version": "1"],
        ]
    }

    /// A modern message as it ought to be; `headers` replace what would be sent.
    func modern(
        _ method: String, _ params: [String: JSONValue] = [:], token: String, id: JSONValue? = .integer(1),
        meta: JSONValue = RunningSandbox.meta(), at url: String? = nil, _ headers: [(String, String)] = []
    ) async throws -> Reply {
        var params = params
        params["_meta"] = meta
        var all = [
            Self.accept, ("Content-Type", "application/json"), ("MCP-Protocol-Version", "2026-07-28"),
            ("Mcp-Method", method), ("Authorization", "Bearer \(token)"),
        ]
        if method == "tools/call", let name = params["name"]?.text { all.append(("Mcp-Name", name)) }
        var body: [String: JSONValue] = ["jsonrpc": "2.0", "method": .string(method), "params": .object(params)]
        body["id"] = id
        return try await send("POST", url ?? description.mcp, all + headers, body: JSONValue.object(body).bytes)
    }

    func callWhoami(_ token: String, at url: String? = nil) async throws -> Reply {
        try await modern("tools/call", ["name": "whoami", "arguments": [:]], token: token, at: url)
    }

    /// A legacy message; `session` is sent where it is given.
    func legacy(
        _ method: String, _ params: [String: JSONValue]? = nil, token: String, id: JSONValue? = .integer(1),
        session: String? = nil, version: String? = "2025-11-25"
    ) async throws -> Reply {
        var headers = [
            Self.accept, ("Content-Type", "application/json"), ("Authorization", "Bearer \(token)"),
        ]
        if let session { headers.append(("MCP-Session-Id", session)) }
        if let version { headers.append(("MCP-Protocol-Version", version)) }
        var body: [String: JSONValue] = ["jsonrpc": "2.0", "method": .string(method)]
        body["id"] = id
        body["params"] = params.map(JSONValue.object)
        return try await send("POST", description.mcp, headers, body: JSONValue.object(body).bytes)
    }

    static let initializeParams: [String: JSONValue] = [
        "protocolVersion": "2025-11-25", "capabilities": [:], "clientInfo": ["name": "test", "version": "1"],
    ]
}
