/// What most scenarios about people's grants have in common: an authorization server, a protected server, and what both
/// see of a client that does it right.
enum CodeFlow {
    /// Revisions of a scenario that came with 2025-11-25 and stayed.
    static let sinceNovember2025: [WireVersion] = [.november2025, .july2026]

    /// What the authorization server sees of the whole flow.
    static func checks(at version: WireVersion) -> [String] {
        let registered = version.isStateful ? [] : ["sep-837-application-type-present"]
        return ["client-registration"] + registered + checksWithoutRegistration
    }

    static let checksWithoutRegistration = [
        "authorization-server-metadata", "authorization-request", "pkce-code-challenge-sent", "pkce-s256-method-used",
        "token-request", "pkce-code-verifier-sent", "pkce-verifier-matches-challenge",
    ]

    /// The same up to the authorization request, for clients that must stop there.
    static let checksUntilAuthorization = [
        "prm-pathbased-requested", "authorization-server-metadata", "client-registration",
        "sep-837-application-type-present", "authorization-request", "pkce-code-challenge-sent",
        "pkce-s256-method-used",
    ]

    /// The two servers, with the metadata of the resource where its path says, named in the challenge.
    ///
    /// - Parameters:
    ///   - ledger: Shared by both servers, so that tokens carry their scopes; `nil` where scopes play no part.
    ///   - challengedScopes: What the challenge names, and what tokens must have.
    static func setup(
        _ run: Run, ledger: TokenLedger?, _ settings: AuthorizationSettings = AuthorizationSettings(),
        challengedScopes: [String] = [], listedScopes: [String]? = nil, resource: String? = nil,
        gate: (any Gate)? = nil
    ) -> Setup {
        let bearer = BearerGate(ledger: ledger ?? TokenLedger(run), scopes: challengedScopes) { run.metadataURL }
        return Setup(sites: [
            .authorization: AuthorizationServer(run, ledger: ledger, settings),
            .server: ResourceServer(
                run: run, scopesSupported: listedScopes, resource: resource,
                issuer: { run.origin(of: .authorization) }, gate: gate ?? bearer),
        ])
    }
}
