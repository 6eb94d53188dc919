internal import HTTPTypes
internal import MintCore

/// What a site answers.
struct Answer: Sendable {
    enum Body: Sendable {
        case whole([UInt8])
        /// Sent as it comes, without a length.
        case pieces(AsyncStream<[UInt8]>)
    }

    var status: HTTPResponse.Status
    var headers: HTTPFields = [:]
    var body = Body.whole([])

    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Answer {
        Answer(
            status: status, headers: [.contentType: "application/json; charset=utf-8"],
            body: .whole(Array(value.serialized().utf8)))
    }

    static func text(_ text: String, status: HTTPResponse.Status) -> Answer {
        Answer(status: status, headers: [.contentType: "text/html; charset=utf-8"], body: .whole(Array(text.utf8)))
    }

    static func notFound(_ request: Incoming) -> Answer {
        .text("Cannot \(request.method.rawValue) \(request.path)", status: .notFound)
    }

    static func redirect(to location: String) -> Answer {
        var answer = Answer.text("Found. Redirecting to \(location)", status: .found)
        answer.headers[.location] = location
        return answer
    }

    static func oauthError(_ code: String, _ description: String, status: HTTPResponse.Status = .badRequest) -> Answer {
        .json(["error": .string(code), "error_description": .string(description)], status: status)
    }

    func with(_ name: String, _ value: String) -> Answer {
        var copy = self
        if let name = HTTPField.Name(name) { copy.headers[name] = value }
        return copy
    }
}

/// Something that answers requests.
protocol Site: Sendable {
    /// - Returns: `nil` for a request that is not for this site.
    func respond(to request: Incoming) async -> Answer?
}

/// Handlers on one origin; the first that knows the request answers.
struct Sites: Site {
    let sites: [any Site]

    init(_ sites: any Site...) { self.sites = sites }

    func respond(to request: Incoming) async -> Answer? {
        for site in sites {
            if let answer = await site.respond(to: request) { return answer }
        }
        return nil
    }
}

/// One route with a handler of its own.
struct Route: Site {
    let method: HTTPRequest.Method?
    let path: String
    let handler: @Sendable (Incoming) async -> Answer

    /// - Parameter method: `nil` for any.
    init(
        _ method: HTTPRequest.Method?, _ path: String, _ handler: @escaping @Sendable (Incoming) async -> Answer
    ) {
        self.method = method
        self.path = path
        self.handler = handler
    }

    func respond(to request: Incoming) async -> Answer? {
        guard request.path == path, method == nil || method == request.method else { return nil }
        return await handler(request)
    }
}
