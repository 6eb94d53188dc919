internal import HTTPTypes
internal import MintCore

/// Where the two metadata documents are, and how the client is to find them (PRM-1, PRM-3, AS-1, AS-2).
enum MetadataDiscovery {
    struct Layout: Sendable {
        let name: String
        let resourceMetadata: String
        let isNamedInChallenge: Bool
        let serverMetadata: String
        var issuerPath = ""
    }

    static let scenarios = [
        Layout(
            name: "metadata-default", resourceMetadata: ResourceServer.metadataByPath, isNamedInChallenge: true,
            serverMetadata: "/.well-known/oauth-authorization-server"),
        Layout(
            name: "metadata-var1", resourceMetadata: ResourceServer.metadataByPath, isNamedInChallenge: false,
            serverMetadata: "/.well-known/openid-configuration"),
        Layout(
            name: "metadata-var2", resourceMetadata: ResourceServer.metadataAtRoot, isNamedInChallenge: false,
            serverMetadata: "/.well-known/oauth-authorization-server/tenant1", issuerPath: "/tenant1"),
        Layout(
            name: "metadata-var3", resourceMetadata: "/custom/metadata/location.json", isNamedInChallenge: true,
            serverMetadata: "/tenant1/.well-known/openid-configuration", issuerPath: "/tenant1"),
    ].map(scenario)

    private static func scenario(_ layout: Layout) -> ConformanceScenario {
        ConformanceScenario(
            "auth/\(layout.name)", versions: CodeFlow.sinceNovember2025,
            expecting: { CodeFlow.checks(at: $0) + ["prm-pathbased-requested", "valid-bearer-token"] }
        ) { run in
            Setup(
                sites: [.authorization: authorization(run, layout), .server: server(run, layout)],
                finish: { _, checks in
                    if layout.resourceMetadata == ResourceServer.metadataByPath {
                        checks.demand("prm-pathbased-requested")
                    }
                    checks.demand(
                        "authorization-server-metadata", "client-registration", "authorization-request",
                        "token-request")
                })
        }
    }

    /// With a trap at the root where the issuer has a path.
    private static func authorization(_ run: Run, _ layout: Layout) -> any Site {
        let server = AuthorizationServer(
            run, AuthorizationSettings(metadataPath: layout.serverMetadata, routePrefix: layout.issuerPath))
        guard !layout.issuerPath.isEmpty else { return server }
        let trap = Route(.get, "/.well-known/oauth-authorization-server") { _ in
            run.record(
                "authorization-server-metadata-wrong-path", .failure, "the issuer has a path, the root was asked")
            return .text("Not Found", status: .notFound)
        }
        return Sites(server, trap)
    }

    /// With a trap at the root where the document is by the path.
    private static func server(_ run: Run, _ layout: Layout) -> any Site {
        let gate = BearerGate(ledger: TokenLedger(run)) {
            layout.isNamedInChallenge ? run.origin(of: .server) + layout.resourceMetadata : nil
        }
        let server = ResourceServer(
            run: run, metadataPath: layout.resourceMetadata,
            issuer: { run.origin(of: .authorization) + layout.issuerPath }, gate: gate)
        guard layout.name == "metadata-default" else { return server }
        let trap = Route(.get, ResourceServer.metadataAtRoot) { _ in
            run.record("prm-priority-order", .failure, "the root was asked although the challenge names another place")
            return .oauthError("not_found", "There is no metadata here", status: .notFound)
        }
        return Sites(server, trap)
    }
}
