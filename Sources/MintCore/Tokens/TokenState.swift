/// What a token is right now; told by the clock alone (LC-10).
public enum TokenState: String, Sendable, Codable, CaseIterable {
    case valid
    /// Inside the lead before expiry, when it is time to renew.
    case expiring
    case expired
    /// The server named no lifetime (TK-4).
    case unknown
    case none
}

extension TokenRecord {
    /// Seconds until expiry, negative after it; `nil` when unknown.
    public func secondsLeft(at now: Timestamp) -> Int? { expiresAt.map { $0 - now } }

    public func state(at now: Timestamp) -> TokenState {
        guard let expiresAt, let lifetime else { return .unknown }
        let left = expiresAt - now
        // A clock that went back to before the token was issued proves nothing about it (TK-5).
        if left <= 0 || now < issuedAt + -60 { return .expired }
        return left <= RenewalPolicy().lead(lifetime: lifetime) ? .expiring : .valid
    }
}

extension ProfileRecord {
    public func tokenState(at now: Timestamp) -> TokenState { token?.state(at: now) ?? .none }
}

/// When to ask for a replacement token (LC-2).
public struct RenewalPolicy: Sendable {
    public init() {}

    /// How long before expiry renewal is due.
    ///
    /// - Parameter lifetime: Whole seconds from sending the request to expiry (RFC 6749 §5.1).
    /// - Returns: A tenth of the lifetime, at least 30 s and at most 5 min; a quarter of a lifetime under a minute.
    public func lead(lifetime: Int) -> Int {
        lifetime < 60 ? max(lifetime, 0) / 4 : min(max(lifetime / 10, 30), 300)
    }

    /// The moment to renew: expiry less the lead, less up to a tenth of the lead as jitter.
    ///
    /// - Parameter jitter: From 0 up to 1, drawn once per token.
    /// - Returns: `nil` when the expiry is unknown: none is invented.
    public func renewal(of token: TokenRecord, jitter: Double) -> Timestamp? {
        guard let expiresAt = token.expiresAt, let lifetime = token.lifetime else { return nil }
        let lead = lead(lifetime: lifetime)
        return expiresAt + -(lead + Int(Double(lead) * 0.1 * min(max(jitter, 0), 1)))
    }

    /// The least that is left of a token handed out without the caller naming a minimum:
    /// 30 s, or a quarter of a shorter lifetime. A token with less is renewed first.
    public func usefulRemainder(lifetime: Int) -> Int { min(30, max(lifetime, 0) / 4) }
}
