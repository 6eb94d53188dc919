internal import MintCore

/// The server takes one method of client authentication only; and `resource` must come twice, the same (AM-1, RES-1).
enum TokenEndpointAuthentication {
    static let scenarios = [
        scenario("basic", "client_secret_basic"), scenario("post", "client_secret_post"), scenario("none", "none"),
    ]

    private static let check = "token-endpoint-auth-method"
    private static let inAuthorization = "resource-parameter-in-authorization"
    private static let inToken = "resource-parameter-in-token"
    private static let validURI = "resource-parameter-valid-uri"
    private static let consistency = "resource-parameter-consistency"

    private struct Resources: Sendable {
        var authorization: String?
        var token: String?
    }

    private static func scenario(_ name: String, _ method: String) -> ConformanceScenario {
        ConformanceScenario(
            "auth/token-endpoint-auth-\(name)", versions: [.june2025] + CodeFlow.sinceNovember2025,
            expecting: { version in
                CodeFlow.checks(at: version)
                    + [
                        check, inAuthorization, inToken, validURI, consistency, "prm-pathbased-requested",
                        "valid-bearer-token",
                    ]
            },
            { run in
                let resources = Shared(Resources())
                var settings = AuthorizationSettings(methods: [method])
                settings.onAuthorization = { asked in resources.update { $0.authorization = asked.resource } }
                settings.onToken = { request in
                    resources.update { $0.token = request.parameters["resource"] }
                    judge(request, expecting: method, run)
                    return .grant(TokenLedger.token(), scopes: [])
                }
                settings.onRegistration = { _ in
                    Registration(
                        clientID: TokenLedger.token("test-client"),
                        secret: method == "none" ? nil : TokenLedger.token("test-secret"), method: method)
                }
                var setup = CodeFlow.setup(run, ledger: TokenLedger(run), settings)
                setup.finish = { _, checks in finish(resources.value, &checks) }
                return setup
            })
    }

    private static func judge(_ request: TokenRequest, expecting method: String, _ run: Run) {
        let used: String
        if request.authorization?.hasPrefix("Basic ") == true {
            used = request.basic == nil ? "client_secret_basic, malformed" : "client_secret_basic"
        } else {
            used = request.parameters["client_secret", default: ""].isEmpty ? "none" : "client_secret_post"
        }
        run.record(check, when: used == method, "the client used \(used)")
    }

    private static func finish(_ resources: Resources, _ checks: inout [Check]) {
        let (asked, exchanged) = (resources.authorization ?? "", resources.token ?? "")
        checks.demand(check, note: "there was no token request")
        checks.add(inAuthorization, asked.isEmpty ? .failure : .success)
        checks.add(inToken, exchanged.isEmpty ? .failure : .success)
        let shown = asked.isEmpty ? exchanged : asked
        if !shown.isEmpty {
            let isSound = HTTPURL(shown).map { !$0.hasFragment } ?? false
            checks.add(validURI, isSound ? .success : .failure, shown)
        }
        if !asked.isEmpty, !exchanged.isEmpty {
            checks.add(consistency, asked == exchanged ? .success : .failure, "\(asked) and \(exchanged)")
        }
    }
}
