import HTTPTypes
import MintCore

/// One JSON-RPC request, before the wire adds what its revision demands.
struct Call: Sendable {
    var method: String
    var params: [String: JSONValue] = [:]
    /// What goes as `Mcp-Name` (M26-2).
    var name: String?
    /// `Mcp-Param-*` (M26-8).
    var parameterHeaders: HTTPFields = [:]
    /// Whether repeating does no harm (LC-6).
    var isSafe = true
    var silence: Duration
}

extension Call {
    /// The request as `wire` wants it.
    func outgoing(id: Int, on wire: Wire, as identity: ClientIdentity) -> Outgoing {
        var params = params
        var headers = Self.headers
        switch wire {
        case .modern(let version):
            params["_meta"] = identity.metadata(version: version)
            headers.append(contentsOf: parameterHeaders)
            headers[text: MCPField.protocolVersion] = version
            headers[text: MCPField.method] = method
            if let name { headers[text: MCPField.name] = HeaderText.encoded(name) }
        case .legacy:
            // The handshake itself has neither a version agreed on nor a session.
            if method != "initialize" { headers = wire.legacyHeaders }
        }
        var message: [String: JSONValue] = ["jsonrpc": "2.0", "id": .int(Int64(id)), "method": .string(method)]
        if !params.isEmpty { message["params"] = .object(params) }
        return Outgoing(
            purpose: method, operation: name.map { "\(method) \($0)" }, headers: headers,
            body: Array(JSONValue.object(message).serialized().utf8),
            silence: silence)
    }

    /// What every POST carries.
    static var headers: HTTPFields {
        [.accept: "application/json, text/event-stream", .contentType: "application/json"]
    }
}

extension Wire {
    /// What every legacy POST carries after the handshake (M25-3, M25-4).
    var legacyHeaders: HTTPFields {
        var headers = Call.headers
        headers[text: MCPField.protocolVersion] = version
        headers[text: MCPField.sessionID] = sessionID
        return headers
    }
}
