/// Which scopes a client asks for: the challenge's, else all that the resource lists, else none (SC-2).
enum ScopeSelection {
    static let scenarios = [
        scenario("scope-from-www-authenticate", challenged: ["mcp:basic"]) { $0.contains("mcp:basic") },
        scenario("scope-from-scopes-supported", listed: ["mcp:basic", "mcp:read", "mcp:write"]) { asked in
            ["mcp:basic", "mcp:read", "mcp:write"].allSatisfy(asked.contains)
        },
        scenario("scope-omitted-when-undefined") { $0.isEmpty },
    ]

    private static func scenario(
        _ name: String, challenged: [String] = [], listed: [String]? = nil,
        _ isRight: @escaping @Sendable ([String]) -> Bool
    ) -> ConformanceScenario {
        ConformanceScenario(
            "auth/\(name)", versions: CodeFlow.sinceNovember2025,
            expecting: { CodeFlow.checks(at: $0) + [name, "prm-pathbased-requested", "valid-bearer-token"] }
        ) { run in
            var settings = AuthorizationSettings()
            settings.onAuthorization = { asked in
                run.record(
                    name, when: isRight(asked.scopes), otherwise: .warning, "scope is \(asked.scope ?? "missing")")
            }
            var setup = CodeFlow.setup(
                run, ledger: TokenLedger(run), settings, challengedScopes: challenged, listedScopes: listed)
            setup.finish = { _, checks in checks.demand(name, note: "there was no authorization request") }
            return setup
        }
    }
}
