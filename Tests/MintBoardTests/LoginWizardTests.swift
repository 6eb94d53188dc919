import MintScreen
import Testing

@testable import MintBoard
@testable import MintCore

@Suite struct LoginWizardTests {
    @Test func `the whole way of a service, and what is asked for at its end`() throws {
        let session = try Session.login(at: .naming)
        #expect(session.login?.step == .naming && session.form.text(LoginField.name) == "mcp.example")
        session.press([.tab])
        session.type("Prod billing")
        session.press([.tab])
        session.type("ask ops")
        session.press([.tab])
        session.type("90d")
        let effects = session.press([.enter])
        let naming = LoginNaming(
            name: "mcp.example", tags: ["prod", "billing"], note: "ask ops", secretExpiresAt: Samples.now + 90 * 86_400,
            store: .vault)
        #expect(effects == [.login(.keep(naming, session.attempt))])
        let record = ProfileRecord(profile: try Samples.profile("mcp.example"))
        let last = session.hear(.kept(session.attempt, record))
        #expect(session.screens.isEmpty && last.first == .dropEntry)
        #expect(session.notice?.text == "logged in: mcp.example")
        session.receive(try Samples.picture() + [record])
        #expect(session.value.selectedName == "mcp.example")
    }

    @Test func `what is tried is what was answered`() throws {
        let session = try Session.login(at: .trial)
        guard case .login(.tryOut(let wish, let attempt))? = session.press([.enter]).first else {
            Issue.record("not tried")
            return
        }
        #expect(attempt == session.attempt && wish.grant == .clientCredentials && wish.clientID == "svc-1")
        #expect(wish.authentication == .clientSecretBasic && wish.credential == .typed(LoginField.secret))
        #expect(wish.scopes == ["mcp:read"] && wish.store == .vault && wish.target == .new)
        #expect(wish.discovered?.result.issuer == "https://id.example" && wish.settings == ProfileSettings())
    }

    @Test func `an issuer that only the server names needs a yes`() throws {
        let session = try Session.login(at: .server)
        session.type("mcp.example/mcp")
        session.press([.enter, .enter])
        session.hear(.discovered(session.attempt, try LoginSamples.discovered()))
        #expect(session.form.focus == LoginField.trust && session.form.answers[LoginField.trust] == false)
        session.press([.enter])
        #expect(session.login?.step == .server)
        #expect(session.form.refusal?.failure.headline.contains("no credential goes") == true)
        session.press([.character("y"), .enter])
        #expect(session.login?.step == .grant)
    }

    @Test func `another server is another question`() throws {
        let session = try Session.login(at: .grant)
        session.press([.ctrl("p")])
        session.type("2")
        #expect(session.login?.finding == nil)
        guard case .login(.discover(let wish, _))? = session.press([.ctrl("n")]).first else {
            Issue.record("not asked anew")
            return
        }
        #expect(wish.server.text == "https://mcp.example/mcp2")
    }

    @Test func `hops appear as they happen, and a failure lets the operator mend and ask again`() throws {
        let session = try Session.login(at: .server)
        session.type("mcp.example")
        session.press([.ctrl("n")])
        session.hear(.hop(session.attempt, LoginSamples.hops[0]))
        #expect(session.drawn.text.contains("names its metadata"))
        session.hear(.failed(session.attempt, Failure(headline: "mcp.example cannot be reached", exitStatus: .network)))
        #expect(session.drawn.text.contains("mcp.example cannot be reached"))
        session.type("/mcp")
        #expect(session.form.refusal == nil && session.form.text(LoginField.server) == "mcp.example/mcp")
        session.press([.ctrl("n")])
        #expect(session.login?.job == .discovery)
    }

    @Test func `an answer that comes after Esc is passed over`() throws {
        let session = try Session.login(at: .server)
        session.type("mcp.example")
        session.press([.ctrl("n")])
        let attempt = session.attempt
        #expect(session.press([.escape]).first == .cancel(attempt))
        session.hear(.discovered(attempt, try LoginSamples.discovered()))
        #expect(session.login?.finding == nil && session.login?.step == .server)
        session.press([.ctrl("n")])
        session.hear(.failed(attempt, Failure(headline: "old")))
        #expect(session.login?.job == .discovery && session.form.refusal == nil)
    }

    @Test func `back while a trial runs gives it up, and its token is not taken`() throws {
        let session = try Session.login(at: .trial)
        session.press([.enter])
        let attempt = session.attempt
        #expect(session.press([.ctrl("p")]).contains(.cancel(attempt)))
        #expect(session.login?.step == .store)
        session.hear(.tried(attempt, try LoginSamples.trial()))
        #expect(session.login?.trial == nil && session.login?.step == .store)
    }

    @Test func `what is changed after the trial is tried anew, but not where it is kept`() throws {
        let session = try Session.login(at: .naming)
        session.press([.ctrl("p"), .ctrl("p")])
        #expect(session.login?.step == .store && session.login?.validTrial != nil)
        session.hear(.stores([.vault: .ready, .secretService: .ready]))
        session.press([.up, .character(" "), .ctrl("n")])
        #expect(session.login?.store == .secretService && session.login?.validTrial != nil)
        session.press([.ctrl("p"), .ctrl("p"), .character(" "), .ctrl("n"), .ctrl("n")])
        #expect(session.login?.step == .trial && session.login?.validTrial == nil)
    }

    @Test func `a new secret under the same answers is tried anew`() throws {
        let session = try Session.login(at: .naming)
        session.press([.ctrl("p"), .ctrl("p"), .ctrl("p"), .ctrl("p"), .tab, .tab])
        #expect(session.form.focus == LoginField.secret)
        session.apply(.typed(12))
        let effects = session.press([.ctrl("n")])
        #expect(effects.first == .login(.hold(LoginField.secret)))
        #expect(session.login?.job == .credential && session.login?.validTrial == nil)
    }

    @Test func `a store that is not ready stops before the trial, and its dialog opens over the wizard`() throws {
        let session = try Session.login(at: .store)
        session.press([.up, .character(" "), .ctrl("n")])
        #expect(session.login?.step == .store && session.form.focus == LoginField.unlock)
        session.press([.enter])
        guard case .store(let dialog)? = session.screens.last else {
            Issue.record("no dialog")
            return
        }
        #expect(dialog.store == .secretService)
        let door = StoreDoor(state: .ready, opening: .none, wayForward: "")
        let effects = session.apply(.door(dialog.attempt ?? Attempt(-1), door))
        #expect(effects.contains(.login(.lookAtStores)))
        session.hear(.stores([.vault: .ready, .secretService: .ready]))
        session.press([.ctrl("n")])
        #expect(session.login?.step == .trial)
    }

    @Test func `leaving after a grant says what is thrown away, and discards it`() throws {
        let session = try Session.login(at: .naming)
        session.press([.escape])
        #expect(session.drawn.text.contains("What was granted is revoked"))
        #expect(session.press([.character("y")]).contains(.login(.discard)))
        session.hear(.discarded(["the access token was revoked"]))
        #expect(session.notice?.text.contains("the access token was revoked") == true)
    }

    @Test func `writing is not given up half way`() throws {
        let session = try Session.login(at: .naming)
        session.press([.ctrl("n")])
        #expect(session.login?.job == .keeping)
        #expect(session.press([.escape]).isEmpty && session.login?.job == .keeping)
        session.hear(.failed(session.attempt, Failure(headline: "The vault is full", exitStatus: .store)))
        #expect(session.drawn.text.contains("The vault is full") && session.login?.validTrial != nil)
    }

    @Test func `grants that the server cannot do are greyed with their reason`() throws {
        let found = try LoginSamples.discovered(["device_authorization_endpoint": .null])
        let session = try Session.login(at: .grant, found: found)
        #expect(
            session.login?.doubt(.deviceCode) == .impossible("the server publishes no device authorization endpoint"))
        #expect(session.login?.doubt(.authorizationCode) == nil && session.login?.doubt(.static) == nil)
        guard case .unlikely? = session.login?.doubt(.jwtBearer) else {
            Issue.record("jwt-bearer is not greyed")
            return
        }
    }

    @Test(arguments: LikelyGrant.all)
    func `a machine's grant is chosen first, also where the server's list says nothing of it`(_ row: LikelyGrant) throws
    {
        let found = try LoginSamples.discovered(["grant_types_supported": row.listed])
        #expect(try Session.login(at: .grant, found: found).login?.grant == row.chosen)
    }

    @Test func `the least is asked for: what the server demanded, until somebody chooses more`() throws {
        let session = try Session.login(at: .scopes)
        #expect(session.login?.chosenScopes == ["mcp:read"])
        #expect(session.login?.offeredScopes.map(\.scope) == ["mcp:read", "mcp:call", "admin"])
        session.press([.down, .character(" ")])
        #expect(session.login?.chosenScopes == ["mcp:read", "mcp:call"])
    }

    @Test func `a device's code is shown with what is left of it, and a cancelled wait takes it away`() throws {
        let session = try Session.login(at: .trial)
        session.press([.enter])
        let prompt = DevicePrompt(
            userCode: "WDJB-MJHT", verificationURI: "https://id.example/go", completeURI: nil,
            expiresAt: Samples.now + 600)
        session.hear(.news(session.attempt, .device(prompt)))
        session.apply(.tick(Samples.now + 15))
        #expect(session.drawn.text.contains("WDJB-MJHT") && session.drawn.text.contains("09:45 left"))
        session.press([.escape])
        #expect(session.login?.device == nil && !session.drawn.text.contains("WDJB-MJHT"))
    }

    @Test func `the address that a browser ended at is pasted without being shown`() throws {
        let session = try Session.login(at: .trial)
        session.press([.enter])
        session.hear(
            .news(
                session.attempt,
                .visit(
                    url: "https://id.example/authorize?x=1", redirectURI: "http://127.0.0.1/callback",
                    isListening: false, isOpened: false)))
        #expect(session.value.takesPassword && session.form.focus == LoginField.answer)
        session.apply(.typed(120))
        #expect(session.press([.enter]).first == .login(.hold(LoginField.answer)))
        session.hear(.news(session.attempt, .agreed))
        #expect(!session.value.takesPassword && session.login?.job == .trial)
    }

    @Test func `an edit that changes words alone needs no trial`() throws {
        let session = Session.showing([try Samples.record("billing-sync")])
        session.press([.character("e")])
        let effects = session.press([.ctrl("n")])
        guard case .login(.discover)? = effects.first else {
            Issue.record("not asked: \(effects)")
            return
        }
        session.hear(.discovered(session.attempt, try LoginSamples.discovered()))
        #expect(session.form.answers[LoginField.trust] == true, "it is the issuer that the profile has")
    }

    @Test func `a clone is a new profile with the same answers`() throws {
        let session = Session.showing([try Samples.record("billing-sync")])
        session.press([.character("c")])
        #expect(session.form.text(LoginField.clientID) == "svc-billing-sync")
        #expect(session.form.text(LoginField.name).isEmpty && session.login?.purpose.replaced == nil)
    }

    @Test func `a login again begins with a look at the server`() throws {
        let session = Session.showing([try Samples.record("billing-sync")])
        let effects = session.press([.character("L")])
        #expect(effects.contains { if case .login(.discover) = $0 { true } else { false } })
        #expect(session.login?.job == .discovery && session.login?.title == "Login again")
    }
}
