extension ToolCatalog {
    /// Tools whose `x-mcp-header` breaks one rule each: a client leaves them out of its list (M26-8).
    static var broken: [Tool] {
        let string: JSONValue = "string"
        return [
            tool("empty", ["a": ["type": string, "x-mcp-header": ""]]),
            tool("blank", ["a": ["type": string, "x-mcp-header": "Two Words"]]),
            tool("control", ["a": ["type": string, "x-mcp-header": "Line\nBreak"]]),
            tool("number", ["a": ["type": "number", "x-mcp-header": "A"]]),
            tool("not-text", ["a": ["type": string, "x-mcp-header": .integer(1)]]),
            tool(
                "twice",
                ["a": ["type": string, "x-mcp-header": "Same"], "b": ["type": string, "x-mcp-header": "same"]]),
            tool("in-array", ["a": ["type": "array", "items": ["type": string, "x-mcp-header": "Item"]]]),
        ]
    }

    private static func tool(_ rule: String, _ properties: [String: JSONValue]) -> Tool {
        Tool(
            name: "broken-\(rule)", title: "Broken", description: "Its headers break a rule.", properties: properties,
            required: []
        ) { (_, _) throws(RPCError) in
            ToolResult(text: "A client that follows the rules does not call this.")
        }
    }
}
