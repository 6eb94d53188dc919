internal import MintCore

/// `offline_access` is asked for only where the authorization server lists it (SC-8).
enum OfflineAccess {
    private static let requested = "sep-2207-offline-access-requested"
    private static let notRequested = "sep-2207-offline-access-not-requested"
    private static let grantTypes = "sep-2207-client-metadata-grant-types"

    /// A client may use a metadata document here instead of registering; that document cannot be read, which is no fault.
    static let supported = ConformanceScenario(
        "auth/offline-access-scope", versions: [.july2026],
        expecting: [requested, "prm-pathbased-requested", "valid-bearer-token"] + CodeFlow.checksWithoutRegistration
    ) { run in
        var settings = AuthorizationSettings(
            scopesSupported: ["mcp:basic", "offline_access"], takesMetadataDocuments: true)
        settings.onRegistration = { metadata in
            let types = metadata["grant_types"]?.texts ?? []
            run.record(
                grantTypes, when: types.contains("refresh_token"), otherwise: .warning,
                "grant_types is \(types.joined(separator: " "))")
            return Registration(clientID: TokenLedger.token("test-client"), secret: nil, method: "none")
        }
        settings.onAuthorization = { asked in
            run.record(requested, asked.scopes.contains("offline_access") ? .success : .info, asked.scope ?? "")
        }
        var setup = CodeFlow.setup(run, ledger: TokenLedger(run), settings, listedScopes: ["mcp:basic"])
        setup.finish = { _, checks in
            if !checks.holds(grantTypes) { checks.add(grantTypes, .info, "the client did not register here") }
            checks.demand(requested, note: "there was no authorization request")
        }
        return setup
    }

    static let notSupported = ConformanceScenario(
        "auth/offline-access-not-supported", versions: [.july2026],
        expecting: { CodeFlow.checks(at: $0) + [notRequested, "prm-pathbased-requested", "valid-bearer-token"] },
        { run in
            let scopes = ["mcp:basic", "mcp:read"]
            var settings = AuthorizationSettings(scopesSupported: scopes)
            settings.onAuthorization = { asked in
                run.record(
                    notRequested, when: !asked.scopes.contains("offline_access"), "offline_access was asked for")
            }
            var setup = CodeFlow.setup(run, ledger: TokenLedger(run), settings, listedScopes: scopes)
            setup.finish = { _, checks in checks.demand(notRequested, note: "there was no authorization request") }
            return setup
        })
}
