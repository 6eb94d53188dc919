internal import Crypto
internal import HTTPTypes
internal import MintCore

/// A person's sign-in at the enterprise becomes a token for the server, without asking the person again (EM-1 to EM-4).
enum EnterpriseManaged {
    private static let client = "conformance-test-xaa-client"
    private static let secret = "conformance-test-xaa-secret"
    private static let grantType = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    private static let check = "complete-flow-jwt-bearer"

    static let scenario = ConformanceScenario(
        "auth/enterprise-managed-authorization", versions: ClientCredentials.versions,
        expecting: [
            IdentityProvider.check, check, "prm-pathbased-requested", "authorization-server-metadata", "token-request",
            "valid-bearer-token",
        ]
    ) { run in
        let provider = IdentityProvider(run, client: client)
        var settings = AuthorizationSettings(grantTypes: [grantType], methods: ["client_secret_basic"])
        settings.onToken = { request in
            guard request.grantType == grantType else {
                return .refuse("unsupported_grant_type", "grant_type is \(request.grantType)")
            }
            if let fault = fault(in: request, provider, run) {
                run.record(check, .failure, fault.reason)
                return .refuse(
                    fault.code, fault.reason, status: fault.code == "invalid_client" ? .unauthorized : .badRequest)
            }
            run.record(check, .success)
            return .grant(TokenLedger.token(), scopes: request.scopes)
        }
        var setup = CodeFlow.setup(run, ledger: TokenLedger(run), settings)
        setup.sites[.identityProvider] = provider
        setup.context = { _ in
            [
                "client_id": .string(client), "client_secret": .string(secret),
                "idp_client_id": .string(provider.audience), "idp_id_token": .string(try provider.idToken()),
                "idp_issuer": .string(provider.issuer), "idp_token_endpoint": .string(provider.issuer + "/token"),
            ]
        }
        setup.finish = { _, checks in checks.demand(IdentityProvider.check, check) }
        return setup
    }

    private static func fault(
        in request: TokenRequest, _ provider: IdentityProvider, _ run: Run
    ) -> (code: String, reason: String)? {
        guard let basic = request.basic?.unescaped, basic == (client, secret) else {
            return ("invalid_client", "no Basic authentication with the credentials that were given")
        }
        guard let text = request.parameters["assertion"], !text.isEmpty else {
            return ("invalid_request", "there is no assertion")
        }
        guard let assertion = SignedToken(text), assertion.header["typ"] == "oauth-id-jag+jwt" else {
            return ("invalid_grant", "the assertion is no ID-JAG")
        }
        guard assertion.isSigned(by: provider.assertionKey.publicKey), assertion.isFor(request.origin),
            !assertion.hasExpired(at: request.now, tolerance: 30)
        else { return ("invalid_grant", "signature, audience or time of the ID-JAG is wrong") }
        guard assertion.claims["client_id"]?.text == basic.name else {
            return ("invalid_grant", "the ID-JAG is for another client")
        }
        guard assertion.claims["resource"]?.text == run.origin(of: .server) + "/mcp" else {
            return ("invalid_grant", "the ID-JAG is for another resource")
        }
        return nil
    }
}
