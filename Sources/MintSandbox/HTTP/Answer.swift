internal import HTTPTypes

/// What a handler says; the responder turns it into bytes on a connection.
struct Answer: Sendable {
    enum Body: Sendable, Equatable {
        case whole([UInt8])
        /// Written piece by piece without a length: Server-Sent Events.
        case pieces([[UInt8]])
    }

    var status: HTTPResponse.Status
    var headers = HTTPFields()
    var body = Body.whole([])
    /// The registered client that asked, for the log.
    var client: String?
    var pacing = Pacing()
}

extension Answer {
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Answer {
        Answer(status: status, headers: [.contentType: "application/json"], body: .whole(value.bytes))
    }

    static func plain(_ text: String, status: HTTPResponse.Status) -> Answer {
        Answer(status: status, headers: [.contentType: "text/plain; charset=utf-8"], body: .whole(Array(text.utf8)))
    }

    static func methodNotAllowed(_ allowed: [HTTPRequest.Method]) -> Answer {
        var answer = Answer.plain("method not allowed\n", status: .methodNotAllowed)
        answer.headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ")
        return answer
    }

    func with(_ name: HTTPField.Name, _ value: String) -> Answer {
        var copy = self
        copy.headers[name] = value
        return copy
    }

    func from(_ client: String?) -> Answer {
        var copy = self
        copy.client = client
        return copy
    }
}
