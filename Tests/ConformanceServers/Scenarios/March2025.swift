internal import MintCore

/// Servers of 2025-03-26, which are their own authorization server and publish nothing about a resource (PRM-13).
enum March2025 {
    private static let versions: [WireVersion] = [.march2025, .november2025]

    /// The endpoints are where only the metadata says.
    static let withMetadata = ConformanceScenario(
        "auth/2025-03-26-oauth-metadata-backcompat", versions: versions,
        expecting: { CodeFlow.checks(at: $0) + ["valid-bearer-token"] },
        { run in
            var settings = AuthorizationSettings(routePrefix: "/oauth")
            settings.issuer = { run.origin(of: .server) }
            return Setup(
                sites: [.server: Sites(server(run), AuthorizationServer(run, role: .server, settings))],
                finish: { _, checks in
                    checks.demand(
                        "authorization-server-metadata", "client-registration", "authorization-request",
                        "token-request")
                })
        })

    /// There is no document at all: the endpoints are at their default paths.
    static let withoutMetadata = ConformanceScenario(
        "auth/2025-03-26-oauth-endpoint-fallback", versions: versions,
        expecting: ["client-registration", "authorization-request", "token-request", "valid-bearer-token"]
    ) { run in
        var settings = AuthorizationSettings(metadataPath: "/nowhere", issuerInRedirect: .absent)
        settings.onToken = { _ in .grant(TokenLedger.token(), scopes: []) }
        return Setup(
            sites: [.server: Sites(server(run), AuthorizationServer(run, role: .server, settings))],
            finish: { _, checks in checks.demand("client-registration", "authorization-request", "token-request") })
    }

    private static func server(_ run: Run) -> ResourceServer {
        ResourceServer(
            run: run, metadataPath: nil, issuer: { run.origin(of: .server) },
            gate: BearerGate(ledger: TokenLedger(run)) { nil })
    }
}
