import HTTPTypes

extension Discovery {
    /// What a server says to whoever comes with this token, or with none.
    ///
    /// Who checks tokens first answers the question of any revision (ERA-1). A server of an older one may refuse the question
    /// itself, with 400, 404, 405, 406 or 415 and no challenge: it is asked once more, by the handshake that it knows (ERA-2).
    ///
    /// - Parameters:
    ///   - server: One that the operator named.
    ///   - purpose: For the trace.
    /// - Throws: ``TransportError``; ``SigningKeyError`` where the token needs a proof.
    public func knock(
        at server: HTTPURL, token: AccessToken? = nil, caFile: String?, purpose: String,
        observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> TransportResponse {
        // The transport refuses this as well; a token is worth two locks (NET-1).
        if token != nil, !server.mayCarryCredentials { throw TransportError.insecure(server) }
        let visit = Visit(transport: transport, server: server, token: token, purpose: purpose, observe: observe)
        let first = try await visit.send(questionRequest(to: server, caFile: caFile))
        guard first.refusesTheQuestion else { return first }
        let second = try await visit.send(handshakeRequest(to: server, caFile: caFile))
        try await visit.leave(second, caFile: caFile)
        return second.refusesTheQuestion ? first : second
    }

    /// The first words of the revisions before 2026-07-28 (M25-2).
    private func handshakeRequest(to server: HTTPURL, caFile: String?) -> TransportRequest {
        let body: JSONValue = [
            "jsonrpc": "2.0", "id": 1, "method": "initialize",
            "params": [
                "protocolVersion": "2025-11-25", "capabilities": [:],
                "clientInfo": ["name": "mintmark", "version": .string(version ?? "0")],
            ],
        ]
        return TransportRequest(
            .post, server,
            headers: [.accept: "application/json, text/event-stream", .contentType: "application/json"],
            body: Array(body.serialized().utf8), caFile: caFile, mostPrivate: Namer.operator.range)
    }
}

/// The requests of one knock.
private struct Visit: Sendable {
    let transport: any HTTPTransport
    let server: HTTPURL
    let token: AccessToken?
    let purpose: String
    let observe: @Sendable (Trace.Hop) -> Void

    /// A nonce that the server asks for costs one repetition with a new proof (DP-6).
    func send(_ request: TransportRequest) async throws -> TransportResponse {
        let first = try await sendOnce(request)
        guard let token, token.wantsRepetition(after: first.status, first.headers, from: server) else { return first }
        return try await sendOnce(request)
    }

    /// Ends a session that a handshake opened (M25-4); whatever comes of it says nothing about tokens.
    func leave(_ response: TransportResponse, caFile: String?) async throws {
        guard (200..<300).contains(response.status), let session = response.headers[.mcpSessionID] else { return }
        let request = TransportRequest(.delete, server, headers: [.mcpSessionID: session], caFile: caFile)
        _ = try? await sendOnce(request)
        try Task.checkCancellation()
    }

    private func sendOnce(_ request: TransportRequest) async throws -> TransportResponse {
        var request = request
        try await token?.authorize(&request.headers, request.method, server)
        let sent = request
        let (result, milliseconds) = await timed { () async throws(TransportError) in
            try await transport.send(sent, deadline: MetadataFetcher.deadline)
        }
        let verdict =
            switch result {
            case .failure(let error): error.headline
            case .success(let response):
                Challenge.parse(response.headers[values: .wwwAuthenticate]).leading == nil
                    ? "no challenge" : "a challenge"
            }
        observe(
            Trace.Hop(
                sent, purpose: purpose, status: try? result.get().status, milliseconds: milliseconds, verdict))
        return try result.get()
    }
}

extension TransportResponse {
    /// A refusal that is about the words, not about who asks.
    fileprivate var refusesTheQuestion: Bool {
        [400, 404, 405, 406, 415].contains(status) && headers[values: .wwwAuthenticate].isEmpty
    }
}

extension HTTPField.Name {
    // A valid field name by its spelling, so the optional initializer gives a value.
    fileprivate static var mcpSessionID: Self { Self("Mcp-Session-Id") ?? .accept }
}
