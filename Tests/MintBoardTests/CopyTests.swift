import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct CopyTests {
    @Test(
        arguments: [
            ("name", "nightly-export"), ("server", "https://api.export.example"), ("issuer", "https://id.example"),
            ("token-endpoint", "https://id.example/token"), ("client-id", "svc-nightly-export"),
            ("header", "mintmark token nightly-export --header"),
            ("exec", "mintmark exec nightly-export --env TOKEN -- "),
        ])
    func `copy by name takes what is known of the selected profile`(what: String, text: String) throws {
        let state = try PaletteTests.opened()
        let item = try #require(CopyItem(rawValue: what))
        let effects = state.type("copy \(what)") + state.press([.enter])
        #expect(effects.first == .copy(.text(text, item.words, of: "nightly-export")))
        #expect(state.screens.isEmpty)
        state.apply(.copy(.sent(item.words, of: "nightly-export", isSecret: false, nil, nil)))
        #expect(state.notice?.text == "the \(item.words) of nightly-export went to the terminal's clipboard")
        #expect(state.clipboard == nil)
    }

    @Test func `a token is asked about once more, and No is the answer of Enter and Esc`() throws {
        for key in [Key.enter, .escape, .character("n"), .character("x")] {
            let state = try PaletteTests.opened()
            state.type("copy token billing-sync")
            let effects = state.press([.enter, key])
            #expect(!effects.contains { if case .copy = $0 { true } else { false } })
        }
        let state = try PaletteTests.opened()
        state.type("copy token billing-sync")
        let effects = state.press([.enter, .character("y")])
        guard case .copy(.fetched(.token, let id, let name, _))? = effects.last else {
            Issue.record("\(effects)")
            return
        }
        #expect(id.rawValue == "id-billing-sync" && name == "billing-sync")
    }

    @Test func `a secret leaves the clipboard after a minute`() throws {
        let state = Session.showing(try Samples.picture())
        state.apply(.copy(.sent("access token", of: "billing-sync", isSecret: true, Attempt(99), nil)))
        #expect(state.apply(.tick(Samples.now + 59)).allSatisfy { $0 != .copy(.clear) })
        #expect(state.apply(.tick(Samples.now + 60)).contains(.copy(.clear)))
        #expect(state.clipboard == nil)
        #expect(!state.apply(.tick(Samples.now + 61)).contains(.copy(.clear)))
    }

    @Test func `what is copied after it stays`() throws {
        let state = Session.showing(try Samples.picture())
        state.apply(.copy(.sent("access token", of: "billing-sync", isSecret: true, Attempt(99), nil)))
        state.apply(.copy(.sent("name", of: "billing-sync", isSecret: false, nil, nil)))
        #expect(!state.apply(.tick(Samples.now + 70)).contains(.copy(.clear)))
    }

    @Test func `Esc gives up waiting for a store; its failure is shown in the list`() throws {
        let state = try PaletteTests.opened()
        let effects = state.type("copy jwk billing-sync") + state.press([.enter])
        guard case .copy(.fetched(.jwk, _, _, let attempt))? = effects.first else {
            Issue.record("\(effects)")
            return
        }
        #expect(state.press([.escape]) == [.cancel(attempt)])
        state.apply(.copy(.failed(attempt, Failure(headline: "cancelled"))))
        #expect(!state.value.drawn.text.contains("cancelled"))
        let again = state.press([.enter])
        guard case .copy(.fetched(.jwk, _, _, let next))? = again.first else {
            Issue.record("\(again)")
            return
        }
        state.apply(.copy(.failed(next, Failure(headline: "the keyring is locked", exitStatus: .store))))
        #expect(state.value.drawn.text.contains("the keyring is locked"))
    }

    @Test(
        arguments: [
            ("copy", "copy wants one of"), ("copy nonsense", "copy wants one of"),
            ("copy name nobody", "There is no profile nobody"),
            ("copy jwk", "public key (JWK): it proves itself without"),
        ])
    func `a copy of nothing says what is missing`(line: String, words: String) throws {
        let state = try PaletteTests.opened()
        #expect(!(state.type(line) + state.press([.enter])).contains { if case .copy = $0 { true } else { false } })
        #expect(state.notice?.text.hasPrefix(words) == true, "\(state.notice?.text ?? "")")
    }

    @Test(arguments: [ClipboardRefusal.noClipboard, .tooLong(bytes: 100_000), .away])
    func `a terminal that takes nothing is told`(refusal: ClipboardRefusal) throws {
        let state = Session.showing(try Samples.picture())
        state.apply(.copy(.sent("name", of: "a", isSecret: false, nil, refusal)))
        #expect(state.notice?.text.hasPrefix("Not copied: ") == true && state.notice?.style == .alarm)
    }
}

/// The whole way, on a scripted terminal.
@MainActor @Suite struct CopyLoopTests {
    @Test(.timeLimit(.minutes(1)))
    func `a token goes to the terminal and never into a frame, and is cleared`() async throws {
        let terminal = ScriptedTerminal(), clock = HandClock(), desk = Desk()
        await desk.set([try Samples.record("billing")])
        var services = desk.services(clock: clock)
        services.copying = CopyServices(accessToken: { _ in Secret("tok-canary") }, publicJWK: { _ in "{}" })
        async let ending = Board.run(
            services: services, terminal: terminal, signals: AsyncStream { _ in }, clock: clock,
            generator: SeededGenerator(seed: 1))
        _ = await terminal.frame(with: "billing")
        terminal.press(.character("y"), .end, .enter, .character("y"))
        _ = await terminal.frame(with: "went to the terminal's clipboard, for 60 s")
        #expect(terminal.clipboard == ["tok-canary"])
        clock.advance(seconds: 61)
        _ = await terminal.frame(with: "the clipboard was cleared")
        // What that frame came with has been done when the next one is drawn.
        terminal.press(.character("?"))
        _ = await terminal.frame(with: "Keys valid now")
        #expect(terminal.clipboard == ["tok-canary", ""])
        #expect(!terminal.frames.contains { $0.text.contains("tok-canary") })
        terminal.press(.ctrl("c"))
        #expect(await ending == .quit)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a command runs beside the board, and its words arrive`() async throws {
        let terminal = ScriptedTerminal(), clock = HandClock(), desk = Desk()
        await desk.set([try Samples.record("billing")])
        var services = desk.services(clock: clock)
        services.palette = PaletteServices(
            vocabulary: { PaletteTests.vocabulary }, history: { ["log --failed"] }, remember: { _ in },
            run: { words, say in
                say(CommandOutput.Piece("ran \(words.joined(separator: " "))\n"))
                return 0
            })
        async let ending = Board.run(
            services: services, terminal: terminal, signals: AsyncStream { _ in }, clock: clock,
            generator: SeededGenerator(seed: 1))
        _ = await terminal.frame(with: "billing")
        terminal.press(.character(":"))
        _ = await terminal.frame(with: "Get new tokens")
        terminal.press(.up, .enter)
        _ = await terminal.frame(with: "ran log --failed")
        _ = await terminal.frame(with: "exit 0: ok")
        terminal.press(.ctrl("c"))
        #expect(await ending == .quit)
    }
}
