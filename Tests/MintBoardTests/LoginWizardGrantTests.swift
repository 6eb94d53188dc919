import MintScreen
import Testing

@testable import MintBoard
@testable import MintCore

/// The ways through the login that are not a service's with a secret: each by keys, to what is tried and what is kept.
@Suite struct LoginWizardGrantTests {
    private typealias F = LoginField

    /// At the credential step of a grant.
    private func session(_ grant: Grant, method: ClientAuthentication? = nil) throws -> Session {
        let session = try Session.login(at: .grant)
        try session.choose(F.grant, grant.rawValue)
        if let method { try session.choose(F.method, method.rawValue) }
        session.press([.ctrl("n")])
        #expect(session.login?.step == .credential)
        return session
    }

    /// From the credential to the trial; what it tries.
    private func tried(_ session: Session, reading facts: CredentialFacts? = nil) throws -> LoginWish {
        session.press([.ctrl("n")])
        if let facts { session.hear(.credential(session.attempt, facts)) }
        try #require(session.login?.step == .scopes, "\(session.form.refusal?.failure.headline ?? "")")
        session.press([.ctrl("n"), .ctrl("n")])
        guard case .login(.tryOut(let wish, _))? = session.press([.enter]).first else {
            throw NotTried(screen: session.drawn.text)
        }
        return wish
    }

    private struct NotTried: Error { var screen: String }

    /// What is kept once the trial has shown something.
    private func kept(_ session: Session, grant: Grant) throws -> LoginNaming {
        session.hear(.tried(session.attempt, try LoginSamples.trial(grant: grant)))
        session.press([.ctrl("n")])
        guard case .login(.keep(let naming, _))? = session.press([.ctrl("n")]).first else {
            throw NotTried(screen: session.drawn.text)
        }
        return naming
    }

    // MARK: jwt-bearer

    @Test(arguments: [
        ("file", "/var/run/secrets/token", SecretSource.file("/var/run/secrets/token")),
        ("command", "cloud identity print", .command(["cloud", "identity", "print"])),
        ("command", "sh -c 'cat /run/x'", .command(["sh", "-c", "cat /run/x"])),
        ("variable", "WORKLOAD_TOKEN", .environment("WORKLOAD_TOKEN")),
    ])
    func `a workload's assertion is named, and nothing secret is asked for`(
        kind: String, text: String, source: SecretSource
    ) throws {
        let session = try session(.jwtBearer)
        #expect(session.login?.page[F.secret] == nil && session.login?.page[F.source] == nil)
        try session.choose(F.assertionKind, kind)
        session.fill(F.assertion, text)
        let wish = try tried(session)
        #expect(wish.grant == .jwtBearer && wish.settings.assertionSource == source)
        #expect(wish.credential == .none && wish.authentication == nil && wish.clientID == nil)
        #expect(try kept(session, grant: .jwtBearer).secretExpiresAt == nil)
    }

    @Test func `a command keeps its words through an edit of something else`() throws {
        var record = try Samples.record("batch")
        record.profile.grant = .jwtBearer
        record.profile.clientAuthentication = .none
        record.profile.settings.assertionSource = .command(["sh", "-c", "cat /run/x; echo 'a b'"])
        record.profile.settings.parameters = [.init(name: "acr", value: "two words")]
        let wizard = LoginWizard(.edit(record), at: Samples.now)
        let settings = try wizard.settings()
        #expect(settings.assertionSource == record.profile.settings.assertionSource)
        let offered = try LoginSamples.discovered()
        var edited = wizard
        _ = edited.leaveServer(WizardTurn(now: Samples.now, attempt: Attempt(1)))
        _ = edited.hear(.discovered(Attempt(1), offered))
        _ = edited.go(to: .scopes)
        #expect(try edited.settings().parameters == record.profile.settings.parameters)
    }

    @Test func `a workload's command with an open quote is refused in place`() throws {
        let session = try session(.jwtBearer)
        try session.choose(F.assertionKind, "command")
        session.fill(F.assertion, "sh -c 'cat")
        session.press([.ctrl("n")])
        #expect(session.login?.step == .credential && session.form.focus == F.assertion)
        #expect(session.drawn.text.contains("A quote is still open"))
    }

    @Test func `a workload without an assertion is told so at the field`() throws {
        let session = try session(.jwtBearer)
        session.press([.ctrl("n")])
        #expect(session.login?.step == .credential && session.form.focus == F.assertion)
        #expect(session.drawn.text.contains("An assertion is needed"))
    }

    // MARK: enterprise

    private func fillProvider(_ session: Session) throws {
        session.fill(F.idpEndpoint, "https://idp.example/token")
        session.fill(F.idpClientID, "mint-at-idp")
        try session.choose(F.idpSecretKind, "variable")
        session.fill(F.idpSecret, "IDP_SECRET")
        session.fill(F.subject, "/run/id-token")
    }

    @Test func `both legs of an enterprise's grant are asked for`() throws {
        let session = try session(.enterprise, method: .clientSecretBasic)
        session.fill(F.clientID, "svc-1")
        session.fillSecret(F.secret, 40)
        try fillProvider(session)
        let wish = try tried(session, reading: CredentialFacts(kind: .clientSecret, words: "read: 40 bytes"))
        #expect(wish.grant == .enterprise && wish.authentication == .clientSecretBasic && wish.clientID == "svc-1")
        #expect(wish.credential == .typed(F.secret))
        let provider = try #require(wish.settings.identityProvider)
        #expect(provider.tokenEndpoint.text == "https://idp.example/token" && provider.clientID == "mint-at-idp")
        #expect(provider.clientSecretSource == .environment("IDP_SECRET"))
        #expect(provider.subjectTokenSource == .file("/run/id-token"))
        #expect(provider.subjectTokenType == "urn:ietf:params:oauth:token-type:id_token")
        #expect(try kept(session, grant: .enterprise).name == "mcp.example")
    }

    @Test(arguments: [
        (F.idpEndpoint, "not an address", "token endpoint is needed"),
        (F.idpClientID, "", "The client at the identity provider is needed"),
        (F.idpSecret, "", "Where that client's secret is"), (F.subject, "", "The person's token is needed"),
    ])
    func `what is missing of the provider is named at its field`(field: FieldID, text: String, words: String) throws {
        let session = try session(.enterprise, method: .clientSecretBasic)
        session.fill(F.clientID, "svc-1")
        session.fillSecret(F.secret, 40)
        try fillProvider(session)
        session.fill(field, text)
        session.press([.ctrl("n")])
        #expect(session.login?.step == .credential && session.form.focus == field)
        #expect(session.form.refusal?.failure.headline.contains(words) == true)
        #expect(session.form.text(F.clientID) == "svc-1", "what was typed stays")
    }

    // MARK: static

    @Test func `a pasted token is tried at the server, with the end that somebody knows`() throws {
        let session = try session(.static)
        session.fillSecret(F.secret, 64)
        session.fill(F.tokenEnd, "30d")
        let wish = try tried(session, reading: CredentialFacts(kind: .staticToken, words: "read: 64 bytes"))
        #expect(wish.grant == .static && wish.credential == .typed(F.secret) && wish.discovered == nil)
        #expect(wish.tokenExpiresAt == Samples.now + 30 * 86_400 && wish.authentication == nil)
        #expect(try kept(session, grant: .static).secretExpiresAt == nil)
    }

    @Test(arguments: [("soon", "That is no moment"), ("2020-01-31", "That is in the past")])
    func `an end of a token that cannot be is refused in place`(text: String, words: String) throws {
        let session = try session(.static)
        session.fillSecret(F.secret, 64)
        session.fill(F.tokenEnd, text)
        session.press([.ctrl("n")])
        #expect(session.login?.step == .credential && session.form.focus == F.tokenEnd)
        #expect(session.drawn.text.contains(words))
    }

    @Test func `an empty token is refused, and so is a file without a path`() throws {
        let session = try session(.static)
        session.press([.ctrl("n")])
        #expect(session.form.focus == F.secret && session.drawn.text.contains("It is empty"))
        try session.choose(F.source, "file")
        session.press([.ctrl("n")])
        #expect(session.form.focus == F.path && session.drawn.text.contains("A file is needed"))
    }

    @Test func `a server of which nothing is found can be given a pasted token at once`() throws {
        let session = try Session.login(at: .server)
        session.type("mcp.example/mcp")
        session.press([.ctrl("n")])
        session.hear(.hop(session.attempt, LoginSamples.hops[0]))
        session.hear(.failed(session.attempt, Failure(headline: "mcp.example names no issuer", exitStatus: .server)))
        session.find(F.withoutDiscovery)
        session.press([.enter])
        #expect(session.login?.step == .grant && session.login?.grant == .static)
    }

    // MARK: An own key

    @Test func `a key that is made here is shown, saved, copied, and tried`() throws {
        let session = try session(.clientCredentials, method: .privateKeyJWT)
        session.fill(F.clientID, "svc-1")
        try session.choose(F.source, "made")
        session.press([.ctrl("n")])
        #expect(session.drawn.text.contains("There is no key yet"))
        session.find(F.makeKey)
        #expect(session.press([.enter]) == [.login(.makeKey(.es256, session.attempt))])
        let facts = CredentialFacts(kind: .privateKey, words: "a key for ES256", publicJWK: #"{"kty":"EC"}"#)
        session.hear(.credential(session.attempt, facts))
        session.fill(F.savePath, "/tmp/public.json")
        session.find(F.saveKey)
        #expect(
            session.press([.enter])
                == [.login(.saveFile(text: "{\"kty\":\"EC\"}\n", path: "/tmp/public.json", session.attempt))])
        session.hear(.saved(session.attempt))
        session.find(.copyKey)
        #expect(session.press([.enter]) == [.copy(.text(#"{"kty":"EC"}"#, "public key (JWK)", of: "the new login"))])
        session.apply(.copy(.sent("public key (JWK)", of: "the new login", isSecret: false, nil, nil)))
        #expect(session.drawn.text.contains("went to the terminal's clipboard"))
        let wish = try tried(session)
        #expect(wish.credential == .made && wish.authentication == .privateKeyJWT)
    }
}

/// A profile that is there already: logged in again, changed, copied.
@Suite struct LoginWizardPurposeTests {
    private typealias F = LoginField

    /// With the server asked anew, and found to name the same issuer.
    private func session(_ key: Character, _ name: String = "search-worker") throws -> Session {
        let record = try #require(try Samples.picture().first { $0.profile.name == name })
        let session = Session.showing([record])
        session.press([.character(key)])
        session.hear(.stores([.vault: .ready, .secretService: .ready]))
        if session.login?.job != .discovery { session.press([.ctrl("n")]) }
        session.hear(.discovered(session.attempt, try LoginSamples.discovered(scopes: nil)))
        if session.login?.step == .server { session.press([.ctrl("n")]) }
        try #require(session.login?.step == .grant, "\(session.drawn.text)")
        return session
    }

    private func wish(_ session: Session) throws -> LoginWish {
        guard case .login(.tryOut(let wish, _))? = session.press([.enter]).first else {
            Issue.record("not tried: \(session.drawn.text)")
            throw CancellationError()
        }
        return wish
    }

    @Test func `a login again asks for another credential, and replaces the old one only at its end`() throws {
        let session = try session("L")
        session.press([.ctrl("n")])
        #expect(session.form.text(F.clientID) == "svc-search-worker" && session.form.choices[F.source] == "paste")
        session.press([.ctrl("n")])
        #expect(session.form.focus == F.secret && session.login?.step == .credential)
        session.fillSecret(F.secret, 40)
        session.press([.ctrl("n")])
        session.hear(.credential(session.attempt, CredentialFacts(kind: .clientSecret, words: "read: 40 bytes")))
        session.press([.ctrl("n"), .ctrl("n")])
        let wish = try wish(session)
        #expect(wish.target == .profile(ProfileID(rawValue: "id-search-worker")) && wish.credential == .typed(F.secret))
        session.hear(
            .failed(session.attempt, Failure(headline: "id.example refused the client", exitStatus: .authentication)))
        #expect(session.drawn.text.contains("refused the client") && session.login?.step == .trial)
        #expect(session.catalog.records.first?.credential?.generation == 2, "what it had stays")
        session.press([.ctrl("p"), .ctrl("p"), .ctrl("p")])
        #expect(session.form.hasSecret(F.secret), "and so does what was typed")
    }

    @Test func `an edit of words alone keeps token and credential, and needs no trial`() throws {
        let session = try session("e")
        session.press([.ctrl("n"), .ctrl("n")])
        #expect(session.form.choices[F.source] == "kept")
        if session.login?.job == .credential {
            session.hear(.credential(session.attempt, CredentialFacts(kind: .clientSecret, words: "the one it has")))
        }
        session.press([.ctrl("n"), .ctrl("n")])
        #expect(session.login?.step == .trial && session.login?.needsNoTrial == true)
        session.press([.ctrl("n")])
        session.fill(F.tags, "prod")
        session.fill(F.note, "ask ops")
        guard case .login(.change(let id, let naming, _))? = session.press([.ctrl("n")]).first else {
            Issue.record("not changed: \(session.drawn.text)")
            return
        }
        #expect(id.rawValue == "id-search-worker" && naming.name == "search-worker")
        #expect(naming.tags == ["prod"] && naming.note == "ask ops")
    }

    @Test func `an edit that the server sees is tried before it is saved`() throws {
        let session = try session("e")
        session.press([.ctrl("n")])
        session.fill(F.clientID, "svc-other")
        session.press([.ctrl("n")])
        if session.login?.job == .credential {
            session.hear(.credential(session.attempt, CredentialFacts(kind: .clientSecret, words: "the one it has")))
        }
        session.press([.ctrl("n"), .ctrl("n")])
        #expect(session.login?.needsNoTrial == false)
        let wish = try wish(session)
        #expect(wish.clientID == "svc-other" && wish.target == .profile(ProfileID(rawValue: "id-search-worker")))
        #expect(wish.credential == .kept(ProfileID(rawValue: "id-search-worker")))
    }

    @Test func `a clone takes the answers, asks for a name of its own, and is a new profile`() throws {
        let session = try session("c")
        session.press([.ctrl("n"), .ctrl("n")])
        if session.login?.job == .credential {
            session.hear(.credential(session.attempt, CredentialFacts(kind: .clientSecret, words: "the one it has")))
        }
        session.press([.ctrl("n"), .ctrl("n")])
        let wish = try wish(session)
        #expect(wish.target == .new && wish.scopes == ["tools:read"] && wish.clientID == "svc-search-worker")
        session.hear(.tried(session.attempt, try LoginSamples.trial("mcp.example-2")))
        session.press([.ctrl("n")])
        #expect(session.form.text(F.name) == "mcp.example-2")
        session.fill(F.name, "search-copy")
        guard case .login(.keep(let naming, _))? = session.press([.ctrl("n")]).first else {
            Issue.record("not kept: \(session.drawn.text)")
            return
        }
        #expect(naming.name == "search-copy")
    }
}
