internal import HTTPTypes
internal import MintCore

/// An MCP server of 2026-07-28 at the root of its origin that refuses nothing, so that what a client sends can be looked
/// at. It greets legacy clients too, as the suite's does.
struct ModernSite: Site {
    let handlers: [String: MCPHandler]
    /// Hears of every message before it is answered.
    var inspect: @Sendable (RPCMessage, Incoming) -> Void = { _, _ in }
    private let sessionID = TokenLedger.token("session")

    init(
        _ handlers: [String: MCPHandler], inspect: @escaping @Sendable (RPCMessage, Incoming) -> Void = { _, _ in }
    ) {
        self.handlers = handlers
        self.inspect = inspect
    }

    func respond(to request: Incoming) async -> Answer? {
        switch request.method {
        case .get: return openStream()
        case .delete: return Answer(status: .ok)
        case .post: return post(request).with("Mcp-Session-Id", sessionID)
        default: return .text("Method Not Allowed", status: .methodNotAllowed)
        }
    }

    private func post(_ request: Incoming) -> Answer {
        guard let message = RPCMessage(JSONValue(bytes: request.body)) else {
            return RPCRefusal(code: -32700, message: "Parse error").answer(id: nil, status: .badRequest)
        }
        if message.method == "server/discover" {
            return .json(message.result(StatelessMCP.completed(discovery, of: message.method)))
        }
        inspect(message, request)
        if message.method == "initialize" { return .json(message.result(greeting)) }
        guard message.id != nil else { return Answer(status: .accepted) }
        do throws(RPCRefusal) {
            let result = try handlers[message.method]?(message.params) ?? [:]
            return .json(message.result(StatelessMCP.completed(result, of: message.method)))
        } catch {
            return error.answer(id: message.id, status: .ok)
        }
    }

    private var discovery: [String: JSONValue] { StatelessMCP.discovery(handlers.capabilities, .july2026) }

    private var greeting: [String: JSONValue] {
        [
            "resultType": "complete", "protocolVersion": .string(WireVersion.july2026.rawValue),
            "capabilities": handlers.capabilities, "serverInfo": ["name": "conformance-server", "version": "1.0.0"],
        ]
    }

    /// Never ends by itself.
    private func openStream() -> Answer {
        let (pieces, feed) = AsyncStream<[UInt8]>.makeStream()
        feed.yield(Array("data: \n\n".utf8))
        return Answer(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"], body: .pieces(pieces))
    }
}

extension Setup {
    /// One MCP server at the root, without authentication.
    static func open(_ site: any Site) -> Setup { Setup(sites: [.server: site], path: "") }
}
