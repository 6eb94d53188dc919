internal import FoundationEssentials
internal import HTTPTypes

// 2025-11-25 and 2025-06-18: an initialize handshake and a session id (facts M25).
extension MCPServer {
    func legacy(
        _ message: RPCMessage, _ request: IncomingRequest, _ token: AccessTokenVerifier.Token,
        _ state: inout SandboxState
    ) -> Answer {
        if case .request(let id, "initialize") = message.kind {
            return initialize(id, message, token, &state)
        }
        do throws(RPCError) {
            let id = try sessionID(request, token, state)
            return try legacyAnswer(message, sessionID: id, token, &state)
        } catch {
            return error.answer(id: message.id)
        }
    }

    func endSession(_ request: IncomingRequest, _ token: AccessTokenVerifier.Token, _ state: inout SandboxState)
        -> Answer
    {
        do throws(RPCError) {
            state.sessions.close(try sessionID(request, token, state))
            return Answer(status: .ok)
        } catch {
            return error.answer(id: nil)
        }
    }

    private func initialize(
        _ id: JSONValue, _ message: RPCMessage, _ token: AccessTokenVerifier.Token, _ state: inout SandboxState
    ) -> Answer {
        guard let asked = message.params["protocolVersion"]?.text, message.params["capabilities"]?.object != nil,
            message.params["clientInfo"]?["name"]?.text != nil
        else {
            return RPCError(.invalidParams, "initialize lacks protocolVersion, capabilities or clientInfo").answer(
                id: id)
        }
        let version = MCPVersion.legacy.first { $0 == asked } ?? MCPVersion.legacy[0]
        let session = UUID().uuidString.lowercased()
        state.sessions.open(MCPSession(client: token.client, resource: resource.path, version: version), id: session)
        let result: JSONValue = [
            "protocolVersion": .string(version), "capabilities": MCPVersion.capabilities,
            "serverInfo": MCPVersion.serverInfo, "instructions": "A practice server: nothing here is real.",
        ]
        return legacyAnswer(["jsonrpc": "2.0", "id": id, "result": result], state.mcp)
            .with(.mcpSessionID, session)
    }

    /// The session that a request names: its own client's, at this server, in the negotiated version (M25-3, M25-4).
    private func sessionID(_ request: IncomingRequest, _ token: AccessTokenVerifier.Token, _ state: SandboxState)
        throws(RPCError) -> String
    {
        if let version = request.headers[.mcpProtocolVersion], !MCPVersion.legacy.contains(version) {
            let supported = MCPVersion.legacy.joined(separator: ", ")
            throw RPCError(
                .badRequest, "Bad Request: Unsupported protocol version (supported versions: \(supported))", status: 400
            )
        }
        guard let id = request.headers[.mcpSessionID] else {
            throw RPCError(.badRequest, "Bad Request: Mcp-Session-Id header is required", status: 400)
        }
        guard let session = state.sessions[id], session.client == token.client, session.resource == resource.path else {
            throw RPCError(.sessionNotFound, "Session not found", status: 404)
        }
        guard request.headers[.mcpProtocolVersion].map({ $0 == session.version }) ?? true else {
            throw RPCError(.badRequest, "Bad Request: not the negotiated protocol version", status: 400)
        }
        return id
    }

    private func legacyAnswer(
        _ message: RPCMessage, sessionID: String, _ token: AccessTokenVerifier.Token, _ state: inout SandboxState
    ) throws(RPCError) -> Answer {
        guard case .request(let id, let method) = message.kind else {
            if message.method == "notifications/initialized" { state.sessions.markInitialized(sessionID) }
            return Answer(status: .accepted)
        }
        guard method == "ping" || state.sessions[sessionID]?.isInitialized == true else {
            throw RPCError(.invalidParams, "Received request before initialization was complete", status: 400)
        }
        do throws(MCPRefusal) {
            let result = try legacyResult(method, message, token, &state)
            return legacyAnswer(["jsonrpc": "2.0", "id": id, "result": .object(result)], state.mcp)
        } catch {
            switch error {
            case .rpc(let error): return legacyAnswer(error.body(id: id), state.mcp)
            case .insufficientScope(let needed): return gate.insufficientScope(needed, token, state)
            }
        }
    }

    private func legacyResult(
        _ method: String, _ message: RPCMessage, _ token: AccessTokenVerifier.Token, _ state: inout SandboxState
    ) throws(MCPRefusal) -> [String: JSONValue] {
        switch method {
        case "ping": return [:]
        case "tools/call": return try desk.call(message.params, token, &state)
        case "tools/list":
            do throws(RPCError) {
                return try desk.list(message.params, state.mcp)
            } catch {
                throw .rpc(error)
            }
        default: throw .rpc(RPCError(.methodNotFound, "Method not found"))
        }
    }

    /// Events by default, the first of them empty (a priming event, M25-6).
    private func legacyAnswer(_ body: JSONValue, _ settings: MCPSettings) -> Answer {
        guard settings.answers != .json else { return .json(body) }
        return .events(["id: 1\ndata: ", Answer.event(body, id: "2")])
    }
}
