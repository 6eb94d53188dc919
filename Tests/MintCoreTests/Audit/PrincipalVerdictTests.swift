import Testing

@testable import MintCore

@Suite struct PrincipalVerdictTests {
    private func judge(
        _ payload: String, introspection: String? = nil, grant: Grant = .static,
        preset: ProviderPreset.Name = .generic
    ) -> PrincipalVerdict {
        PrincipalVerdict.judge(
            JWTClaims.read(jwt(payload)), introspection: introspection.flatMap { JSONValue(bytes: Array($0.utf8)) },
            clientID: "client", grant: grant, preset: ProviderPreset(preset))
    }

    @Test(
        arguments: [
            ("PR-1", #"{"sub":"client","client_id":"client"}"#, .generic, .machine, ["PR-1", "PR-8"]),
            ("PR-1, ours", #"{"sub":"client"}"#, .generic, .machine, ["PR-1", "PR-8"]),
            ("another's", #"{"sub":"client","client_id":"other"}"#, .generic, .unknown, ["PR-7"]),
            ("PR-2", #"{"sub":"x","gty":"client-credentials"}"#, .auth0, .machine, ["PR-2"]),
            ("PR-2 list", #"{"sub":"x","gty":["refresh","client-credentials"]}"#, .generic, .machine, ["PR-2"]),
            ("PR-2 @clients", #"{"sub":"client@clients"}"#, .auth0, .machine, ["PR-2"]),
            ("PR-2 elsewhere", #"{"sub":"x","gty":"client-credentials"}"#, .okta, .unknown, ["PR-7"]),
            ("PR-3", #"{"sub":"o","idtyp":"app"}"#, .entra, .machine, ["PR-3"]),
            ("PR-3 user", #"{"sub":"o","idtyp":"user"}"#, .entra, .person, ["PR-3"]),
            ("PR-3 oid", #"{"sub":"o","oid":"o","azp":"client"}"#, .entra, .machine, ["PR-3"]),
            ("PR-3 scp", #"{"sub":"o","oid":"o","azp":"client","scp":"a"}"#, .entra, .unknown, ["PR-7"]),
            ("PR-3 roles", #"{"sub":"o","roles":["r"]}"#, .entra, .machine, ["PR-3"]),
            ("roles alone", #"{"sub":"o","roles":["r"]}"#, .generic, .unknown, ["PR-7"]),
            (
                "PR-4 Keycloak", #"{"sub":"u","preferred_username":"service-account-client","acr":"1"}"#, .keycloak,
                .machine, ["PR-4"]
            ),
            ("PR-4 Okta", #"{"sub":"0oa","cid":"0oa"}"#, .okta, .machine, ["PR-4"]),
            (
                "PR-4 Cognito", #"{"sub":"c1","client_id":"c1","token_use":"access"}"#, .cognito, .machine,
                ["PR-1", "PR-4", "PR-8"]
            ),
            ("PR-4 Google", #"{"sub":"1","email":"a@p.iam.gserviceaccount.com"}"#, .google, .machine, ["PR-4"]),
            ("look-alike", #"{"sub":"1","email":"a@evilgserviceaccount.com"}"#, .google, .person, ["PR-5"]),
            ("PR-5", #"{"sub":"u","auth_time":1}"#, .generic, .person, ["PR-5"]),
            ("PR-5 name", #"{"sub":"u","email":"u@example.com"}"#, .generic, .person, ["PR-5"]),
            ("PR-5 null", #"{"sub":"u","email":null}"#, .generic, .unknown, ["PR-7"]),
            ("PR-6", #"{"sub":"u","act":{"sub":"client"}}"#, .generic, .delegated, ["PR-6"]),
            ("PR-6 and 5", #"{"sub":"u","sid":"1","act":{"sub":"client"}}"#, .generic, .delegated, ["PR-5", "PR-6"]),
            ("PR-6 no object", #"{"sub":"u","act":"client"}"#, .generic, .unknown, ["PR-7"]),
            (
                "PR-10", #"{"sub":"u","clientInfo":{"name":"nightly-job","title":"a machine"}}"#, .generic, .unknown,
                ["PR-7"]
            ),
            ("PR-7", #"{"sub":"u"}"#, .generic, .unknown, ["PR-7"]), ("empty", "{}", .generic, .unknown, ["PR-7"]),
            ("empty sub", #"{"sub":"","client_id":""}"#, .generic, .unknown, ["PR-7"]),
            ("PR-8", #"{"sub":"client","auth_time":1}"#, .generic, .unknown, ["PR-1", "PR-5", "PR-8", "PR-7"]),
            (
                "PR-8 Okta", #"{"sub":"client","cid":"client","amr":["pwd"]}"#, .okta, .unknown,
                ["PR-1", "PR-4", "PR-5", "PR-8", "PR-7"]
            ),
            (
                "more than its name", #"{"sub":"client","gty":"client-credentials","email":"x"}"#, .auth0, .machine,
                ["PR-1", "PR-2", "PR-5", "PR-8"]
            ),
            ("repeated", #"{"sub":"client","sub":"client"}"#, .generic, .unknown, ["PR-1", "PR-8", "TK-7", "PR-7"]),
        ] as [(String, String, ProviderPreset.Name, PrincipalVerdict.Principal, [String])])
    func `the signs are weighed in order (PR-1 to PR-8)`(
        row: String, payload: String, preset: ProviderPreset.Name, principal: PrincipalVerdict.Principal, ids: [String]
    ) {
        let verdict = judge(payload, preset: preset)
        #expect(verdict.principal == principal)
        #expect(verdict.evidence.map(\.id) == ids)
        #expect(verdict.isTreatedAsPerson == (principal != .machine))
    }

    @Test(
        arguments: [
            (.clientCredentials, #"{"sub":"u"}"#, .unknown), (.clientCredentials, #"{"sub":"u","sid":"1"}"#, .person),
            (.jwtBearer, #"{"sub":"workload"}"#, .machine), (.jwtBearer, #"{"sub":"u","sid":"1"}"#, .person),
            (.jwtBearer, #"{"sub":"u","sub":"v"}"#, .unknown),
            (.deviceCode, #"{"sub":"u"}"#, .person), (.authorizationCode, #"{"sub":"u","act":{}}"#, .delegated),
            (.deviceCode, #"{"sub":"client"}"#, .unknown),
            (.authorizationCode, #"{"gty":"client-credentials"}"#, .unknown),
            (.enterprise, #"{"sub":"u"}"#, .delegated), (.enterprise, #"{"sub":"client"}"#, .unknown),
            (.static, #"{"sub":"u"}"#, .unknown),
        ] as [(Grant, String, PrincipalVerdict.Principal)])
    func `how it was obtained counts where the token is silent (PR-9)`(
        grant: Grant, payload: String, principal: PrincipalVerdict.Principal
    ) {
        #expect(judge(payload, grant: grant).principal == principal)
    }

    @Test func `an opaque token says so, and introspection speaks for it`() {
        let opaque = JWTClaims.read("2YotnFZFEjr1zCsicMWpAA")
        let silent = PrincipalVerdict.judge(opaque, clientID: "client", grant: .clientCredentials)
        #expect(silent.principal == .unknown && silent.words == "unknown (treated as a person)")
        #expect(silent.evidence.contains { $0.id == "RS-8" && $0.words.contains("opaque") })
        let answers: [(String, PrincipalVerdict.Principal)] = [
            (#"{"active":true,"sub":"client","client_id":"client"}"#, .machine),
            (#"{"active":true,"sub":"u","username":"jo"}"#, .person),
            (#"{"active":true,"sub":"client","username":"client"}"#, .machine),
            (#"{"active":false,"sub":"client"}"#, .unknown), (#"{"sub":"client"}"#, .unknown), ("[]", .unknown),
        ]
        for (answer, principal) in answers {
            let verdict = PrincipalVerdict.judge(
                opaque, introspection: JSONValue(bytes: Array(answer.utf8)), clientID: "client",
                grant: .clientCredentials)
            #expect(verdict.principal == principal, "\(answer)")
        }
    }

    @Test func `introspection adds to a token's claims and replaces none`() {
        let added = judge(#"{"sub":"u"}"#, introspection: #"{"active":true,"username":"jo"}"#)
        #expect(added.principal == .person)
        let kept = judge(#"{"sub":"u"}"#, introspection: #"{"active":true,"sub":"client"}"#)
        #expect(kept.principal == .unknown)
        let ended = judge(#"{"sub":"client"}"#, introspection: #"{"active":false}"#)
        #expect(ended.evidence.contains { $0.id == "IN" })
    }

    @Test func `every piece of evidence is one plain line`() {
        for principal in PrincipalVerdict.Principal.allCases { #expect(!principal.rawValue.isEmpty) }
        let verdict = judge(
            #"{"sub":"client","gty":"client-credentials","idtyp":"app","email":"x","act":{"sub":"y"}}"#,
            grant: .clientCredentials)
        #expect(verdict.evidence.map(\.id) == ["PR-1", "PR-2", "PR-3", "PR-5", "PR-6", "PR-8", "grant"])
        #expect(verdict.evidence.allSatisfy { !$0.words.contains("\n") && !$0.words.hasSuffix(".") })
    }
}
