/// One of the two authorization servers on the port: the second is there to be moved to (REG-6).
enum Authority: String, Sendable, CaseIterable {
    case first = "as"
    case second = "as2"

    var path: String { "/" + rawValue }

    var document: PublishedDocument { self == .first ? .authorizationServer : .secondAuthorizationServer }
}

/// What one authorization server knows: its own clients and keys, and all that it has given out.
struct AuthorityState: Sendable {
    var clients: ClientRegistry
    var signingKeys = SigningKeys()
    var usedAssertions = ExpiringSet()
    var revokedTokens = ExpiringSet()
    var codes = AuthorizationCodes()
    var consents = PendingConsents()
    var devices = DeviceRequests()
    var refreshTokens = RefreshTokens()

    /// Ends a family of refresh tokens and the access tokens that came with it (RV-3, RFC 9700 §4.14).
    mutating func end(family: RefreshTokens.FamilyID, now: Int) {
        for token in refreshTokens.end(family) {
            _ = revokedTokens.insert(token.identifier, until: token.expiry, now: now)
        }
    }
}
