import ConformanceServers

extension Mistake {
    static let machines = credentials + workloads + enterprise

    private static let credentials = [
        Mistake("auth/client-credentials-jwt", "the token endpoint as audience", "client-credentials-jwt-verified") {
            $0.audience = "http://localhost/token"
        },
        Mistake("auth/client-credentials-jwt", "another iss", "client-credentials-jwt-iss") {
            $0.clientID = "someone-else"
        },
        Mistake("auth/client-credentials-jwt", "no assertion type", "client-credentials-assertion-type") {
            $0.leavesOut = ["type"]
        },
        Mistake("auth/client-credentials-jwt", "another grant", "client-credentials-grant-type") {
            $0.grantType = "password"
        },
        Mistake("auth/client-credentials-basic", "a wrong secret", "client-credentials-basic-auth") {
            $0.secret = "guess"
        },
        Mistake("auth/client-credentials-basic", "secret in the body", "client-credentials-basic-auth") {
            $0.method = "client_secret_post"
        },
    ]

    private static let workloads = [
        Mistake("auth/wif-jwt-bearer", "an expired JWT", "wif-assertion-expired") { $0.usesJWT = "expired_jwt" },
        Mistake("auth/wif-jwt-bearer", "a JWT for another", "wif-assertion-audience") {
            $0.usesJWT = "wrong_audience_jwt"
        },
        Mistake("auth/wif-jwt-bearer", "no JWT", "wif-assertion-missing") { $0.leavesOut = ["assertion"] },
        Mistake("auth/wif-jwt-bearer", "no JWT at all", "wif-assertion-malformed") { $0.usesJWT = "client_id" },
        Mistake("auth/wif-jwt-bearer", "another grant", "wif-grant-type") { $0.grantType = "client_credentials" },
        Mistake("auth/wif-jwt-bearer", "a second try", "wif-no-retry", .warning) {
            $0.scope = "wif.rejected"
            $0.retriesRefusal = true
        },
        Mistake("auth/wif-jwt-bearer", "another grant after a refusal", "wif-grant-fallback", .warning) {
            $0.scope = "wif.trigger-unauthorized"
            $0.fallsBack = true
        },
    ]

    private static let scenario = "auth/enterprise-managed-authorization"

    private static let enterprise = [
        Mistake(scenario, "no audience", "complete-flow-token-exchange") { $0.leavesOut = ["audience"] },
        Mistake(scenario, "no requested type", "complete-flow-token-exchange") {
            $0.leavesOut = ["requested_token_type"]
        },
        Mistake(scenario, "another grant at the provider", "complete-flow-token-exchange") {
            $0.grantType = "client_credentials"
        },
        Mistake(scenario, "another resource", "complete-flow-jwt-bearer") {
            $0.resourceAtToken = "https://other.example/mcp"
        },
        Mistake(scenario, "another audience", "complete-flow-jwt-bearer") { $0.audience = "https://other.example" },
        Mistake(scenario, "a wrong secret", "complete-flow-jwt-bearer") { $0.secret = "guess" },
        Mistake(scenario, "secret in the body", "complete-flow-jwt-bearer") { $0.method = "client_secret_post" },
    ]

    static let proofs = [
        Mistake("auth/dpop", "no proof for the token", "sep-1932-client-token-request-proof") {
            $0.provesAtToken = false
        },
        Mistake("auth/dpop", "Bearer for a bound token", "sep-1932-client-dpop-auth-scheme") {
            $0.presentsAs = "Bearer"
        },
        Mistake("auth/dpop", "one proof for all", "sep-1932-client-fresh-proof") { $0.repeatsProof = true },
        Mistake("auth/dpop-nonce", "no nonce for the token", "sep-1932-client-as-nonce") {
            $0.usesServerNonce = false
        },
        Mistake("auth/dpop-nonce", "no nonce for the server", "sep-1932-client-rs-nonce") {
            $0.usesResourceNonce = false
        },
    ]
}
