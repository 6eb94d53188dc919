internal import HTTPTypes

/// What the modern revision demands of each message before it looks at the method (M26-2, M26-3, M26-5).
struct ModernRules: Sendable {
    let requiredExtension: String?

    /// Whether a client means this revision: the `_meta` that it must send (ERA-6), or the headers.
    static func isModern(_ message: RPCMessage, _ headers: HTTPFields) -> Bool {
        guard message.method != "initialize" else { return false }
        return message.meta[MCPVersion.Meta.version] != nil || headers[.mcpMethod] != nil
            || headers[.mcpProtocolVersion] == MCPVersion.modern
    }

    func check(_ message: RPCMessage, _ headers: HTTPFields) throws(RPCError) {
        guard let method = message.method else {
            throw RPCError(.invalidRequest, "Clients send no responses in this revision", status: 400)
        }
        guard headers[.mcpMethod] == method else { throw mismatch("Mcp-Method differs from the body") }
        guard let version = headers[.mcpProtocolVersion] else { throw mismatch("MCP-Protocol-Version is missing") }
        if case .notification = message.kind, message.meta.isEmpty {
            try checkVersion(version)
        } else {
            try checkMeta(message, headerVersion: version)
        }
        if method == "tools/call" { try checkCall(message, headers) }
    }

    private func checkMeta(_ message: RPCMessage, headerVersion: String) throws(RPCError) {
        guard let version = message.meta[MCPVersion.Meta.version]?.text else {
            throw RPCError(.invalidParams, "_meta lacks \(MCPVersion.Meta.version)", status: 400)
        }
        guard version == headerVersion else { throw mismatch("MCP-Protocol-Version differs from the body") }
        try checkVersion(version)
        guard let capabilities = message.meta[MCPVersion.Meta.capabilities]?.object else {
            throw RPCError(.invalidParams, "_meta lacks \(MCPVersion.Meta.capabilities)", status: 400)
        }
        guard let requiredExtension, message.method != "server/discover" else { return }
        guard capabilities["extensions"]?[requiredExtension] != nil else {
            let needed: JSONValue = ["extensions": .object([requiredExtension: [:]])]
            throw RPCError(
                .missingRequiredClientCapability, "A required client capability is missing", status: 400,
                data: ["requiredCapabilities": needed])
        }
    }

    private func checkVersion(_ version: String) throws(RPCError) {
        guard version == MCPVersion.modern else {
            throw RPCError(
                .unsupportedProtocolVersion, "Unsupported protocol version", status: 400,
                data: ["supported": .strings([MCPVersion.modern]), "requested": .string(version)])
        }
    }

    /// The name, and the arguments that the tool's schema mirrors into headers (M26-8).
    private func checkCall(_ message: RPCMessage, _ headers: HTTPFields) throws(RPCError) {
        guard let name = message.params["name"]?.text else {
            throw RPCError(.invalidParams, "params lack a name", status: 400)
        }
        guard headers[.mcpName].flatMap(HeaderText.decode) == name else {
            throw mismatch("Mcp-Name differs from the body")
        }
        for mirrored in ToolCatalog.named(name)?.mirrored ?? [] {
            guard let field = HTTPField.Name("Mcp-Param-\(mirrored.header)") else { continue }
            guard headers[field].flatMap(HeaderText.decode) == mirrored.text(in: message.params["arguments"]) else {
                throw mismatch("Mcp-Param-\(mirrored.header) differs from the body")
            }
        }
    }

    private func mismatch(_ message: String) -> RPCError {
        // A legacy client learns here what is spoken (ERA-6).
        RPCError(
            .headerMismatch, "Header mismatch: \(message)", status: 400,
            data: ["supported": .strings([MCPVersion.modern])])
    }
}
