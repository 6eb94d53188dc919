import HTTPTypes
import MintCore

/// One HTTP request to the MCP endpoint, without its token.
struct Outgoing: Sendable {
    /// For the trace: `tools/list`.
    var purpose: String
    /// What is asked for, by name: tries to widen a token are counted for it (SC-6). `tools/call echo`; `nil` for the purpose.
    var operation: String? = nil
    var method: HTTPRequest.Method = .post
    var headers: HTTPFields = [:]
    var body: [UInt8] = []
    /// The longest silence before and within the answer.
    var silence: Duration
}

/// The head of an answer that authentication has nothing against, and the body still to be read.
struct Opened: Sendable {
    var purpose: String
    var method: HTTPRequest.Method
    var status: Int
    var headers: HTTPFields
    var chunks: AsyncThrowingStream<[UInt8], any Error>
    /// The token that went with the request.
    var token: AccessToken?
    var watch: Stopwatch

    var isEventStream: Bool {
        let type = headers[.contentType] ?? ""
        return (200..<300).contains(status)
            && type.prefix { $0 != ";" && $0 != " " && $0 != "\t" }.lowercased() == "text/event-stream"
    }
}
