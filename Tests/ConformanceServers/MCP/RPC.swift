internal import HTTPTypes
internal import MintCore

/// What a method answers to its parameters.
typealias MCPHandler = @Sendable ([String: JSONValue]) throws(RPCRefusal) -> [String: JSONValue]

/// A JSON-RPC error.
struct RPCRefusal: Error {
    let code: Int
    let message: String
    var data: JSONValue?

    static func unknownMethod(_ method: String) -> RPCRefusal {
        RPCRefusal(code: -32601, message: "Method not found: \(method)")
    }

    func message(id: JSONValue?) -> JSONValue {
        var error: [String: JSONValue] = ["code": .int(Int64(code)), "message": .string(message)]
        error["data"] = data
        return ["jsonrpc": "2.0", "id": id ?? .null, "error": .object(error)]
    }

    func answer(id: JSONValue?, status: HTTPResponse.Status) -> Answer { .json(message(id: id), status: status) }
}

/// The members of a client's message that the mocks look at.
struct RPCMessage: Sendable {
    let id: JSONValue?
    let method: String
    let params: [String: JSONValue]

    init?(_ value: JSONValue?) {
        guard let value, value.members != nil else { return nil }
        id = value["id"]
        method = value["method"]?.text ?? ""
        params = value["params"]?.members ?? [:]
    }

    func result(_ members: [String: JSONValue]) -> JSONValue {
        ["jsonrpc": "2.0", "id": id ?? .null, "result": .object(members)]
    }

    var meta: [String: JSONValue] { params["_meta"]?.members ?? [:] }

    static let protocolVersion = "io.modelcontextprotocol/protocolVersion"
    static let clientCapabilities = "io.modelcontextprotocol/clientCapabilities"
    static let clientInfo = "io.modelcontextprotocol/clientInfo"
}

/// Answers messages that authentication, where there is any, let through.
protocol MCPEndpoint: Sendable {
    func respond(to request: Incoming) async -> Answer
}

extension WireVersion {
    /// The mock for this revision.
    func endpoint(_ handlers: [String: MCPHandler]) -> any MCPEndpoint {
        isStateful ? StatefulMCP(handlers: handlers) : StatelessMCP(version: self, handlers: handlers)
    }
}

extension [String: MCPHandler] {
    /// The capabilities that follow from the methods.
    var capabilities: JSONValue {
        let areas = Set(keys.compactMap { $0.split(separator: "/").first.map(String.init) })
        let pairs: [(String, JSONValue)] = areas.map { ($0, .object([:])) }
        return .object([String: JSONValue](uniqueKeysWithValues: pairs))
    }
}
