internal import HTTPTypes
internal import MintCore

/// A tool's schema that refers to a document on the network, which nobody may fetch (W-8).
enum SchemaReferences {
    private static let canary = "/canary/profile-schema.json"
    private static let check = "sep-2106-no-network-ref-deref"

    static let scenario = ConformanceScenario(
        "json-schema-ref-no-deref", versions: [.july2026], expecting: [check]
    ) { run in
        let seen = Shared((listed: false, fetched: 0))
        let trap = Route(nil, canary) { _ in
            seen.update { $0.fetched += 1 }
            return .json(["type": "object", "properties": ["displayName": ["type": "string"]]])
        }
        let server = Route(.post, "/mcp") { request in
            await respond(to: request, canary: run.origin(of: .server) + canary) { seen.update { $0.listed = true } }
        }
        return Setup(
            sites: [.server: Sites(trap, server)],
            finish: { _, checks in
                let note = seen.value.listed ? "fetched \(seen.value.fetched) times" : "the tools were never listed"
                checks.add(check, seen.value.listed && seen.value.fetched == 0 ? .success : .failure, note)
            })
    }

    /// Knows discovery, and answers everything else as an event stream, whatever version is named.
    private static func respond(
        to request: Incoming, canary: String, onList: @escaping @Sendable () -> Void
    ) async -> Answer {
        let list: MCPHandler = { (_) throws(RPCRefusal) in
            onList()
            return StatelessMCP.completed(["tools": [tool(canary)]], of: "tools/list")
        }
        guard let message = RPCMessage(request.json), message.method == "server/discover" else {
            var headers = request.headers
            if let name = HTTPField.Name("MCP-Protocol-Version"), headers[name] == WireVersion.july2026.rawValue {
                headers[name] = WireVersion.november2025.rawValue
            }
            let lowered = Incoming(
                method: request.method, path: request.path, query: request.query, headers: headers, body: request.body)
            return await StatefulMCP(handlers: ["tools/list": list]).respond(to: lowered)
        }
        let discovery = StatelessMCP.discovery(["tools": [:]], .july2026)
        return .json(message.result(StatelessMCP.completed(discovery, of: message.method)))
    }

    private static func tool(_ canary: String) -> JSONValue {
        [
            "name": "lookup_user", "description": "Look up a user profile by id",
            "inputSchema": [
                "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
                "$defs": ["userId": ["type": "string", "pattern": "^[a-z0-9-]+$"]],
                "properties": ["id": ["$ref": "#/$defs/userId"], "profile": ["$ref": .string(canary)]],
                "required": ["id"],
            ],
        ]
    }
}
