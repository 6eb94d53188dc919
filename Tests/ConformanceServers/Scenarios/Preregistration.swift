internal import HTTPTypes
internal import MintCore

/// A client that the server knows already, and a server that registers nobody (REG-1).
enum Preregistration {
    private static let client = "pre-registered-client"
    private static let secret = "pre-registered-secret"
    private static let check = "pre-registration-auth"

    static let scenario = ConformanceScenario(
        "auth/pre-registration", versions: CodeFlow.sinceNovember2025,
        expecting: [check, "prm-pathbased-requested", "valid-bearer-token"] + CodeFlow.checksWithoutRegistration
    ) { run in
        var settings = AuthorizationSettings(methods: ["client_secret_basic"], offersRegistration: false)
        settings.onToken = { request in
            guard let basic = request.basic, basic.name == client, basic.password == secret else {
                run.record(check, .failure, "no Basic authentication with the credentials that were given")
                return .refuse("invalid_client", "Invalid pre-registered credentials", status: .unauthorized)
            }
            run.record(check, .success)
            return .grant(TokenLedger.token("test-token-prereg"), scopes: [])
        }
        var setup = CodeFlow.setup(run, ledger: TokenLedger(run), settings)
        setup.context = { _ in ["client_id": .string(client), "client_secret": .string(secret)] }
        setup.finish = { _, checks in checks.demand(check, note: "there was no token request") }
        return setup
    }
}
