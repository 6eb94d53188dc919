public import MintCore

/// A JSON-RPC error object (JSON-RPC 2.0 §5.1), its text made safe to show.
public struct RPCFailure: Equatable, Sendable {
    public var code: Int
    /// One plain line.
    public var message: String
    public var data: JSONValue?

    public init(code: Int, message: String, data: JSONValue? = nil) {
        self.code = code
        self.message = message.plainLine()
        self.data = data
    }

    /// - Returns: `nil` unless the value is an object with a whole-number `code`.
    init?(_ value: JSONValue) {
        guard let code = value["code"]?.integer else { return nil }
        self.init(code: code, message: value["message"]?.text ?? "", data: value["data"])
    }
}

extension RPCFailure {
    /// Codes that we act on (M26-5, W-3).
    enum Code {
        static let methodNotFound = -32601
        static let invalidParameters = -32602
        static let headerMismatch = -32020
        static let missingCapability = -32021
        static let unsupportedVersion = -32022
    }

    /// Whether only a modern server answers with this code (ERA-2).
    var isModern: Bool { (Code.unsupportedVersion...Code.headerMismatch).contains(code) }

    /// The revisions that a refusal lists in `data.supported`.
    var supportedVersions: [String]? { data?["supported"]?.texts }
}
