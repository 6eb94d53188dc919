internal import HTTPTypes

/// Checks the token of every request (RS-1) and writes the challenges (RS-2, SC-9).
struct BearerGate: Sendable {
    let layout: Layout
    let resource: ProtectedResource

    enum Refusal: Error, Equatable {
        case noToken
        case malformed
        case invalid(String)
    }

    func token(_ request: IncomingRequest, _ state: SandboxState) throws(Refusal) -> AccessTokenVerifier.Token {
        let values = request.headers[values: .authorization]
        guard let value = values.first else { throw .noToken }
        guard values.count == 1 else { throw .malformed }
        let parts = value.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.first?.lowercased() == "bearer" else { throw .noToken }
        guard parts.count == 2 else { throw .malformed }
        let token: AccessTokenVerifier.Token
        do {
            token = try AccessTokenVerifier(layout: layout).token(String(parts[1]), state)
        } catch {
            throw .invalid(description(of: error))
        }
        guard token.audience.contains(layout.uri(of: resource)) else {
            throw .invalid("The token is for another resource")
        }
        return token
    }

    func answer(_ refusal: Refusal) -> Answer {
        switch refusal {
        case .noToken:
            challenge(.unauthorized, [("scope", Scope.read)])
        case .malformed:
            challenge(
                .badRequest,
                [("error", "invalid_request"), ("error_description", "One Authorization header with one token")])
        case .invalid(let reason):
            challenge(
                .unauthorized, [("error", "invalid_token"), ("error_description", reason), ("scope", Scope.read)])
        }
    }

    /// 403 with all that the operation needs in one challenge.
    func insufficientScope(_ needed: [String]) -> Answer {
        challenge(
            .forbidden,
            [
                ("error", "insufficient_scope"), ("scope", needed.joined(separator: " ")),
                ("error_description", "The token does not have the scope that this needs"),
            ])
    }

    private func challenge(_ status: HTTPResponse.Status, _ parameters: [(String, String)]) -> Answer {
        let all = [("resource_metadata", layout.metadata(of: resource))] + parameters
        let value = "Bearer " + all.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: ", ")
        var answer = Answer.json(
            ["error": .string(parameters.first { $0.0 == "error" }?.1 ?? "unauthorized")], status: status)
        answer.headers[.wwwAuthenticate] = value
        return answer.notStored
    }

    private func description(of refusal: AccessTokenVerifier.Refusal) -> String {
        switch refusal {
        case .malformed: "The token is not one of this server's"
        case .wrongType: "The token is not an access token"
        case .badSignature: "The token's signature is wrong"
        case .wrongIssuer: "The token is of another issuer"
        case .expired: "The token has expired"
        case .revoked: "The token was revoked"
        }
    }
}
