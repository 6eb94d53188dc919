import MintScreen
import Testing

@testable import MintBoard
@testable import MintCore

@Suite struct LoginScreenTests {
    static let sizes = [(60, 15), (80, 24), (132, 43)]

    private func expectGolden(_ state: Session, _ name: String, line: SourceLocation = #_sourceLocation) {
        MintBoardTests.expectGolden(
            state.drawn, "login-\(name)-\(state.size.columns)x\(state.size.rows)", sourceLocation: line)
    }

    @Test(arguments: sizes, LoginWizard.Step.allCases)
    func `every step`(size: (Int, Int), step: LoginWizard.Step) throws {
        expectGolden(try .login(at: step, columns: size.0, rows: size.1), "\(step)")
    }

    @Test(arguments: sizes)
    func `the server is asked, and has answered`(columns: Int, rows: Int) throws {
        let session = try Session.login(at: .server, columns: columns, rows: rows)
        session.type("https://mcp.example/mcp")
        session.press([.ctrl("n")])
        for hop in LoginSamples.hops { session.hear(.hop(session.attempt, hop)) }
        session.apply(.tick(Samples.now + 3))
        expectGolden(session, "asking")
        session.hear(.discovered(session.attempt, try LoginSamples.discovered()))
        expectGolden(session, "found")
        session.press([.enter])
        expectGolden(session, "untrusted")
    }

    @Test(arguments: sizes)
    func `a key is made here`(columns: Int, rows: Int) throws {
        let session = try Session.login(at: .grant, columns: columns, rows: rows)
        session.press([.tab, .end, .character(" "), .ctrl("n")])
        session.type("svc-1")
        session.press([.tab, .end, .character(" ")])
        expectGolden(session, "making-key")
        session.press([.tab, .tab, .enter])
        let jwk =
            #"{"alg":"ES256","crv":"P-256","kid":"k1","kty":"EC","use":"sig","x":"WKn-ZIGevcwGIyyrzFoZNBdaq9_TsqzGl96oc0CWuis","y":"y77t-RvAHRKTsSGdIYUfweuOvwrvDD-Q3Hv5J0fSKbE"}"#
        session.hear(
            .credential(
                session.attempt, CredentialFacts(kind: .privateKey, words: "a key for ES256, kid k1", publicJWK: jwk)))
        expectGolden(session, "made-key")
    }

    @Test(arguments: sizes)
    func `a person is waited for`(columns: Int, rows: Int) throws {
        let session = try Session.login(at: .trial, columns: columns, rows: rows)
        session.press([.enter])
        let prompt = DevicePrompt(
            userCode: "WDJB-MJHT", verificationURI: "https://id.example/go",
            completeURI: "https://id.example/go?user_code=WDJB-MJHT", expiresAt: Samples.now + 600)
        session.hear(.news(session.attempt, .device(prompt)))
        expectGolden(session, "device")
        session.hear(
            .news(
                session.attempt,
                .visit(
                    url:
                        "https://id.example/authorize?response_type=code&client_id=app&code_challenge=abcdefghijklmnopqrstuvwxyz0123456789abcdefg&code_challenge_method=S256&state=0123456789abcdef&redirect_uri=http%3A%2F%2F127.0.0.1%3A49152%2Fcallback",
                    redirectURI: "http://127.0.0.1:49152/callback", isListening: true, isOpened: false)))
        session.hear(.news(session.attempt, .hop(LoginSamples.hops[2])))
        expectGolden(session, "visit")
    }

    @Test(arguments: sizes)
    func `what the trial showed`(columns: Int, rows: Int) throws {
        let session = try Session.login(at: .trial, columns: columns, rows: rows)
        session.press([.enter])
        session.hear(
            .tried(
                session.attempt, try LoginSamples.trial(warnings: ["token not bound to this resource: it has no `aud`"])
            ))
        expectGolden(session, "tried")
        session.press([.pageDown, .pageDown])
        expectGolden(session, "tried-end")
    }

    @Test(arguments: sizes)
    func `the trial was refused`(columns: Int, rows: Int) throws {
        let session = try Session.login(at: .trial, columns: columns, rows: rows)
        session.press([.enter])
        session.hear(.news(session.attempt, .hop(LoginSamples.hops[2])))
        session.hear(
            .failed(
                session.attempt,
                Failure(
                    headline: "id.example refused the client: invalid_client",
                    hint:
                        "The secret may be wrong.\nOr the server wants it in the body: --auth-method client_secret_post",
                    exitStatus: .authentication)))
        expectGolden(session, "refused")
    }
}
