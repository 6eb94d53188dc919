internal import HTTPTypes

// The names are tokens (RFC 9110 §5.6.2), so none of these is ever `nil`; the fallback only spares a force unwrap.
extension HTTPField.Name {
    static var mcpProtocolVersion: HTTPField.Name { HTTPField.Name("MCP-Protocol-Version") ?? .cookie }
    static var mcpMethod: HTTPField.Name { HTTPField.Name("Mcp-Method") ?? .cookie }
    static var mcpName: HTTPField.Name { HTTPField.Name("Mcp-Name") ?? .cookie }
    static var mcpSessionID: HTTPField.Name { HTTPField.Name("MCP-Session-Id") ?? .cookie }
}
