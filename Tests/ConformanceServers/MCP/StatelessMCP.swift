internal import HTTPTypes
internal import MintCore

/// The revision without a handshake: every request brings its own metadata, and answers are plain JSON (M26-2 to M26-5).
struct StatelessMCP: MCPEndpoint {
    let version: WireVersion
    let handlers: [String: MCPHandler]

    func respond(to request: Incoming) async -> Answer {
        guard let message = RPCMessage(request.json) else {
            return RPCRefusal(code: -32020, message: "Missing MCP-Protocol-Version header")
                .answer(id: nil, status: .badRequest)
        }
        if let refusal = refusal(of: message, version: request.header("MCP-Protocol-Version")) {
            return refusal.answer(id: message.id, status: .badRequest)
        }
        do throws(RPCRefusal) {
            return .json(message.result(Self.completed(try result(of: message), of: message.method)))
        } catch {
            return error.answer(id: message.id, status: error.code == -32601 ? .notFound : .internalServerError)
        }
    }

    private func refusal(of message: RPCMessage, version given: String?) -> RPCRefusal? {
        guard let given, !given.isEmpty else {
            return RPCRefusal(code: -32020, message: "Missing MCP-Protocol-Version header")
        }
        let missing = [RPCMessage.protocolVersion, RPCMessage.clientCapabilities].filter { message.meta[$0] == nil }
        guard missing.isEmpty else {
            return RPCRefusal(code: -32602, message: "Missing in _meta: \(missing.joined(separator: ", "))")
        }
        guard message.meta[RPCMessage.protocolVersion]?.text == given else {
            return RPCRefusal(code: -32020, message: "The header MCP-Protocol-Version and _meta differ")
        }
        guard given == version.rawValue else { return Self.unsupported(given, [version.rawValue]) }
        return nil
    }

    static func unsupported(_ requested: String, _ supported: [String]) -> RPCRefusal {
        RPCRefusal(
            code: -32022, message: "Unsupported protocol version",
            data: ["supported": .array(supported.map(JSONValue.string)), "requested": .string(requested)])
    }

    private func result(of message: RPCMessage) throws(RPCRefusal) -> [String: JSONValue] {
        if message.method == "server/discover" { return Self.discovery(handlers.capabilities, version) }
        guard let handler = handlers[message.method] else { throw .unknownMethod(message.method) }
        return try handler(message.params)
    }

    static func discovery(_ capabilities: JSONValue, _ version: WireVersion) -> [String: JSONValue] {
        [
            "supportedVersions": [.string(version.rawValue)], "capabilities": capabilities,
            "_meta": [
                "io.modelcontextprotocol/serverInfo": ["name": "conformance-server", "version": "1.0.0"]
            ],
        ]
    }

    private static let cacheable: Set<String> = [
        "server/discover", "tools/list", "prompts/list", "resources/list", "resources/templates/list", "resources/read",
    ]

    /// The result with the members that every result of this revision must have.
    static func completed(_ result: [String: JSONValue], of method: String) -> [String: JSONValue] {
        var members: [String: JSONValue] = ["resultType": "complete"]
        if cacheable.contains(method) { members.merge(["ttlMs": 0, "cacheScope": "private"]) { $1 } }
        return members.merging(result) { $1 }
    }
}
