extension ConformanceScenario {
    /// Every scenario, those about authorization before the others.
    ///
    /// - Parameter punctuality: How punctual a client must reconnect; see ``StreamRetry``.
    public static func all(_ punctuality: StreamRetry.Punctuality = .suite) -> [ConformanceScenario] {
        authorization + extensions + transport(punctuality)
    }

    private static let authorization =
        MetadataDiscovery.scenarios + [MetadataDocumentClient.scenario] + ScopeSelection.scenarios
        + [ScopeStepUp.scenario, ScopeRetryLimit.scenario] + TokenEndpointAuthentication.scenarios
        + [
            Preregistration.scenario, ResourceMismatch.scenario, OfflineAccess.supported, OfflineAccess.notSupported,
            AuthorizationServerMigration.scenario,
        ] + IssuerParameter.scenarios + [March2025.withMetadata, March2025.withoutMetadata]

    private static let extensions =
        [
            ClientCredentials.byAssertion, ClientCredentials.bySecret, EnterpriseManaged.scenario,
            WorkloadIdentity.scenario,
        ] + SenderConstrained.scenarios

    private static func transport(_ punctuality: StreamRetry.Punctuality) -> [ConformanceScenario] {
        [
            Initialize.scenario, ToolsCall.scenario, StreamRetry.scenario(punctuality), RequestMetadata.scenario,
            StandardHeaders.scenario, CustomHeaders.scenario, InvalidToolHeaders.scenario, SchemaReferences.scenario,
            SchemaPreservation.scenario,
        ].map(\.watchingShapes)
    }

    /// The scenario of this name at this revision.
    public static func named(_ name: String, _ punctuality: StreamRetry.Punctuality = .suite) -> ConformanceScenario? {
        all(punctuality).first { $0.name == name }
    }
}
