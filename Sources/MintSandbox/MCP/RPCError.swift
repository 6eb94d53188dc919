internal import HTTPTypes

/// A JSON-RPC error with the HTTP status that carries it (M26-5, ERA-5).
struct RPCError: Error, Equatable {
    enum Code: Int, Sendable {
        case parseError = -32700
        case invalidRequest = -32600
        case methodNotFound = -32601
        case invalidParams = -32602
        case unsupportedProtocolVersion = -32022
        case missingRequiredClientCapability = -32021
        case headerMismatch = -32020
        /// What the usual server library says to a request it cannot place.
        case badRequest = -32000
        case sessionNotFound = -32001
    }

    let code: Code
    let message: String
    let status: Int
    let data: JSONValue?

    init(_ code: Code, _ message: String, status: Int = 200, data: JSONValue? = nil) {
        self.code = code
        self.message = message
        self.status = status
        self.data = data
    }

    func body(id: JSONValue?) -> JSONValue {
        var error: [String: JSONValue] = ["code": .integer(code.rawValue), "message": .string(message)]
        error["data"] = data
        return ["jsonrpc": "2.0", "id": id ?? .null, "error": .object(error)]
    }

    /// As JSON, whatever the client prefers: a refusal is never worth a stream.
    func answer(id: JSONValue?) -> Answer {
        Answer.json(body(id: id), status: HTTPResponse.Status(code: status))
    }
}

/// Why a call did not happen: an error of the protocol, or a token that does not reach.
enum MCPRefusal: Error, Equatable {
    case rpc(RPCError)
    case insufficientScope([String])
}
