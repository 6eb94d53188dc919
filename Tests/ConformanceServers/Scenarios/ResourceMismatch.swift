/// The metadata is another resource's: nobody may be sent anywhere for it (PRM-5).
enum ResourceMismatch {
    private static let check = "resource-mismatch-rejected"

    static let scenario = ConformanceScenario(
        "auth/resource-mismatch", versions: [.july2026], allowsClientError: true,
        expecting: [check, "prm-pathbased-requested"]
    ) { run in
        let wasAsked = Shared(false)
        var settings = AuthorizationSettings()
        settings.onAuthorization = { _ in wasAsked.update { $0 = true } }
        settings.onRegistration = { _ in
            Registration(clientID: TokenLedger.token("test-client"), secret: nil, method: "none")
        }
        var setup = CodeFlow.setup(
            run, ledger: TokenLedger(run), settings, resource: "https://evil.example.com/mcp")
        setup.finish = { _, checks in
            checks.add(check, wasAsked.value ? .failure : .success, wasAsked.value ? "authorization was asked for" : "")
        }
        return setup
    }
}
