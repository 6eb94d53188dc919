internal import HTTPTypes
internal import MintCore

/// The revisions with a handshake, as a server on the TypeScript SDK speaks them without sessions: every request gets a
/// server of its own, answers come as an event stream (CF-8, ERA-5).
struct StatefulMCP: MCPEndpoint {
    let handlers: [String: MCPHandler]

    private static let versions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05", "2024-10-07"]

    func respond(to request: Incoming) async -> Answer {
        let accepted = request.header("Accept") ?? ""
        guard accepted.contains("application/json"), accepted.contains("text/event-stream") else {
            return refuse("Not Acceptable: the client must accept JSON and event streams", .notAcceptable)
        }
        guard request.mediaType == "application/json" else {
            return refuse("Unsupported Media Type: the content must be JSON", .unsupportedMediaType)
        }
        guard let message = RPCMessage(request.json) else {
            return RPCRefusal(code: -32700, message: "Parse error").answer(id: nil, status: .badRequest)
        }
        if message.method != "initialize", let version = request.header("MCP-Protocol-Version"),
            !Self.versions.contains(version)
        {
            return refuse("Bad Request: Unsupported protocol version: \(version)", .badRequest)
        }
        guard message.id != nil, !message.method.isEmpty else { return Answer(status: .accepted) }
        return stream(of: reply(to: message))
    }

    private func reply(to message: RPCMessage) -> JSONValue {
        do throws(RPCRefusal) {
            return message.result(try result(of: message))
        } catch {
            return error.message(id: message.id)
        }
    }

    private func result(of message: RPCMessage) throws(RPCRefusal) -> [String: JSONValue] {
        switch message.method {
        case "initialize":
            let asked = message.params["protocolVersion"]?.text ?? ""
            return [
                "protocolVersion": .string(Self.versions.contains(asked) ? asked : Self.versions[0]),
                "capabilities": handlers.capabilities,
                "serverInfo": ["name": "conformance-server", "version": "1.0.0"],
            ]
        case "ping": return [:]
        default:
            guard let handler = handlers[message.method] else { throw .unknownMethod(message.method) }
            return try handler(message.params)
        }
    }

    private func stream(of message: JSONValue) -> Answer {
        let (pieces, feed) = AsyncStream<[UInt8]>.makeStream()
        feed.yield(Array("event: message\ndata: \(message.serialized())\n\n".utf8))
        feed.finish()
        return Answer(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"], body: .pieces(pieces))
    }

    private func refuse(_ reason: String, _ status: HTTPResponse.Status) -> Answer {
        RPCRefusal(code: -32000, message: reason).answer(id: nil, status: status)
    }
}
