import HTTPTypes

extension Discovery {
    /// What a server without a token said.
    struct Asked: Sendable {
        /// The one to follow (WA-5).
        var challenge: Challenge?
        /// The server itself, by the address that answered.
        var namer: Namer
    }

    /// Asks the server without a token and reads the challenge of its refusal (WA-1, CC-6).
    ///
    /// One question is enough: who checks tokens does so before reading what is asked, so a server of any revision answers
    /// it with 401 (ERA-1). One that does not (a 200, or the 400, 404, 405 and 406 of older revisions) has let the question
    /// in, and would let `initialize` in as well; its metadata is then looked for where it belongs (PRM-1).
    func question(
        _ server: HTTPURL, caFile: String?, observe: @Sendable (Trace.Hop) -> Void
    ) async throws(TransportError) -> Asked {
        let request = questionRequest(to: server, caFile: caFile)
        let (result, milliseconds) = await timed { () async throws(TransportError) in
            try await transport.send(request, deadline: MetadataFetcher.deadline)
        }
        func note(_ status: Int?, _ verdict: String) {
            observe(
                Trace.Hop(
                    purpose: "challenge", method: "POST", url: server.withoutQuery, status: status,
                    milliseconds: milliseconds, verdict: verdict))
        }
        switch result {
        case .failure(let error):
            note(nil, error.headline)
            throw error
        case .success(let response):
            let isRefusal = response.status == 401 || response.status == 403
            let challenge = isRefusal ? Challenge.parse(response.headers[values: .wwwAuthenticate]).leading : nil
            note(response.status, challenge?.verdict ?? "no challenge to follow")
            return Asked(challenge: challenge, namer: Namer(server, resolved: response.addressRange))
        }
    }

    /// A question in the words of the present revision.
    func questionRequest(to server: HTTPURL, caFile: String?) -> TransportRequest {
        TransportRequest(
            .post, server,
            headers: [
                .accept: "application/json, text/event-stream", .contentType: "application/json",
                .mcpProtocolVersion: Self.revision, .mcpMethod: "server/discover",
            ],
            body: Array(body.serialized().utf8), caFile: caFile, mostPrivate: Namer.operator.range)
    }

    private static let revision = "2026-07-28"

    /// Declares the extension, so that servers can see what will come (CC-10).
    private var body: JSONValue {
        var meta: [String: JSONValue] = [
            "io.modelcontextprotocol/protocolVersion": .string(Self.revision),
            "io.modelcontextprotocol/clientCapabilities": [
                "extensions": ["io.modelcontextprotocol/oauth-client-credentials": [:]]
            ],
        ]
        if let version {
            meta["io.modelcontextprotocol/clientInfo"] = ["name": "mintmark", "version": .string(version)]
        }
        return ["jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": ["_meta": .object(meta)]]
    }
}

extension Challenge {
    /// With what is wrong with it (WA-4).
    fileprivate var verdict: String {
        let flaws =
            Set(duplicates).sorted().map { "\($0.plainLine(limit: 40)) came more than once" }
            + unquoted.prefix(4).map { "\($0.plainLine(limit: 40)) is not quoted" }
        return (["challenge read"] + flaws.prefix(4)).joined(separator: "; ")
    }
}

extension HTTPField.Name {
    // Each is a valid field name by its spelling, so the optional initializer gives a value.
    static var mcpProtocolVersion: Self { Self("MCP-Protocol-Version") ?? .accept }
    static var mcpMethod: Self { Self("Mcp-Method") ?? .accept }
}
