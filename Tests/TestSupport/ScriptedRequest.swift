public import HTTPTypes
public import MintCore

/// A request that reached a ``ScriptedTransport``.
public struct ScriptedRequest: Sendable {
    public var sent: TransportRequest
    public var deadline: Duration

    public init(sent: TransportRequest, deadline: Duration = .zero) { (self.sent, self.deadline) = (sent, deadline) }

    public var url: HTTPURL { sent.url }

    public var json: JSONValue { JSONValue(bytes: sent.body) ?? .null }
    /// The JSON-RPC method; for a request without a body the HTTP method.
    public var method: String { json["method"]?.text ?? (sent.body.isEmpty ? sent.method.rawValue : "(response)") }
    public var id: JSONValue { json["id"] ?? .null }
    public var params: JSONValue { json["params"] ?? .null }
    public var authorization: String? { sent.headers[.authorization] }

    public func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { sent.headers[$0] } }

    /// A JSON answer with a result for this request.
    public func result(_ value: JSONValue, headers: HTTPFields = [:]) -> ScriptedAnswer {
        .json(200, message(value), headers: headers)
    }

    /// The JSON-RPC message that answers this request.
    public func message(_ result: JSONValue) -> JSONValue { ["jsonrpc": "2.0", "id": id, "result": result] }

    /// The same as one event of a stream.
    public func event(_ result: JSONValue) -> String { "data: \(message(result).serialized())\n\n" }

    public func failure(
        _ status: Int, _ code: Int, _ message: String = "refused", data: JSONValue? = nil
    ) -> ScriptedAnswer {
        var error: [String: JSONValue] = ["code": .int(Int64(code)), "message": .string(message)]
        error["data"] = data
        return .json(status, ["jsonrpc": "2.0", "id": id, "error": .object(error)])
    }
}
