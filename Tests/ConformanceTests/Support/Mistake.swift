import ConformanceServers

/// A bad habit, and the check that must catch it.
struct Mistake: CustomStringConvertible, Sendable {
    let scenario: String
    let version: WireVersion
    let check: String
    let verdict: Check.Status
    let habits: Habits
    private let what: String

    var description: String { "\(scenario): \(what)" }

    init(
        _ scenario: String, _ what: String, _ check: String, _ verdict: Check.Status = .failure,
        at version: WireVersion = .november2025, _ change: (inout Habits) -> Void
    ) {
        var habits = Habits()
        change(&habits)
        (self.scenario, self.what, self.check) = (scenario, what, check)
        (self.verdict, self.version, self.habits) = (verdict, version, habits)
    }

    static let all = discovery + codeFlow + scopes + issuers + machines + proofs + transport

    private static let discovery = [
        Mistake("auth/metadata-default", "the root's document first", "prm-priority-order") {
            $0.looksAtRootFirst = true
        },
        Mistake(
            "auth/metadata-var3", "the root's server metadata first", "authorization-server-metadata-wrong-path"
        ) { $0.looksAtRootFirst = true },
        Mistake("auth/resource-mismatch", "another's resource", "resource-mismatch-rejected", at: .july2026) {
            $0.comparesResource = false
        },
        Mistake(
            "auth/metadata-issuer-mismatch", "another's metadata", "sep-2468-client-validate-metadata-issuer",
            at: .july2026
        ) { $0.comparesMetadataIssuer = false },
    ]

    private static let codeFlow = [
        Mistake("auth/metadata-default", "no challenge", "pkce-code-challenge-sent") { $0.sendsChallenge = false },
        Mistake("auth/metadata-default", "no verifier", "pkce-code-verifier-sent") { $0.sendsVerifier = false },
        Mistake("auth/metadata-default", "no verifier", "pkce-verifier-matches-challenge") {
            $0.sendsVerifier = false
        },
        Mistake(
            "auth/metadata-default", "no application type", "sep-837-application-type-present", at: .july2026
        ) { $0.registersAsNative = false },
        Mistake("auth/basic-cimd", "registration", "cimd-client-id-used", .warning) { $0.usesDocument = false },
        Mistake("auth/token-endpoint-auth-basic", "secret in the body", "token-endpoint-auth-method") {
            $0.method = "client_secret_post"
        },
        Mistake("auth/token-endpoint-auth-post", "secret in the header", "token-endpoint-auth-method") {
            $0.method = "client_secret_basic"
        },
        Mistake("auth/token-endpoint-auth-none", "a secret", "token-endpoint-auth-method") {
            $0.method = "client_secret_post"
        },
        Mistake("auth/token-endpoint-auth-none", "no resource", "resource-parameter-in-token") {
            $0.sendsResource = false
        },
        Mistake("auth/token-endpoint-auth-none", "two resources", "resource-parameter-consistency") {
            $0.resourceAtToken = "http://localhost/other"
        },
        Mistake("auth/pre-registration", "secret in the body", "pre-registration-auth") {
            $0.method = "client_secret_post"
        },
        Mistake(
            "auth/authorization-server-migration", "the old registration", "sep-2352-no-reuse-on-as-change",
            at: .july2026
        ) { $0.keepsRegistration = true },
        Mistake(
            "auth/authorization-server-migration", "the old registration", "sep-2352-reregister-on-as-change",
            at: .july2026
        ) { $0.keepsRegistration = true },
    ]

    private static let scopes = [
        Mistake(
            "auth/scope-from-www-authenticate", "another scope", "scope-from-www-authenticate", .warning
        ) { $0.scope = "other" },
        Mistake(
            "auth/scope-from-scopes-supported", "one of three", "scope-from-scopes-supported", .warning
        ) { $0.scope = "mcp:basic" },
        Mistake(
            "auth/scope-omitted-when-undefined", "an invented scope", "scope-omitted-when-undefined", .warning
        ) { $0.scope = "mcp:all" },
        Mistake("auth/scope-step-up", "no second authorization", "scope-step-up-escalation") { $0.stepsUp = false },
        Mistake(
            "auth/scope-step-up", "the first scope lost", "sep-2350-scope-union-on-reauth", .warning, at: .july2026
        ) { $0.unitesScopes = false },
        Mistake("auth/scope-retry-limit", "four authorizations", "scope-retry-limit") {
            $0.mostAuthorizations = 4
        },
        Mistake(
            "auth/offline-access-scope", "no refresh tokens", "sep-2207-client-metadata-grant-types", .warning,
            at: .july2026
        ) { $0.wantsRefreshTokens = false },
        Mistake(
            "auth/offline-access-not-supported", "offline access all the same",
            "sep-2207-offline-access-not-requested", at: .july2026
        ) { $0.scope = "mcp:basic mcp:read offline_access" },
    ]

    private static let issuers = [
        ("auth/iss-supported-missing", "sep-2468-client-reject-missing-iss"),
        ("auth/iss-wrong-issuer", "sep-2468-client-compare-iss-supported"),
        ("auth/iss-unexpected", "sep-2468-client-compare-iss-unadvertised"),
        ("auth/iss-normalized", "sep-2468-client-no-normalization"),
    ].map { scenario, check in
        Mistake(scenario, "no comparison", check, at: .july2026) {
            $0.comparesIssuer = scenario == "auth/iss-normalized" ? .normalizing : .none
        }
    }
}
