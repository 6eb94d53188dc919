import HTTPTypes

/// What a server said to a pasted token before anything is kept.
public enum PastedTokenTrial: Equatable, Sendable {
    /// It lets nobody in without a token, and let this one in.
    case taken(host: String, status: Int)
    /// It knows the token, and forbids what was asked (403).
    case forbidden(host: String, why: String)
    /// Nothing was learnt; in words.
    case untried(reason: String)

    /// One plain line without full stop.
    public var words: String {
        switch self {
        case .taken(let host, let status): "\(host) took the token (HTTP \(status))"
        case .forbidden(let host, let why): "\(host) knows the token, but forbids what was asked (403\(why))"
        case .untried(let reason): "the token was not tried: \(reason); it is kept as it was given"
        }
    }
}

extension LoginService {
    /// Shows a plan's pasted token to the server it is for, once that has asked for one: else its answer tells nothing.
    ///
    /// - Returns: `nil` where the plan has no pasted token.
    /// - Throws: ``PastedTokenRefused`` for a 401 (RFC 6750 §3.1); `CancellationError`.
    public func tryPasted(
        _ plan: LoginPlan, observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> PastedTokenTrial? {
        guard let pasted = plan.pasted else { return nil }
        let server = plan.profile.server, host = server.hostAndPort
        do {
            let stranger = try await knock(plan, nil, observe)
            guard stranger.status == 401 else {
                return .untried(
                    reason: "\(host) answers HTTP \(stranger.status) without one, where 401 would ask for it")
            }
            let answer = try await knock(plan, AccessToken(pasted.token), observe)
            let challenges = answer.headers[values: .wwwAuthenticate]
            switch answer.status {
            case 401:
                throw PastedTokenRefused(plan.profile, token: pasted.token, challenges: challenges, isKept: false)
            case 403:
                let why = PastedTokenRefused.words(of: challenges, without: pasted.token)
                return .forbidden(host: host, why: why)
            case 200..<300, 400, 404..<429: return .taken(host: host, status: answer.status)
            default: return .untried(reason: "\(host) answered HTTP \(answer.status)")
            }
        } catch let error as TransportError where error != .cancelled {
            return .untried(reason: error.headline)
        }
    }

    private func knock(
        _ plan: LoginPlan, _ token: AccessToken?, _ observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> TransportResponse {
        try await discovery.knock(
            at: plan.profile.server, token: token, caFile: plan.profile.settings.caFile, purpose: "pasted token",
            observe: observe)
    }
}

extension LoginRequest.PastedToken {
    /// With the earlier of two ends: the operator's, and what a JWT says of itself (RFC 7519 §4.1.4). Where the operator
    /// names none, none is taken from the token (TK-7).
    ///
    /// - Returns: Also what to tell the operator.
    func endingInTime() -> (token: LoginRequest.PastedToken, notice: String?) {
        guard let named = expiresAt, let own = JWTClaims.read(token).claims?.moment("exp"), own < named else {
            return (self, nil)
        }
        var bounded = self
        bounded.expiresAt = own
        return (
            bounded, "the token itself says that it ends at \(own.utcText) (`exp`), sooner than you said; that counts"
        )
    }
}
