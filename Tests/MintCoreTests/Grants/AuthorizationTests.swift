import TestSupport
import Testing

@testable import MintCore

@Suite struct AuthorizationTests {
    private static func request(
        endpoint: String = "https://as.example/authorize", issuer: String? = "https://as.example/t1",
        promises: Bool = false, parameters: [ProfileSettings.Parameter] = [],
        _ change: (inout Profile) -> Void = { _ in }
    ) -> AuthorizationRequest {
        var profile = Practice.profile("ann", grant: .authorizationCode)
        profile.issuer = issuer
        change(&profile)
        return AuthorizationRequest(
            profile, at: Practice.url(endpoint), redirectURI: "http://127.0.0.1:49152/callback",
            promisesIssuer: promises, parameters: parameters, state: "st-1",
            pkce: PKCE(verifier: Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")))
    }

    @Test func `PKCE is S256 of a fresh verifier of 43 characters (AC-2)`() {
        let vector = PKCE(verifier: Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
        #expect(vector.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        let verifiers = (0..<50).map { _ in PKCE().verifier.withText { $0 } ?? "" }
        #expect(Set(verifiers).count == 50)
        #expect(
            verifiers.allSatisfy { text in
                (43...128).contains(text.count)
                    && text.utf8.allSatisfy { Base64URL.decode(String(UnicodeScalar($0))) != nil || $0 != 0x3D }
            })
        #expect(!everyWord(of: vector).contains("dBjftJeZ"))
    }

    @Test func `the address carries everything once, and not the verifier (AC-1, RES-1)`() {
        #expect(
            Self.request().url?.text
                == "https://as.example/authorize?response_type=code&client_id=client"
                + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A49152%2Fcallback&state=st-1"
                + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
                + "&scope=tools%3Aread+tools%3Acall&resource=https%3A%2F%2Fmcp.example")
        #expect(!everyWord(of: Self.request()).contains("dBjftJeZ"))
    }

    @Test(arguments: [
        ("https://as.example/authorize?tenant=a%20b", "https://as.example/authorize?tenant=a%20b&response_type=code&"),
        ("https://as.example/authorize?", "https://as.example/authorize?response_type=code&"),
        ("https://as.example", "https://as.example?response_type=code&"),
    ])
    func `a query that the endpoint has is kept (AC-1)`(endpoint: String, start: String) {
        #expect(Self.request(endpoint: endpoint).url?.text.hasPrefix(start) == true)
    }

    @Test func `an endpoint with a fragment is none`() {
        #expect(Self.request(endpoint: "https://as.example/authorize#/app").url == nil)
    }

    @Test func `further parameters come along, ours stay ours, and empty ones are left out`() {
        let url = Self.request(
            parameters: [
                .init(name: "access_type", value: "offline"), .init(name: "state", value: "theirs"),
                .init(name: "resource", value: "https://evil.example"),
            ]
        ) {
            $0.requestedScopes = []
            $0.settings.sendsResource = false
            $0.settings.audience = "api"
        }.url
        let text = url?.text ?? ""
        #expect(text.hasSuffix("&audience=api&access_type=offline"))
        #expect(!text.contains("theirs") && !text.contains("evil") && !text.contains("scope="))
    }

    @Test func `states are of 128 random bits (AC-1)`() {
        let profile = Practice.profile("ann")
        let states = (0..<50).map { _ in
            AuthorizationRequest(
                profile, at: profile.tokenEndpoint, redirectURI: "http://127.0.0.1/", promisesIssuer: false
            ).state
        }
        #expect(Set(states).count == 50 && states.allSatisfy { Base64URL.decode($0)?.count == 16 })
    }

    // MARK: - The answer

    private func code(_ text: String, _ request: AuthorizationRequest) throws(AuthorizationError) -> String? {
        try AuthorizationResponse(text, to: request).code.withText { $0 }
    }

    private static let right = "https%3A%2F%2Fas.example%2Ft1"

    @Test(
        arguments: [
            (true, "&iss=\(right)", nil), (true, "", .issuerMissing(expected: "https://as.example/t1")),
            (true, "&iss=https%3A%2F%2Fevil.example", .issuerMismatch(expected: "https://as.example/t1")),
            (false, "&iss=\(right)", nil), (false, "", nil),
            (false, "&iss=https%3A%2F%2Fevil.example", .issuerMismatch(expected: "https://as.example/t1")),
        ] as [(Bool, String, AuthorizationError?)])
    func `every row of the issuer's table (IS-2)`(promises: Bool, issuer: String, error: AuthorizationError?) throws {
        let answer = "http://127.0.0.1:49152/callback?code=c-1&state=st-1\(issuer)"
        guard let error else { return #expect(try code(answer, Self.request(promises: promises)) == "c-1") }
        #expect(throws: error) { try AuthorizationResponse(answer, to: Self.request(promises: promises)) }
    }

    @Test(arguments: [
        "https%3A%2F%2Fas.example%2Ft1%2F", "https%3A%2F%2FAS.example%2Ft1", "HTTPS%3A%2F%2Fas.example%2Ft1",
        "https%3A%2F%2Fas.example%3A443%2Ft1", "https%3A%2F%2Fas.example%2F%2574%31", "https%3A%2F%2Fas.example%2F./t1",
        "https%253A%252F%252Fas.example%252Ft1", "", "%", "https%3A%2F%2Fas.example%2Ft1%00", "+\(right)",
    ])
    func `an issuer is compared byte for byte after one decoding (IS-3)`(issuer: String) {
        for promises in [true, false] {
            #expect(throws: AuthorizationError.self) {
                try AuthorizationResponse("?code=c-1&state=st-1&iss=\(issuer)", to: Self.request(promises: promises))
            }
        }
    }

    @Test func `an issuer that says nothing of an endpoint that was pinned is not compared`() throws {
        let request = Self.request(issuer: nil)
        #expect(try code("?code=c-1&state=st-1&iss=https://any.example", request) == "c-1")
    }

    @Test(arguments: [true, false])
    func `of an answer from elsewhere nothing is shown (IS-4)`(promises: Bool) {
        let answer =
            "?error=CANARY-1&error_description=CANARY-2&error_uri=https://CANARY-3.example&state=st-1&iss=https://evil.example/CANARY-4"
        let error = #expect(throws: AuthorizationError.self) {
            try AuthorizationResponse(answer, to: Self.request(promises: promises))
        }
        #expect(!everyWord(of: error as Any).contains("CANARY"))
    }

    @Test(
        arguments: [
            ("http://127.0.0.1:49152/callback?code=a%2Fb+c&state=st-1", "a/b c"), ("/callback?state=st-1&code=x", "x"),
            ("code=x&state=st-1", "x"), ("  ?code=x&state=st-1 \n", "x"), ("?code=x&state=st-1#frag&code=y", "x"),
            ("?code=x&code=y&state=st-1", "x"), ("4/0AX4XfWh-abc", "4/0AX4XfWh-abc"), ("  bare-code\n", "bare-code"),
        ])
    func `an address, its query or a bare code can be pasted (AC-5)`(text: String, expected: String) throws {
        #expect(try code(text, Self.request()) == expected)
    }

    @Test(
        arguments: [
            ("?code=x", .stateMismatch), ("?code=x&state=", .stateMismatch), ("?code=x&state=st-2", .stateMismatch),
            ("?code=x&state=st-1%00", .stateMismatch), ("?state=st-2&error=access_denied", .stateMismatch),
            ("?state=st-1", .noCode), ("?state=st-1&code=", .noCode), ("http://127.0.0.1/callback", .stateMismatch),
            ("", .unreadable), (" \n", .unreadable), ("two words", .unreadable), ("caf\u{E9}", .unreadable),
            ("a\u{1B}[2J", .unreadable),
            ("?error=access_denied&state=st-1", .refused(code: "access_denied", description: nil)),
            (
                "?error=invalid_scope&error_description=no+%1B%5B2Jsuch%0Ascope&state=st-1&code=x",
                .refused(code: "invalid_scope", description: "no [2Jsuch scope")
            ),
        ] as [(String, AuthorizationError)])
    func `what is not the answer to this request is refused`(text: String, expected: AuthorizationError) {
        let error = #expect(throws: AuthorizationError.self) { try AuthorizationResponse(text, to: Self.request()) }
        guard case .refused(let code, let description) = expected else { return #expect(error == expected) }
        guard case .refused(let found, let words) = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(found == code && words?.contains("\u{1B}") != true && words?.contains("\n") != true)
        #expect((words == nil) == (description == nil))
    }

    @Test func `a bare code is not enough where the answer must name its issuer`() {
        #expect(throws: AuthorizationError.bareCode) {
            try AuthorizationResponse("bare-code", to: Self.request(promises: true))
        }
    }

    @Test func `a query without end is read in part`() {
        let flood = "?" + String(repeating: "a=b&", count: 100_000) + "code=x&state=st-1"
        #expect(throws: AuthorizationError.stateMismatch) { try AuthorizationResponse(flood, to: Self.request()) }
    }

    @Test(arguments: [
        AuthorizationError.noEndpoint(issuer: "https://as.example"), .noPKCE(issuer: "https://as.example"),
        .endpointUnusable("http://x"), .unreadable, .bareCode, .stateMismatch, .issuerMissing(expected: "x"),
        .issuerMismatch(expected: "x"), .refused(code: "access_denied", description: "no"),
        .refused(code: "invalid_scope", description: nil), .refused(code: "invalid_target", description: nil),
        .refused(code: "x", description: nil), .noCode, .nobodyToAsk,
    ])
    func `every error is one plain line with a next step`(error: AuthorizationError) {
        #expect(error.headline == error.headline.plainLine(limit: 1000) && !error.headline.hasSuffix("."))
        #expect(error.hint?.isEmpty == false && error.exitStatus != .ok)
    }
}
