internal import HTTPTypes
internal import MintCore

/// No token is ever enough: a client must give up soon (SC-7).
enum ScopeRetryLimit {
    private static let scope = "mcp:admin"
    private static let attempt = "scope-retry-auth-attempt"
    private static let check = "scope-retry-limit"
    private static let most = 3

    static let scenario = ConformanceScenario(
        "auth/scope-retry-limit", versions: CodeFlow.sinceNovember2025, allowsClientError: true,
        expecting: { CodeFlow.checks(at: $0) + [check, "prm-pathbased-requested"] },
        { run in
            let ledger = TokenLedger(run)
            var settings = AuthorizationSettings()
            settings.onAuthorization = { run.record(attempt, .info, "scope is \($0.scope ?? "missing")") }
            var setup = CodeFlow.setup(run, ledger: ledger, settings, listedScopes: [scope], gate: gate(run))
            setup.finish = { _, checks in
                let attempts = checks.count { $0.id == attempt }
                checks.add(
                    check, attempts > 0 && attempts <= most ? .success : .failure,
                    "\(attempts) authorization requests")
            }
            return setup
        })

    private static func gate(_ run: Run) -> MethodGate {
        let requests = Shared(0)
        return MethodGate { _, request in
            guard request.bearer != nil else {
                return .challenge(
                    .unauthorized, "invalid_token", "Missing Authorization header",
                    [("scope", scope), ("resource_metadata", run.metadataURL)])
            }
            let number = requests.update { count in
                count += 1
                return count
            }
            guard number <= most else { return .oauthError("test_complete", "Too many attempts", status: .gone) }
            return .challenge(
                .forbidden, "insufficient_scope", "Scope upgrade will never succeed",
                [
                    ("error", "insufficient_scope"), ("scope", scope), ("resource_metadata", run.metadataURL),
                    ("error_description", "Scope upgrade will never succeed"),
                ])
        }
    }
}
