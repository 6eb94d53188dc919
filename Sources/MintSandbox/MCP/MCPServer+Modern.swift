internal import HTTPTypes

// 2026-07-28: no sessions; every message stands alone.
extension MCPServer {
    func modern(
        _ message: RPCMessage, _ request: IncomingRequest, _ token: AccessTokenVerifier.Token,
        _ state: inout SandboxState
    ) -> Answer {
        do throws(MCPRefusal) {
            do throws(RPCError) {
                try ModernRules(requiredExtension: state.mcp.requiredExtension).check(message, request.headers)
            } catch {
                throw .rpc(error)
            }
            guard case .request(let id, let method) = message.kind else { return Answer(status: .accepted) }
            let result = try modernResult(method, message, token, &state)
            return modernAnswer(["jsonrpc": "2.0", "id": id, "result": .object(result)], state.mcp)
        } catch {
            switch error {
            case .rpc(let error): return error.answer(id: message.id)
            case .insufficientScope(let needed): return gate.insufficientScope(needed, token, state)
            }
        }
    }

    private func modernResult(
        _ method: String, _ message: RPCMessage, _ token: AccessTokenVerifier.Token, _ state: inout SandboxState
    ) throws(MCPRefusal) -> [String: JSONValue] {
        var result: [String: JSONValue]
        switch method {
        case "server/discover":
            result = discovery
        case "tools/list":
            do throws(RPCError) {
                result = try desk.list(message.params, state.mcp)
            } catch {
                throw .rpc(error)
            }
            // Private: what is listed may depend on the token (M26-16).
            result.merge(["ttlMs": .integer(60_000), "cacheScope": "private"]) { $1 }
        case "tools/call":
            result = try desk.call(message.params, token, &state)
        default:
            throw .rpc(RPCError(.methodNotFound, "Method not found", status: 404))
        }
        result["resultType"] = "complete"
        return result
    }

    private var discovery: [String: JSONValue] {
        [
            "supportedVersions": .strings([MCPVersion.modern]), "capabilities": MCPVersion.capabilities,
            "instructions": "A practice server: nothing here is real.", "ttlMs": .integer(60_000),
            "cacheScope": "private", "_meta": .object([MCPVersion.Meta.serverInfo: MCPVersion.serverInfo]),
        ]
    }

    private func modernAnswer(_ body: JSONValue, _ settings: MCPSettings) -> Answer {
        guard settings.answers == .sse else { return .json(body) }
        return .events([": practice", Answer.event(body)])
    }
}

extension Answer {
    /// A stream of Server-Sent Events, each given without its closing blank line.
    static func events(_ events: [String]) -> Answer {
        Answer(
            status: .ok, headers: [.contentType: "text/event-stream"],
            body: .pieces(events.map { Array("\($0)\n\n".utf8) }))
    }

    static func event(_ body: JSONValue, id: String? = nil) -> String {
        let number = id.map { "id: \($0)\n" } ?? ""
        return "event: message\n\(number)data: \(String(decoding: body.bytes, as: UTF8.self))"
    }
}
