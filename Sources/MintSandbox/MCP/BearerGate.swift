internal import HTTPTypes

/// Checks the token of every request (RS-1), and its proof where it is bound to a key (RS-9, DP-9).
struct BearerGate: Sendable {
    let layout: Layout
    let resource: ProtectedResource

    enum Refusal: Error, Equatable {
        case noToken
        case malformed
        /// Said of a token; `isDPoP` where a proof belongs to it.
        case invalid(String, isDPoP: Bool)
        case proof(String)
        case nonce(String)
        /// Whatever the token.
        case closed(isSilent: Bool)
    }

    private enum Scheme: String { case bearer, dpop }

    func token(_ request: IncomingRequest, _ state: inout SandboxState) throws(Refusal) -> AccessTokenVerifier.Token {
        guard state.mcp.tokens != .refuseSilently else { throw .closed(isSilent: true) }
        let values = request.headers[values: .authorization]
        guard let value = values.first else { throw .noToken }
        guard values.count == 1 else { throw .malformed }
        let parts = value.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        guard let scheme = parts.first.flatMap({ Scheme(rawValue: $0.lowercased()) }) else { throw .noToken }
        guard parts.count == 2 else { throw .malformed }
        guard state.mcp.tokens == .accept else { throw .closed(isSilent: false) }
        let token = try verified(parts[1], scheme, state)
        guard token.audience.contains(layout.uri(of: resource)) else {
            throw .invalid("The token is for another resource", isDPoP: scheme == .dpop)
        }
        try checkBinding(of: token, parts[1], scheme, request, &state)
        return token
    }

    /// By the issuer that it names, which must be one that this server listens to.
    private func verified(_ text: String, _ scheme: Scheme, _ state: SandboxState) throws(Refusal)
        -> AccessTokenVerifier.Token
    {
        do throws(AccessTokenVerifier.Refusal) {
            guard let jws = CompactJWS(text) else { throw .malformed }
            let issuer = jws.claims["iss"]?.text
            guard let authority = state.mcp.issuers.first(where: { layout.at($0).issuer == issuer }) else {
                throw .wrongIssuer
            }
            return try AccessTokenVerifier(layout: layout.at(authority)).token(text, state)
        } catch {
            throw .invalid(error.description, isDPoP: scheme == .dpop)
        }
    }

    private func checkBinding(
        of token: AccessTokenVerifier.Token, _ text: String, _ scheme: Scheme, _ request: IncomingRequest,
        _ state: inout SandboxState
    ) throws(Refusal) {
        switch (scheme, token.boundKey) {
        case (.bearer, nil):
            guard !state.dpop.isRequired else { throw .invalid("The token is bound to no key", isDPoP: true) }
        case (.bearer, _?): throw .invalid("The token is bound to a key and needs its proof", isDPoP: true)
        case (.dpop, nil): throw .invalid("The token is bound to no key", isDPoP: state.dpop.isRequired)
        case (.dpop, let key?):
            let nonces = state.dpop.wantsResourceNonce ? state.dpop.resourceNonces : nil
            let verifier = DPoPVerifier(url: layout.uri(of: resource), nonces: nonces, accessToken: text)
            let proven: String?
            do throws(DPoPVerifier.Refusal) {
                proven = try verifier.key(request, &state)
            } catch {
                switch error {
                case .invalid(let rule): throw .proof(rule)
                case .needsNonce(let nonce): throw .nonce(nonce)
                }
            }
            guard let proven else { throw .proof("there is no proof") }
            guard proven == key else { throw .invalid("The token is bound to another key", isDPoP: true) }
        }
    }
}

extension AccessTokenVerifier.Refusal {
    /// For the challenge.
    fileprivate var description: String {
        switch self {
        case .malformed: "The token is not one of this server's"
        case .wrongType: "The token is not an access token"
        case .badSignature: "The token's signature is wrong"
        case .wrongIssuer: "The token is of another issuer"
        case .expired: "The token has expired"
        case .revoked: "The token was revoked"
        }
    }
}
