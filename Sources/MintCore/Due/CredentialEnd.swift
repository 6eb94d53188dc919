/// When a credential is to have been replaced, and by whose word.
public struct CredentialEnd: Equatable, Sendable {
    public var at: Timestamp
    public var source: Source

    public enum Source: String, Sendable, Codable {
        /// The server said so (RFC 7591 §3.2.1, `client_secret_expires_at`), or the operator did: it stops working.
        case stated
        /// It grows too old by the operator's own rule: it may go on working.
        case policy
    }

    public init(at: Timestamp, source: Source) { (self.at, self.source) = (at, source) }
}

extension DuePolicy {
    /// A stated end goes before the rule.
    ///
    /// - Parameter isExempt: Whether the rule does not apply (``ProfileSettings/isExemptFromMaxAge``).
    /// - Returns: `nil` where neither says anything.
    public func end(of credential: CredentialRecord, isExempt: Bool) -> CredentialEnd? {
        if let end = credential.expiresAt { return CredentialEnd(at: end, source: .stated) }
        let age = credential.kind == .privateKey ? keyMaxAge : secretMaxAge
        guard !isExempt, let age else { return nil }
        return CredentialEnd(at: credential.createdAt + age, source: .policy)
    }
}

extension ProfileRecord {
    public func credentialEnd(under policy: DuePolicy) -> CredentialEnd? {
        credential.flatMap { policy.end(of: $0, isExempt: profile.settings.isExemptFromMaxAge) }
    }
}
