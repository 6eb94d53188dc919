/// A tool of the protected servers: what `tools/list` shows, and what it does.
struct Tool: Sendable {
    /// What a call may use.
    struct Call: Sendable {
        let arguments: [String: JSONValue]
        let token: AccessTokenVerifier.Token
        let issuer: String
    }

    let name: String
    let title: String
    let description: String
    let properties: [String: JSONValue]
    let required: [String]
    /// Beside `mcp:read`, which everything needs.
    var scopes: [String] = []
    let run: @Sendable (Call, inout SandboxState) throws(RPCError) -> ToolResult

    var json: JSONValue {
        [
            "name": .string(name), "title": .string(title), "description": .string(description),
            "inputSchema": [
                "type": "object", "properties": .object(properties), "required": .strings(required),
                "additionalProperties": .bool(false),
            ],
        ]
    }

    /// Refuses arguments that the schema does not name, and the lack of those that it demands.
    func check(_ arguments: [String: JSONValue]) throws(RPCError) {
        guard arguments.keys.allSatisfy({ properties[$0] != nil }), required.allSatisfy({ arguments[$0] != nil }) else {
            throw RPCError(.invalidParams, "Invalid arguments for tool \(name)")
        }
    }
}

/// What a call gives back; `isError` is the tool's failure, not the protocol's (M26-17).
struct ToolResult: Sendable, Equatable {
    var text: String
    var structured: JSONValue?
    var isError = false

    var members: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "content": .array([["type": "text", "text": .string(text)]]), "isError": .bool(isError),
        ]
        members["structuredContent"] = structured
        return members
    }
}
