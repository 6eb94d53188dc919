internal import HTTPTypes

/// A refusal in the words of RFC 6749 §5.2. Descriptions never hold what the client sent.
struct OAuthError: Error, Equatable {
    enum Code: String, Sendable {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case unauthorizedClient = "unauthorized_client"
        case unsupportedGrantType = "unsupported_grant_type"
        case invalidScope = "invalid_scope"
        case invalidTarget = "invalid_target"
    }

    let code: Code
    let description: String
    /// The client used the `Authorization` header, so `invalid_client` must be 401 with a challenge (TK-14).
    var usedHeader = false
    /// The registered client that is meant, for the log.
    var client: String?

    init(_ code: Code, _ description: String, usedHeader: Bool = false, client: String? = nil) {
        self.code = code
        self.description = description
        self.usedHeader = usedHeader
        self.client = client
    }

    var answer: Answer {
        let status: HTTPResponse.Status = code == .invalidClient && usedHeader ? .unauthorized : .badRequest
        var answer = Answer.json(
            ["error": .string(code.rawValue), "error_description": .string(description)], status: status)
        if status == .unauthorized {
            answer.headers[.wwwAuthenticate] = #"Basic realm="sandbox", charset="UTF-8""#
        }
        return answer.notStored.from(client)
    }
}

extension Answer {
    /// RFC 6749 §5.1: nothing with a token or about one is kept by caches.
    var notStored: Answer { with(.cacheControl, "no-store") }
}
