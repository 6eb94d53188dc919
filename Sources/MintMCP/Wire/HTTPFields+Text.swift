import HTTPTypes

/// The header names of the MCP transport; HTTP compares them without case.
enum MCPField {
    static let protocolVersion = "MCP-Protocol-Version"
    static let sessionID = "Mcp-Session-Id"
    static let method = "Mcp-Method"
    static let name = "Mcp-Name"
    static let parameterPrefix = "Mcp-Param-"
    static let lastEventID = "Last-Event-ID"
    static let retryAfter = "Retry-After"
}

extension HTTPFields {
    /// The value under a name given as text; a text that is no header name holds nothing.
    subscript(text name: String) -> String? {
        get { HTTPField.Name(name).flatMap { self[$0] } }
        set { if let name = HTTPField.Name(name) { self[name] = newValue } }
    }
}
