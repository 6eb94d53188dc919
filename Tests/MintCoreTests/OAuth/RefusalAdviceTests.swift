import MintCore
import Testing

/// The words of each hint, and for which grant they are (ER-1 to ER-9).
@Suite struct RefusalAdviceTests {
    private func advice(_ code: String, _ change: (inout Profile) -> Void = { _ in }) -> String {
        var profile = Profile.sample()
        change(&profile)
        return TokenEndpointError.refused(.init(profile), status: 400, code: code, description: nil).hint ?? ""
    }

    @Test(
        arguments: [
            ("invalid_client", ["not tried again", "--basic-encoding raw", "--auth-method client_secret_post"]),
            ("unauthorized_client", ["may not use client credentials", "service account"]),
            ("unsupported_grant_type", ["client-credentials", "client_credentials", "at this endpoint"]),
            ("invalid_grant", ["does not accept the grant", "mintmark login"]),
            ("invalid_request", ["--auth-method", "--scope", "--no-resource", "--audience", "--param name=value"]),
            ("invalid_target", ["--no-resource", "--audience"]), ("invalid_scope", ["--scope"]),
            ("access_denied", ["policy", "operator"]),
            ("invalid_dpop_proof", ["bound to a key", "--dpop"]),
            ("something_new", ["--basic-encoding raw", "--auth-method client_secret_post"]),
        ])
    func `each error says what to do next (ER-3)`(code: String, words: [String]) {
        let hint = advice(code)
        for word in words { #expect(hint.contains(word), "\(code): \(hint)") }
    }

    @Test func `a secret that was replaced is rotated, where there is a profile to rotate`() {
        let refused = {
            TokenEndpointError.refused($0, status: 401, code: "invalid_client", description: nil).hint ?? ""
        }
        let profile = Profile.sample()
        let command = "mintmark rotate \(profile.name) --secret-stdin"
        #expect(refused(.init(profile)).contains(command))
        #expect(!refused(.init(profile, isNamed: false)).contains("mintmark rotate"))
    }

    @Test func `a refusal names what was asked for, and what to leave out`() {
        let asked = advice("invalid_scope") { $0.requestedScopes = ["tools:read", "tools:call"] }
        #expect(asked.contains("tools:read tools:call") && asked.contains("fewer or others"))
        let none = advice("invalid_scope") { $0.requestedScopes = [] }
        #expect(none.contains("wants a scope to be named"))
        #expect(advice("invalid_target") { $0.resource = "https://m.example/mcp" }.contains("https://m.example/mcp"))
        let raw = advice("invalid_client") { $0.settings.basicEncoding = .raw }
        #expect(raw.contains("--basic-encoding form") && !raw.contains("--basic-encoding raw"))
    }

    @Test(
        arguments: [
            ("invalid_grant", Grant.deviceCode, "log in again"), ("invalid_grant", .authorizationCode, "log in again"),
            ("invalid_grant", .jwtBearer, "the platform's assertion"),
            ("invalid_grant", .enterprise, "the identity provider"),
            ("unauthorized_client", .deviceCode, "may not use the grant device-code"),
        ])
    func `the advice is for the grant that was refused (ER-3)`(code: String, grant: Grant, words: String) {
        #expect(advice(code) { $0.grant = grant }.contains(words))
    }

    @Test(arguments: [
        "interaction_required", "login_required", "consent_required", "account_selection_required",
        "insufficient_user_authentication",
    ])
    func `a server that wants a person gets one, or is told to leave the machine out (ER-9)`(code: String) {
        for grant in Grant.allCases {
            let hint = advice(code) { $0.grant = grant }
            if grant.isPersons {
                #expect(hint.contains("see the person again") && hint.contains("mintmark login"), "\(grant)")
            } else {
                #expect(hint.contains("nobody can do for a machine") && hint.contains("operator"), "\(grant)")
            }
        }
    }

    private func detailed(
        _ code: String, _ profile: Profile = .sample(), _ known: (inout TokenEndpointError.Known) -> Void
    ) -> String {
        var facts = TokenEndpointError.Known()
        known(&facts)
        return TokenEndpointError.refused(.init(profile), status: 400, code: code, description: nil).knowing(facts).hint
            ?? ""
    }

    @Test func `scopes that the server does not list are named (ER-3)`() {
        var profile = Profile.sample()
        profile.requestedScopes = ["tools:read", "nonsense"]
        let hint = detailed("invalid_scope", profile) { $0.scopes = ["tools:read", "tools:call"] }
        #expect(hint.contains("Asked for: tools:read nonsense. The server does not list nonsense."), "\(hint)")
        #expect(hint.contains("The server lists: tools:read tools:call."))
        let all = detailed("invalid_scope", profile) { $0.scopes = profile.requestedScopes }
        #expect(!all.contains("does not list") && all.contains("fewer or others"))
        profile.requestedScopes = []
        let none = detailed("invalid_scope", profile) { $0.scopes = ["tools:read"] }
        #expect(none.contains("wants a scope to be named") && none.contains("The server lists: tools:read."))
        #expect(!detailed("invalid_scope", profile) { $0.scopes = nil }.contains("lists"))
    }

    @Test(arguments: [(429, "slow_down"), (503, "anything"), (400, "temporarily_unavailable"), (500, "server_error")])
    func `what passes by itself is blamed on nothing of the client's (ER-6)`(status: Int, code: String) {
        var context = TokenEndpointError.Context(.sample())
        let plain = TokenEndpointError.refused(context, status: status, code: code, description: nil)
        #expect(plain.hint == "What is stored is untouched. Try again in a while.")
        context.retryAfter = 120
        let asked = TokenEndpointError.refused(context, status: status, code: code, description: nil)
        #expect(asked.hint == "It asks for 120 s of patience. What is stored is untouched.")
        #expect(asked.evidence?.line == "POST https://as.example/token: HTTP \(status), \(code)")
    }

    @Test func `a workload's refusal is about its assertion, and a person's about the client's id`() {
        var profile = Profile.sample(authentication: .none)
        profile.grant = .jwtBearer
        let workload = TokenEndpointError.refusedWithoutReason(.init(profile), status: 400, snippet: "").hint ?? ""
        #expect(workload.contains("platform's assertion") && !workload.contains("needs a secret or a key"))
        #expect(workload.contains("Settings to try:\n  --"))
        profile.grant = .deviceCode
        let person = TokenEndpointError.refused(.init(profile), status: 401, code: "invalid_client", description: nil)
        #expect(person.hint?.contains("--client-id") == true)
    }

    @Test func `a provider's codes are known without its name, and its trace numbers leave the headline (G7)`() {
        let description =
            "AADSTS7000215: Invalid client secret provided. Trace ID: 1f-2 Correlation ID: 3a Timestamp: 2026-11-29"
        let error = TokenEndpointError.refused(
            .init(.sample()), status: 401, code: "invalid_client", description: description)
        #expect(error.headline.hasSuffix("(AADSTS7000215: Invalid client secret provided)"))
        let hint = error.hint ?? ""
        #expect(!hint.contains("--basic-encoding") && hint.contains("For its support: Trace ID: 1f-2"), "\(hint)")
    }

    @Test func `a refused client hears how old its secret is, and which ways the server lists (ER-1)`() {
        let moment = Timestamp(1_780_000_000)
        let hint = detailed("invalid_client", .sample(authentication: .clientSecretPost)) {
            $0.methods = ["client_secret_basic", "private_key_jwt"]
            $0.credential = CredentialRecord(
                kind: .clientSecret, generation: 1, createdAt: moment, expiresAt: moment + 86_400)
        }
        #expect(hint.contains("The secret was put in on 2026-05-28, and was to last until 2026-05-29."), "\(hint)")
        #expect(hint.contains("The server lists client_secret_basic private_key_jwt, not client_secret_post"))
        let listed = detailed("invalid_client") { $0.methods = ["client_secret_basic"] }
        #expect(listed.contains("The server lists client_secret_basic; client_secret_basic was used."))
    }

    @Test func `a refused key hears which id and audience it went out with (ER-1)`() {
        let profile = Profile.sample(authentication: .privateKeyJWT)
        let hint = detailed("invalid_client", profile) {
            $0.credential = CredentialRecord(
                kind: .privateKey, generation: 1, keyID: "key-7", createdAt: Timestamp(1_780_000_000))
        }
        for words in ["The key was put in on 2026-05-28.", "now: key-7", "for \(profile.issuer ?? "?")."] {
            #expect(hint.contains(words), "\(hint)")
        }
        var other = profile
        other.settings.assertionAudience = .endpoint
        #expect(detailed("invalid_client", other) { _ in }.contains("for \(profile.tokenEndpoint.text)."))
    }

    @Test func `none of it ends in the middle, and none shows a placeholder`() {
        for code in ["invalid_client", "invalid_request", "invalid_target", "invalid_scope", "login_required"] {
            let hint = advice(code) { ($0.requestedScopes, $0.resource) = ([], "") }
            #expect(!hint.contains("Optional(") && !hint.contains("nil") && !hint.hasSuffix(" "), "\(hint)")
        }
    }
}
