import MintCore

/// One JSON-RPC message from a server.
enum IncomingMessage: Equatable, Sendable {
    case result(id: JSONValue, JSONValue)
    /// The id is missing where the server could not read the request (W-2).
    case failure(id: JSONValue?, RPCFailure)
    case request(id: JSONValue, method: String)
    case notification(method: String)

    /// - Returns: `nil` where the value is no JSON-RPC message. A missing `jsonrpc` member is let pass.
    init?(_ value: JSONValue) {
        guard value.members != nil else { return nil }
        if let version = value["jsonrpc"], version != "2.0" { return nil }
        var id = value["id"]
        if id == .null { id = Optional.none }
        if let method = value["method"]?.text {
            self = id.map { .request(id: $0, method: method) } ?? .notification(method: method)
        } else if let error = value["error"], let failure = RPCFailure(error) {
            self = .failure(id: id, failure)
        } else if let id, let result = value["result"] {
            self = .result(id: id, result)
        } else {
            return nil
        }
    }

    /// Reads a message, or the batch of messages that servers of revision 2025-03-26 may send (W-1).
    ///
    /// - Returns: `nil` where the bytes are not JSON, or hold something else than messages.
    static func all(in bytes: [UInt8]) -> [IncomingMessage]? {
        guard let value = JSONValue(bytes: bytes) else { return nil }
        guard let items = value.items else { return IncomingMessage(value).map { [$0] } }
        let messages = items.compactMap { IncomingMessage($0) }
        return messages.count == items.count && !messages.isEmpty ? messages : nil
    }

    /// Whether this is the answer to our request `id`.
    func answers(_ wanted: Int) -> Bool {
        switch self {
        case .result(let id, _): id.integer == wanted
        case .failure(let id, _): id == nil || id?.integer == wanted
        case .request, .notification: false
        }
    }
}
