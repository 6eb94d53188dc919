public import HTTPTypes
public import MintCore

/// What a ``ScriptedTransport`` plays for one request.
public struct ScriptedAnswer: Sendable {
    public enum Ending: Sendable {
        case finished
        /// The body breaks off with this error.
        case failed(TransportError)
        /// Nothing more comes, and the connection stays open.
        case hanging
    }

    /// `nil`: no head ever comes.
    public var status: Int?
    public var headers: HTTPFields
    public var chunks: [[UInt8]]
    public var ending: Ending

    public init(status: Int?, headers: HTTPFields = [:], chunks: [[UInt8]] = [], ending: Ending = .finished) {
        self.status = status
        self.headers = headers
        self.chunks = chunks
        self.ending = ending
    }

    /// Waits until the task is cancelled.
    public static let silence = ScriptedAnswer(status: nil, ending: .hanging)

    /// No answer at all.
    public static func failing(_ error: TransportError) -> ScriptedAnswer {
        ScriptedAnswer(status: nil, ending: .failed(error))
    }

    public static func body(_ status: Int, _ text: String = "", headers: HTTPFields = [:]) -> ScriptedAnswer {
        ScriptedAnswer(status: status, headers: headers, chunks: text.isEmpty ? [] : [Array(text.utf8)])
    }

    public static func json(_ status: Int, _ value: JSONValue, headers: HTTPFields = [:]) -> ScriptedAnswer {
        var headers = headers
        headers[.contentType] = "application/json"
        return body(status, value.serialized(), headers: headers)
    }

    public static func events(
        _ text: String, ending: Ending = .finished, headers: HTTPFields = [:]
    ) -> ScriptedAnswer {
        var headers = headers
        headers[.contentType] = "text/event-stream"
        return ScriptedAnswer(status: 200, headers: headers, chunks: [Array(text.utf8)], ending: ending)
    }

    /// A 401 with one challenge.
    public static func challenge(_ line: String, status: Int = 401) -> ScriptedAnswer {
        body(status, headers: [.wwwAuthenticate: line])
    }
}
