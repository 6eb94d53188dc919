internal import Crypto
internal import HTTPTypes
internal import MintCore

extension AuthorizationServer {
    func token(_ request: Incoming) -> Answer {
        let parameters = request.parameters
        let grantType = parameters["grant_type"] ?? ""
        run.record("token-request", .success)
        if grantType == "authorization_code" { checkVerifier(parameters["code_verifier"] ?? "") }
        let now = SystemTime.seconds
        if let bound = settings.boundTokens {
            switch bound.answer(request, issuer: issuer, endpoint: endpoint("token"), now: now) {
            case .refused(let answer): return answer
            case .token(let token): return granted(token, type: "DPoP", scope: parameters["scope"])
            case .unbound: break
            }
        }
        guard let decide = settings.onToken else {
            return grant(TokenLedger.token(), scopes: state.value.scopes)
        }
        let asked = TokenRequest(
            grantType: grantType, parameters: parameters, authorization: request.authorization, origin: origin,
            now: now)
        switch decide(asked) {
        case .grant(let token, let scopes): return grant(token, scopes: scopes)
        case .refuse(let code, let description, let status):
            return .oauthError(code, description, status: status)
        }
    }

    private func grant(_ token: String, scopes: [String]) -> Answer {
        ledger?.register(token, scopes: scopes)
        return granted(token, type: "Bearer", scope: scopes.isEmpty ? nil : scopes.joined(separator: " "))
    }

    private func granted(_ token: String, type: String, scope: String?) -> Answer {
        var answer: [String: JSONValue] = [
            "access_token": .string(token), "token_type": .string(type), "expires_in": 3600,
        ]
        answer["scope"] = scope.map(JSONValue.string)
        return .json(.object(answer))
    }

    /// PKCE (RFC 7636 §4.6): a wrong verifier is recorded, and answered all the same.
    private func checkVerifier(_ verifier: String) {
        run.record("pkce-code-verifier-sent", when: !verifier.isEmpty, "there is no code_verifier")
        let challenge = state.value.challenge
        let derived = Base64URL.encode(SHA256.hash(data: Array(verifier.utf8)))
        run.record(
            "pkce-verifier-matches-challenge", when: !verifier.isEmpty && derived == challenge,
            "the challenge was \(challenge ?? "missing"), the verifier gives \(verifier.isEmpty ? "none" : derived)")
    }
}
