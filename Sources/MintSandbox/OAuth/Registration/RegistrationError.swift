internal import HTTPTypes

/// Why a registration was not made or changed (RFC 7591 §3.2.2, RFC 7592 §2).
enum RegistrationError: Error, Equatable {
    case metadata(ClientMetadata.Refusal)
    case wrong(String)
    case unauthorized
    case full

    var answer: Answer {
        switch self {
        case .metadata(.redirect(let rule)): Self.answer("invalid_redirect_uri", rule, .badRequest)
        case .metadata(.metadata(let rule)): Self.answer("invalid_client_metadata", rule, .badRequest)
        case .wrong(let rule): Self.answer("invalid_request", rule, .badRequest)
        case .full: Self.answer("temporarily_unavailable", "there are too many clients", .serviceUnavailable)
        case .unauthorized:
            Self.answer("invalid_token", "the token is not the right one", .unauthorized)
                .with(.wwwAuthenticate, #"Bearer error="invalid_token""#)
        }
    }

    private static func answer(_ code: String, _ description: String, _ status: HTTPResponse.Status) -> Answer {
        .json(["error": .string(code), "error_description": .string(description)], status: status)
    }
}
