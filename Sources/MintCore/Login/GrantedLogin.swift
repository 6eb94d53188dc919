/// What a login was granted, in memory alone: nothing of it is kept until ``LoginService/keep(_:otherStore:)``. A token that
/// goes with this value is lost, so whoever gives it up says so (``LoginService/discard(_:observe:)``).
public struct GrantedLogin: Sendable {
    var plan: LoginPlan
    var login: AuthorizedLogin
    let issue: TokenEndpoint.Issue
    /// When the credential ends, where the operator knows it; else what the server said counts.
    public var secretExpiresAt: Timestamp?

    init(_ plan: LoginPlan, _ login: AuthorizedLogin, _ issue: TokenEndpoint.Issue) {
        (self.plan, self.login, self.issue) = (plan, login, issue)
    }

    /// As it will be kept; its name, settings and store may still be changed.
    public var profile: Profile {
        get { login.profile }
        set { login.profile = newValue }
    }

    /// What is known of the token.
    public var token: TokenRecord { issue.record(generation: 0, asked: profile.requestedScopes) }
    public var hasRefreshToken: Bool { issue.response.refreshToken != nil }
    /// Whether the server registered a client for it.
    public var isRegistered: Bool { login.registered != nil }
    /// What was odd but accepted; plain lines.
    public var remarks: [String] { issue.response.remarks }
    public var notices: [String] { plan.notices }
    /// The profile that it takes the place of.
    public var replaced: ProfileRecord? { plan.replaced }
    /// When the server said that its registration's secret ends.
    public var registeredSecretExpiresAt: Timestamp? { login.registered?.secretExpiresAt }
}

extension LoginService {
    /// The real exchange of a plan, of which nothing is kept yet. Not cancelled once a token may have been issued.
    ///
    /// - Parameter interaction: Whoever agrees to a person's grant.
    public func tryOut(
        _ plan: LoginPlan, interaction: any LoginInteraction = NoInteraction(),
        observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> GrantedLogin {
        let ready = try await authorized(plan, interaction, observe: observe)
        if case .issued(let issue) = ready.step { return GrantedLogin(plan, ready, issue) }
        let leases = try await leases(for: ready, interaction, observe: observe)
        defer { for lease in leases { lease.release() } }
        let service = self
        return try await Task {
            GrantedLogin(
                plan, ready, try await service.issueOrTakeBack(plan, ready, interaction, observe: observe))
        }.value
    }

    /// Writes what was granted, reads it back, and commits it together with the profile: all of it or nothing.
    ///
    /// - Parameter otherStore: Says where to keep it where a store fails to (A7); without another one it throws, and the
    ///   caller still has it.
    public func keep(
        _ granted: GrantedLogin, otherStore: @escaping OtherStore = { _, _ in nil }
    ) async throws -> ProfileRecord {
        let leases = try await locks.acquire(granted.profile.id, becoming: granted.profile, in: profiles)
        defer { for lease in leases { lease.release() } }
        let service = self
        return try await Task { try await service.kept(granted, otherStore) }.value
    }

    /// A token source for trying what was granted at the server, before it is kept.
    public func tokens(of granted: GrantedLogin) -> any TokenSource {
        let skew = granted.issue.clockSkew ?? granted.plan.replaced?.bonds.clockSkew ?? 0
        let prover = granted.login.dpopKey.map { DPoPProver(key: $0, nonces: nonces, clockSkew: skew, now: now) }
        return GrantedTokenSource(
            access: AccessToken(granted.issue.response.accessToken, prover: prover), profile: granted.profile)
    }

    /// What the granted token says of itself; nothing is verified.
    public func reading(of granted: GrantedLogin) -> JWTClaims.Reading {
        JWTClaims.read(granted.issue.response.accessToken)
    }
}

/// The one token of a login that is being tried.
private struct GrantedTokenSource: TokenSource {
    let access: AccessToken
    let profile: Profile

    func token() -> AccessToken? { access }

    func replacement(of rejected: AccessToken?, challenges: [String]) throws -> AccessToken {
        throw GrantedTokenRefused(server: profile.server, challenges: challenges)
    }
}

/// The server refused a token that its authorization server had just issued.
public struct GrantedTokenRefused: Error {
    let server: HTTPURL
    let challenges: [String]
}

extension GrantedTokenRefused: UserFacingError {
    public var headline: String {
        let said = Challenge.parse(challenges).lazy.compactMap(\.error).first
        let words = said.map { ": \($0.plainLine(limit: 60))" } ?? ""
        return "\(server.hostAndPort) refused the token that was just issued for it\(words)"
    }

    public var hint: String? {
        "Look at its audience and its scopes. The server may want `resource` or an audience of its own."
    }
    public var exitStatus: ExitStatus { .authentication }
}
