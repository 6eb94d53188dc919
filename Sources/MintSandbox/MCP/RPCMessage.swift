/// One JSON-RPC message from a client (facts W-1, W-2).
struct RPCMessage: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case request(id: JSONValue, method: String)
        case notification(method: String)
        case response
    }

    let kind: Kind
    let params: [String: JSONValue]

    /// - Throws: -32700 for what is not JSON, -32600 for what is not one message (a batch, a null id).
    init(_ body: [UInt8]) throws(RPCError) {
        guard let value = JSONValue.parse(body) else { throw RPCError(.parseError, "Parse error", status: 400) }
        guard let members = value.object, members["jsonrpc"] == "2.0" else {
            throw RPCError(.invalidRequest, "Invalid Request: one JSON-RPC 2.0 message is expected", status: 400)
        }
        switch members["params"] {
        case nil: params = [:]
        case .object(let object): params = object
        default: throw RPCError(.invalidRequest, "Invalid Request: params is not an object", status: 400)
        }
        switch (members["id"], members["method"]?.text) {
        case (nil, let method?): kind = .notification(method: method)
        case (.string?, let method?), (.integer?, let method?):
            kind = .request(id: members["id"] ?? .null, method: method)
        case (_?, nil) where members["method"] == nil && (members["result"] != nil || members["error"] != nil):
            kind = .response
        default: throw RPCError(.invalidRequest, "Invalid Request: id or method is not valid", status: 400)
        }
    }

    var method: String? {
        switch kind {
        case .request(_, let method), .notification(let method): method
        case .response: nil
        }
    }

    var id: JSONValue? {
        guard case .request(let id, _) = kind else { return nil }
        return id
    }

    /// The members that the modern revision wants on every request (M26-3).
    var meta: [String: JSONValue] { params["_meta"]?.object ?? [:] }
}
