internal import HTTPTypes

/// A protected MCP server over Streamable HTTP, in both wire revisions. Token first, then the revision (ERA-1).
struct MCPServer: Sendable {
    let layout: Layout
    let resource: ProtectedResource
    let world: World

    func respond(_ request: IncomingRequest) -> Answer {
        if let origin = request.headers[.origin], !LoopbackRule.allows(origin: origin) {
            return RPCError(.badRequest, "Forbidden origin", status: 403).answer(id: nil)
        }
        return world.update { state in
            do throws(BearerGate.Refusal) {
                let token = try gate.token(request, &state)
                var answer =
                    token.scopes.contains(Scope.read)
                    ? dispatch(request, token, &state) : gate.insufficientScope([Scope.read], token, state)
                if token.boundKey != nil, let nonce = nextNonce(&state) { answer.headers[.dpopNonce] = nonce }
                return answer.notStored.from(state.known(token.client, at: token.authority))
            } catch {
                return gate.answer(error, state)
            }
        }
    }

    var gate: BearerGate { BearerGate(layout: layout, resource: resource) }
    var desk: ToolDesk { ToolDesk(layout: layout) }

    private func nextNonce(_ state: inout SandboxState) -> String? {
        guard state.dpop.wantsResourceNonce else { return nil }
        if state.dpop.renewsNonces { state.dpop.resourceNonces.renew() }
        return state.dpop.resourceNonces.current
    }

    private func dispatch(_ request: IncomingRequest, _ token: AccessTokenVerifier.Token, _ state: inout SandboxState)
        -> Answer
    {
        switch request.method {
        case .post: return post(request, token, &state)
        case .delete where state.mcp.revisions != .modern: return endSession(request, token, &state)
        default: return .methodNotAllowed(state.mcp.revisions == .modern ? [.post] : [.post, .delete])
        }
    }

    private func post(_ request: IncomingRequest, _ token: AccessTokenVerifier.Token, _ state: inout SandboxState)
        -> Answer
    {
        guard request.mediaType == "application/json" else {
            return RPCError(.badRequest, "Unsupported Media Type: Content-Type must be application/json", status: 415)
                .answer(id: nil)
        }
        guard request.accepts("application/json"), request.accepts("text/event-stream") else {
            let message = "Not Acceptable: Client must accept both application/json and text/event-stream"
            return RPCError(.badRequest, message, status: 406).answer(id: nil)
        }
        let message: RPCMessage
        do {
            message = try RPCMessage(request.body)
        } catch {
            return error.answer(id: nil)
        }
        let asked = ModernRules.isModern(message, request.headers)
        switch state.mcp.revisions {
        case .modern: return modern(message, request, token, &state)
        case .legacy: return legacy(message, request, token, &state)
        case .both: return asked ? modern(message, request, token, &state) : legacy(message, request, token, &state)
        }
    }
}
