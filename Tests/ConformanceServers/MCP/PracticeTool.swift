internal import MintCore

/// The one tool of the protected servers.
enum PracticeTool {
    static let handlers: [String: MCPHandler] = [
        "tools/list": { (_) throws(RPCRefusal) in
            ["tools": [["name": "test-tool", "inputSchema": ["type": "object"]]]]
        },
        "tools/call": { (params) throws(RPCRefusal) in
            guard params["name"]?.text == "test-tool" else {
                throw RPCRefusal(code: -32602, message: "There is no such tool")
            }
            return MCPText.content("test")
        },
    ]
}

enum MCPText {
    /// A tool's result that is one text.
    static func content(_ text: String) -> [String: JSONValue] {
        ["content": [["type": "text", "text": .string(text)]]]
    }
}
