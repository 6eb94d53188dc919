/// What an audit tries with a profile's own credential and tokens.
extension TokenService {
    /// The kept token where it has run out, by a minute and more so that no server's leeway covers it: to see what a server
    /// says to it.
    ///
    /// - Returns: `nil` where there is none.
    /// - Throws: ``StateError``, ``KeyringError``, ``SigningKeyError``.
    public func expiredToken(of id: ProfileID) async throws -> AccessToken? {
        guard let record = try await profiles.record(id), let token = record.token, let end = token.expiresAt,
            now() + record.bonds.clockSkew - end > 60
        else { return nil }
        return try await grant(record, token)?.access
    }

    /// Whether the profile's server takes an assertion that is addressed to the issuer (AU-28), once the profile's own request
    /// was granted. Where that one was addressed otherwise, this is one token request; the profile stays as it is, and the
    /// token is dropped.
    ///
    /// - Returns: `nil` where the profile signs no assertions or is bound to no issuer, and where a try would use something
    ///   up, as a person's refresh token.
    /// - Throws: As ``token(of:_:)``, but for a refusal of the assertion.
    public func assertionTrial(of id: ProfileID) async throws -> AuditEvidence.AssertionTrial? {
        guard var record = try await profiles.record(id), record.profile.clientAuthentication == .privateKeyJWT,
            let issuer = record.profile.issuer
        else { return nil }
        let own = record.profile.assertionAudience
        if own.isIdentical(to: issuer) { return .issuerAccepted }
        guard record.profile.grant == .clientCredentials else { return nil }
        record.profile.settings.assertionAudience = .issuer
        do {
            _ = try await course.issue(for: record)
            return .issuerAccepted
        } catch let error as TokenEndpointError where error.refusesTheClient {
            return own.isIdentical(to: record.profile.tokenEndpoint.text) ? .endpointOnly : .only(own)
        }
    }
}

extension TokenEndpointError {
    /// Whether the answer can be about how the client proved itself; some servers say `invalid_request` (ER).
    var refusesTheClient: Bool {
        switch self {
        case .refused(_, _, let code, _): code == "invalid_client" || code == "invalid_request"
        case .refusedWithoutReason: true
        default: false
        }
    }
}
