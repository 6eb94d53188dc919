/// The tools, in the order in which they are listed.
enum ToolCatalog {
    static var all: [Tool] { [whoami, echo, add, regionStatus, appendNote, secretReport, alwaysFails] }

    static func named(_ name: String) -> Tool? { all.first { $0.name == name } }

    private static let text: JSONValue = ["type": "string"]
    private static let number: JSONValue = ["type": "number"]

    private static var whoami: Tool {
        Tool(
            name: "whoami", title: "Who am I", description: "Tells the client and the scopes of the token.",
            properties: [:], required: []
        ) { (call, _) throws(RPCError) in
            let scopes = call.token.scopes.joined(separator: " ")
            return ToolResult(
                text: "client \(call.token.client), scopes \(scopes)",
                structured: [
                    "client_id": .string(call.token.client), "subject": .string(call.token.subject),
                    "scopes": .strings(call.token.scopes),
                    "issuer": .string(call.issuer), "expires_at": .integer(call.token.expiry),
                ])
        }
    }

    private static var echo: Tool {
        Tool(
            name: "echo", title: "Echo", description: "Says the text back.", properties: ["text": text],
            required: ["text"]
        ) { (call, _) throws(RPCError) in
            ToolResult(text: try call.text("text"))
        }
    }

    private static var add: Tool {
        Tool(
            name: "add", title: "Add", description: "Adds two numbers.", properties: ["a": number, "b": number],
            required: ["a", "b"]
        ) { (call, _) throws(RPCError) in
            let sum = try call.sum("a", "b")
            return ToolResult(text: String(decoding: sum.bytes, as: UTF8.self), structured: ["sum": sum])
        }
    }

    private static var regionStatus: Tool {
        Tool(
            name: "region-status", title: "Region status",
            description: "Is always well; what it is asked goes in headers too.",
            properties: [
                "region": ["type": "string", "x-mcp-header": "Region"],
                "limit": ["type": "integer", "x-mcp-header": "Limit"],
                "detailed": ["type": "boolean", "x-mcp-header": "Detailed"],
                "window": [
                    "type": "object", "properties": ["days": ["type": "integer", "x-mcp-header": "Days"]],
                ],
            ], required: ["region"]
        ) { (call, _) throws(RPCError) in
            ToolResult(text: "\(try call.text("region")): ok")
        }
    }

    private static var appendNote: Tool {
        Tool(
            name: "append-note", title: "Append a note", description: "Keeps a note until the sandbox stops.",
            properties: ["text": text], required: ["text"], scopes: [Scope.call]
        ) { (call, state) throws(RPCError) in
            let notes = (state.notes[call.token.client, default: []] + [try call.text("text")]).suffix(100)
            state.notes[call.token.client] = Array(notes)
            return ToolResult(text: "\(notes.count) kept", structured: ["count": .integer(notes.count)])
        }
    }

    private static var secretReport: Tool {
        Tool(
            name: "secret-report", title: "Secret report", description: "Needs the scope mcp:admin.", properties: [:],
            required: [], scopes: [Scope.admin]
        ) { (_, _) throws(RPCError) in
            ToolResult(text: "All practice machines are well.")
        }
    }

    private static var alwaysFails: Tool {
        Tool(
            name: "always-fails", title: "Always fails", description: "Reports a failure of its own.", properties: [:],
            required: []
        ) { (_, _) throws(RPCError) in
            ToolResult(text: "This tool fails on purpose.", isError: true)
        }
    }
}

extension Tool.Call {
    fileprivate func text(_ name: String) throws(RPCError) -> String {
        guard let text = arguments[name]?.text else {
            throw RPCError(.invalidParams, "Invalid arguments: \(name) must be a string")
        }
        return text
    }

    /// Whole where both are whole and the sum fits.
    fileprivate func sum(_ left: String, _ right: String) throws(RPCError) -> JSONValue {
        if let a = arguments[left]?.integer, let b = arguments[right]?.integer {
            let (sum, overflow) = a.addingReportingOverflow(b)
            return overflow ? .number(Double(a) + Double(b)) : .integer(sum)
        }
        return .number(try number(left) + number(right))
    }

    private func number(_ name: String) throws(RPCError) -> Double {
        switch arguments[name] {
        case .integer(let value): return Double(value)
        case .number(let value): return value
        default: throw RPCError(.invalidParams, "Invalid arguments: \(name) must be a number")
        }
    }
}
