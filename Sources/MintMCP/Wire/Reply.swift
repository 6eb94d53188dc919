import MintCore

/// What one POST brought back, once authentication had its say.
struct Reply: Equatable, Sendable {
    /// `nil` where the connection ended before any answer.
    var status: Int?
    /// From the head of the answer, where it is a sound one (M25-4).
    var sessionID: String?
    var content: Content

    enum Content: Equatable, Sendable {
        case result(JSONValue)
        case failure(RPCFailure)
        /// Something that is not JSON-RPC: its first printable characters.
        case foreign(excerpt: String)
        case empty
        /// JSON-RPC, but not the answer to our request; the text says what it is.
        case misfit(String)
        /// The answer broke off. Whether the request was carried out is unknown.
        case lost
    }

    /// For a trace.
    var verdict: String {
        switch content {
        case .result: "answered"
        case .failure(let failure): "JSON-RPC error \(failure.code): \(failure.message)"
        case .foreign(let excerpt): "not JSON-RPC: \(excerpt)"
        case .empty: "no content"
        case .misfit(let what): what
        case .lost: "the answer broke off"
        }
    }
}
