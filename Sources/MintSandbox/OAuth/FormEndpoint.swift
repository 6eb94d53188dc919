internal import HTTPTypes

/// What the endpoints that take a form have in common: how it is read, and how a refusal looks.
struct FormEndpoint: Sendable {
    let world: World

    typealias Handler = (FormBody, IncomingRequest, inout SandboxState) throws(OAuthError) -> Answer

    func answer(_ request: IncomingRequest, _ handler: Handler) -> Answer {
        guard request.method == .post else { return .methodNotAllowed([.post]) }
        do throws(OAuthError) {
            let form = try Self.form(of: request)
            return try world.update { (state: inout SandboxState) throws(OAuthError) -> Answer in
                try handler(form, request, &state)
            }.notStored
        } catch {
            return error.answer
        }
    }

    static func form(of request: IncomingRequest) throws(OAuthError) -> FormBody {
        guard request.mediaType == "application/x-www-form-urlencoded" else {
            throw OAuthError(.invalidRequest, "the body must be application/x-www-form-urlencoded")
        }
        do {
            return try FormBody(request.body)
        } catch {
            switch error {
            case .malformed: throw OAuthError(.invalidRequest, "the body is not form-encoded")
            case .repeated: throw OAuthError(.invalidRequest, "a parameter is given more than once")
            }
        }
    }
}
