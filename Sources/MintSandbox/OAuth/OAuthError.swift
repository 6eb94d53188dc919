internal import HTTPTypes

/// A refusal in the words of RFC 6749 §5.2 and of the grants' own documents. Descriptions never hold what the client sent.
struct OAuthError: Error, Equatable {
    enum Code: String, Sendable {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case unauthorizedClient = "unauthorized_client"
        case unsupportedGrantType = "unsupported_grant_type"
        case invalidScope = "invalid_scope"
        case invalidTarget = "invalid_target"
        case accessDenied = "access_denied"
        case unsupportedResponseType = "unsupported_response_type"
        case authorizationPending = "authorization_pending"
        case slowDown = "slow_down"
        case expiredToken = "expired_token"
        case invalidDPoPProof = "invalid_dpop_proof"
        case useDPoPNonce = "use_dpop_nonce"
        case serverError = "server_error"
    }

    let code: Code
    let description: String
    /// The client used the `Authorization` header, so `invalid_client` must be 401 with a challenge (TK-14).
    var usedHeader = false
    /// The registered client that is meant, for the log.
    var client: String?
    /// What the next proof is to hold (RFC 9449 §8).
    var nonce: String?

    init(_ code: Code, _ description: String, usedHeader: Bool = false, client: String? = nil) {
        self.code = code
        self.description = description
        self.usedHeader = usedHeader
        self.client = client
    }

    var answer: Answer {
        let status: HTTPResponse.Status =
            switch code {
            case .invalidClient where usedHeader: .unauthorized
            case .serverError: .internalServerError
            default: .badRequest
            }
        var answer = Answer.json(
            ["error": .string(code.rawValue), "error_description": .string(description)], status: status)
        if status == .unauthorized {
            answer.headers[.wwwAuthenticate] = #"Basic realm="sandbox", charset="UTF-8""#
        }
        if let nonce { answer.headers[.dpopNonce] = nonce }
        return answer.notStored.from(client)
    }
}

extension Answer {
    /// RFC 6749 §5.1: nothing with a token or about one is kept by caches.
    var notStored: Answer { with(.cacheControl, "no-store") }
}
