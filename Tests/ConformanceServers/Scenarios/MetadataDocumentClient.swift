/// A client whose id is the URL of a document about it, where the server takes such (REG-3).
enum MetadataDocumentClient {
    static let documentURL = "https://conformance-test.local/client-metadata.json"
    private static let check = "cimd-client-id-used"

    static let scenario = ConformanceScenario(
        "auth/basic-cimd", versions: CodeFlow.sinceNovember2025,
        expecting: [check, "prm-pathbased-requested", "valid-bearer-token"] + CodeFlow.checksWithoutRegistration
    ) { run in
        var settings = AuthorizationSettings(takesMetadataDocuments: true)
        settings.onAuthorization = { asked in
            run.record(
                check, when: asked.clientID == documentURL, otherwise: .warning,
                "the client id is \(asked.clientID ?? "missing")")
        }
        var setup = CodeFlow.setup(run, ledger: nil, settings)
        setup.finish = { _, checks in checks.demand(check, note: "there was no authorization request") }
        return setup
    }
}
