internal import HTTPTypes

/// One request as the handlers see it: read whole, no sockets.
struct IncomingRequest: Sendable {
    let method: HTTPRequest.Method
    /// The path as it was sent, without the query.
    let path: String
    let query: String?
    let headers: HTTPFields
    let body: [UInt8]

    /// The media type without parameters, in lower case.
    var mediaType: String? {
        headers[.contentType]?.split(separator: ";").first.map { trimmed($0).lowercased() }
    }

    /// Whether `Accept` covers a media type, wildcards included.
    func accepts(_ type: String) -> Bool {
        let family = type.prefix { $0 != "/" } + "/*"
        let accepted = headers[values: .accept].flatMap { $0.split(separator: ",") }
            .compactMap { $0.split(separator: ";").first.map { trimmed($0).lowercased() } }
        return accepted.contains { $0 == type || $0 == family || $0 == "*/*" }
    }
}

/// Optional white space of RFC 9110 §5.6.3 taken off both ends.
func trimmed(_ text: some StringProtocol) -> String {
    let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    return String(String(text.drop(while: blank).reversed()).drop(while: blank).reversed())
}
