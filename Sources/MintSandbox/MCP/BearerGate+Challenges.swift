internal import HTTPTypes

// How a refusal looks on the wire (RS-2, SC-9, PP-4).
extension BearerGate {
    func answer(_ refusal: Refusal, _ state: SandboxState) -> Answer {
        let challenges = Challenges(gate: self, state: state)
        switch refusal {
        case .noToken:
            return challenges.answer(.unauthorized, nil, "", scope: Scope.read, isDPoP: state.dpop.isRequired)
        case .malformed:
            return challenges.answer(
                .badRequest, "invalid_request", "One Authorization header with one token", scope: nil,
                isDPoP: state.dpop.isRequired)
        case .invalid(let reason, let isDPoP):
            return challenges.answer(.unauthorized, "invalid_token", reason, scope: Scope.read, isDPoP: isDPoP)
        case .proof(let reason):
            return challenges.answer(.unauthorized, "invalid_dpop_proof", reason, scope: nil, isDPoP: true)
        case .nonce(let nonce):
            return challenges.answer(
                .unauthorized, "use_dpop_nonce", "The proof needs this server's nonce", scope: nil, isDPoP: true
            ).with(.dpopNonce, nonce)
        case .closed(isSilent: true):
            return Answer.json(["error": "unauthorized"], status: .unauthorized).notStored
        case .closed(isSilent: false):
            return challenges.answer(
                .unauthorized, "invalid_token", "No token is accepted now", scope: Scope.read,
                isDPoP: state.dpop.isRequired)
        }
    }

    /// 403 with all that the operation needs in one challenge.
    func insufficientScope(_ needed: [String], _ token: AccessTokenVerifier.Token, _ state: SandboxState) -> Answer {
        Challenges(gate: self, state: state).answer(
            .forbidden, "insufficient_scope", "The token does not have the scope that this needs",
            scope: needed.joined(separator: " "), isDPoP: token.boundKey != nil)
    }
}

/// Writes one `WWW-Authenticate`.
private struct Challenges {
    let gate: BearerGate
    let state: SandboxState

    func answer(
        _ status: HTTPResponse.Status, _ error: String?, _ description: String, scope: String?, isDPoP: Bool
    ) -> Answer {
        var parameters: [(String, String)] = []
        if state.mcp.resourceMetadata == .published {
            parameters.append(("resource_metadata", gate.layout.metadata(of: gate.resource)))
        }
        if let error { parameters += [("error", error), ("error_description", description)] }
        if let scope { parameters.append(("scope", scope)) }
        if isDPoP { parameters.append(("algs", DPoPVerifier.algorithms.joined(separator: " "))) }
        let list = parameters.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: ", ")
        let scheme = isDPoP ? "DPoP" : "Bearer"
        return Answer.json(["error": .string(error ?? "unauthorized")], status: status)
            .with(.wwwAuthenticate, list.isEmpty ? scheme : "\(scheme) \(list)").notStored
    }
}
