internal import HTTPTypes
internal import MintCore

/// Listing needs one scope, calling another; each challenge names only what is missing (SC-4, SC-5).
enum ScopeStepUp {
    private static let first = "mcp:basic"
    private static let second = "mcp:write"
    private static let initial = "scope-step-up-initial"
    private static let escalation = "scope-step-up-escalation"
    private static let union = "sep-2350-scope-union-on-reauth"

    static let scenario = ConformanceScenario(
        "auth/scope-step-up", versions: CodeFlow.sinceNovember2025,
        expecting: { version in
            CodeFlow.checks(at: version) + [initial, escalation, "prm-pathbased-requested", "valid-bearer-token"]
                + (version.isStateful ? [] : [union])
        },
        { run in
            let ledger = TokenLedger(run)
            let requests = Shared(0)
            var settings = AuthorizationSettings()
            settings.onAuthorization = { asked in
                let number = requests.update { count in
                    count += 1
                    return count
                }
                judge(asked, number, run)
            }
            // What the resource lists has nothing to do with either scope: it may not be mistaken for a grant.
            var setup = CodeFlow.setup(
                run, ledger: ledger, settings, listedScopes: ["mcp:profile"], gate: gate(run, ledger))
            setup.finish = { run, checks in
                checks.demand(initial, note: "there was no authorization request")
                checks.demand(escalation, note: "there was no second authorization request")
                if !run.version.isStateful { checks.demand(union, note: "there was no second authorization request") }
            }
            return setup
        })

    private static func judge(_ asked: AuthorizationRequest, _ number: Int, _ run: Run) {
        let seen = "scope is \(asked.scope ?? "missing")"
        switch number {
        case 1: run.record(initial, when: asked.scopes.contains(first), otherwise: .warning, seen)
        case 2:
            run.record(escalation, when: asked.scopes.contains(second), otherwise: .warning, seen)
            // The union is a duty since 2026-07-28 only.
            if !run.version.isStateful {
                run.record(union, when: asked.scopes.contains(first), otherwise: .warning, seen)
            }
        default: break
        }
    }

    private static func gate(_ run: Run, _ ledger: TokenLedger) -> MethodGate {
        MethodGate { method, request in
            guard let token = request.bearer else {
                return .challenge(
                    .unauthorized, "invalid_token", "Missing Authorization header",
                    [("scope", first), ("resource_metadata", run.metadataURL)])
            }
            guard let granted = ledger.verify(token) else { return Answer(status: .internalServerError) }
            guard granted.contains(method == "tools/call" ? second : first) else {
                return .challenge(
                    .forbidden, "insufficient_scope", "Token has insufficient scope",
                    [
                        ("scope", second), ("resource_metadata", run.metadataURL), ("error", "insufficient_scope"),
                    ])
            }
            return nil
        }
    }
}
