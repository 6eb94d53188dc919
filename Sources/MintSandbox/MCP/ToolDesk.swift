/// `tools/list` and `tools/call`, which both revisions share.
struct ToolDesk: Sendable {
    let layout: Layout

    /// One page; the cursor is opaque to clients and holds the index of the next tool.
    func list(_ params: [String: JSONValue], _ settings: MCPSettings) throws(RPCError) -> [String: JSONValue] {
        let tools = ToolCatalog.all + (settings.listsBrokenTools ? ToolCatalog.broken : [])
        let start = try start(params["cursor"], count: tools.count)
        let end = min(start + max(settings.pageSize, 1), tools.count)
        var result: [String: JSONValue] = ["tools": .array(tools[start..<end].map(\.json))]
        if end < tools.count { result["nextCursor"] = .string(Base64URL.encode("after:\(end)".utf8)) }
        return result
    }

    func call(
        _ params: [String: JSONValue], _ token: AccessTokenVerifier.Token, _ state: inout SandboxState
    ) throws(MCPRefusal) -> [String: JSONValue] {
        let tool: Tool
        do throws(RPCError) { tool = try self.tool(params) } catch { throw .rpc(error) }
        let needed = [Scope.read] + tool.scopes
        guard needed.allSatisfy(token.scopes.contains) else { throw .insufficientScope(needed) }
        do throws(RPCError) {
            let arguments = try arguments(params)
            try tool.check(arguments)
            let issuer = layout.at(token.authority).issuer
            return try tool.run(Tool.Call(arguments: arguments, token: token, issuer: issuer), &state).members
        } catch {
            throw .rpc(error)
        }
    }

    func tool(_ params: [String: JSONValue]) throws(RPCError) -> Tool {
        guard let name = params["name"]?.text, let tool = ToolCatalog.named(name) else {
            throw RPCError(.invalidParams, "Unknown tool")
        }
        return tool
    }

    private func arguments(_ params: [String: JSONValue]) throws(RPCError) -> [String: JSONValue] {
        switch params["arguments"] {
        case nil: return [:]
        case .object(let arguments): return arguments
        default: throw RPCError(.invalidParams, "Invalid arguments: not an object")
        }
    }

    private func start(_ cursor: JSONValue?, count: Int) throws(RPCError) -> Int {
        guard let cursor else { return 0 }
        guard let text = cursor.text.flatMap(Base64URL.decode).map({ String(decoding: $0, as: UTF8.self) }),
            text.hasPrefix("after:"), let start = Int(text.dropFirst(6)), (1..<count).contains(start)
        else { throw RPCError(.invalidParams, "Invalid cursor") }
        return start
    }
}
