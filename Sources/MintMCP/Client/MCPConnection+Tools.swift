import HTTPTypes
public import MintCore

extension MCPConnection {
    /// Lists all tools, page after page.
    ///
    /// - Throws: ``MCPError``, ``TransportError``, `CancellationError`, and what the token's source throws.
    public func listTools() async throws -> ToolListing {
        try await limited("tools/list") { try await self.list() }
    }

    /// Calls a tool. A tool that fails is a result with ``ToolResult/isError``, no error.
    ///
    /// A modern server is asked for its tools first, because their schemas decide about headers (M26-10).
    ///
    /// - Throws: As ``listTools()`` does. A broken answer is repeated only where the tool is annotated as read-only or
    ///   idempotent (LC-6).
    public func callTool(_ name: String, arguments: [String: JSONValue] = [:]) async throws -> ToolResult {
        try await limited("tools/call") { try await self.call(name, arguments) }
    }
}

extension MCPConnection {
    private static let mostPages = 200
    private static let mostRounds = 8

    private func list() async throws -> ToolListing {
        do {
            return try await pages()
        } catch MCPError.refused(_, _, let failure) where failure.code == RPCFailure.Code.invalidParameters {
            // A cursor may run out between two pages; the list then starts anew, once (M26-15).
            guard hadCursor else { throw MCPError.refused(host: channel.host, method: "tools/list", failure) }
            return try await pages()
        }
    }

    private func pages() async throws -> ToolListing {
        var entries: [JSONValue] = []
        var seen: Set<String> = []
        var cursor: String?
        hadCursor = false
        for _ in 0..<Self.mostPages {
            var call = Call(method: "tools/list", silence: timeouts.silence)
            if let cursor { call.params["cursor"] = .string(cursor) }
            let page = try await request(call)
            guard let items = page["tools"]?.items else {
                throw MCPError.protocolViolation(host: channel.host, "tools/list brought no tools member")
            }
            entries += items
            // An empty cursor is a cursor; only its absence ends the list.
            guard let next = page["nextCursor"]?.text else {
                let listing = sorted(entries)
                self.listing = listing
                return listing
            }
            guard seen.insert(next).inserted else {
                throw MCPError.endlessList(host: channel.host, reason: "a page points back to an earlier one")
            }
            (cursor, hadCursor) = (next, true)
        }
        throw MCPError.endlessList(host: channel.host, reason: "more than \(Self.mostPages) pages")
    }

    /// Splits what can be used from what cannot.
    private func sorted(_ entries: [JSONValue]) -> ToolListing {
        var listing = ToolListing()
        for entry in entries {
            guard let tool = Tool(entry) else {
                listing.dropped.append(ToolListing.Dropped(name: "", reason: "it has no name"))
                continue
            }
            do throws(HeaderParameters.Invalid) {
                if wire?.isModern == true { _ = try HeaderParameters(schema: tool.inputSchema) }
                listing.tools.append(tool)
            } catch {
                listing.dropped.append(ToolListing.Dropped(name: tool.name, reason: error.reason))
            }
        }
        return listing
    }

    private func call(_ name: String, _ arguments: [String: JSONValue]) async throws -> ToolResult {
        do {
            return try await converse(try await described(name), name, arguments)
        } catch MCPError.refused(_, _, let failure) where failure.code == RPCFailure.Code.headerMismatch {
            // The schema has changed since it was read; the server has not run the tool (M26-10).
            listing = nil
            return try await converse(try await described(name), name, arguments)
        }
    }

    /// What is known of the tool; `nil` lets the server say that there is none.
    private func described(_ name: String) async throws -> Tool? {
        if try await currentWire().isModern, listing == nil {
            do {
                _ = try await list()
            } catch MCPError.refused(_, _, let failure) where failure.code == RPCFailure.Code.methodNotFound {
                return nil
            }
        }
        if let dropped = listing?.dropped.first(where: { $0.name == name }) {
            throw MCPError.unusableTool(
                host: channel.host, tool: name.plainLine(limit: 128), reason: dropped.reason)
        }
        guard let tool = listing?.tool(named: name) else { return nil }
        guard !tool.needsTask else { throw MCPError.needsTask(host: channel.host, tool: tool.label) }
        return tool
    }

    /// Calls until the result is complete: a server may hand back a state to be sent again (M26-18).
    private func converse(_ tool: Tool?, _ name: String, _ arguments: [String: JSONValue]) async throws -> ToolResult {
        var call = Call(method: "tools/call", name: name, silence: timeouts.callSilence)
        call.params = ["name": .string(name), "arguments": .object(arguments)]
        call.isSafe = tool?.annotations.allowsRepeating ?? false
        call.parameterHeaders = try headers(for: arguments, of: tool)
        for _ in 0..<Self.mostRounds {
            let result = try await request(call)
            guard wire?.isModern == true, result["resultType"]?.text == "input_required" else {
                return try complete(result)
            }
            let wants = result["inputRequests"]?.members ?? [:]
            guard wants.isEmpty else {
                let kinds = Set(wants.values.map { $0["method"]?.text?.plainLine(limit: 40) ?? "input" })
                throw MCPError.needsInput(
                    host: channel.host, tool: name.plainLine(limit: 128), wants: kinds.sorted())
            }
            call.params["requestState"] = result["requestState"]
        }
        throw MCPError.needsInput(host: channel.host, tool: name.plainLine(limit: 128), wants: [])
    }

    private func headers(for arguments: [String: JSONValue], of tool: Tool?) throws -> HTTPFields {
        guard let tool, wire?.isModern == true else { return [:] }
        do throws(HeaderParameters.Unsendable) {
            // A schema that breaks the rules was sorted out when the tools were listed.
            guard let marked = try? HeaderParameters(schema: tool.inputSchema) else { return [:] }
            return try marked.headers(for: arguments)
        } catch {
            throw MCPError.unsendableArgument(tool: tool.label, name: error.name, reason: error.reason)
        }
    }

    private func complete(_ result: JSONValue) throws -> ToolResult {
        guard let answer = ToolResult(result) else {
            throw MCPError.protocolViolation(host: channel.host, "the result of tools/call has no content")
        }
        return answer
    }
}
