internal import FoundationEssentials

/// What a token request is given, before it is signed.
struct TokenGrant: Sendable, Equatable {
    let identifier = UUID().uuidString.lowercased()
    let client: String
    /// The client itself where nobody stands behind it (PR-1).
    let subject: String
    let scopes: [String]
    let audience: [String]
    /// Seconds.
    var lifetime: Int
    /// When the person logged in, in epoch seconds; only where there is one (PR-5).
    var authTime: Int?
    var refreshToken: String?
    /// The thumbprint of the key that proves possession.
    var boundKey: String?

    init(to client: RegisteredClient, for subject: String, _ reach: Reach, _ layout: Layout, _ state: SandboxState) {
        self.client = client.id
        self.subject = subject
        self.scopes = reach.scopes
        self.audience = reach.audience(layout)
        self.lifetime = client.tokenLifetime ?? state.tokenLifetime
    }

    func issued(now: Int) -> IssuedToken { IssuedToken(identifier: identifier, expiry: now + lifetime) }
}
