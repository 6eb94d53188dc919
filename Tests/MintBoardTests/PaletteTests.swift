import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct PaletteTests {
    static let vocabulary = Vocabulary(verbs: [
        Vocabulary.Verb(
            names: ["renew"], summary: "Get new tokens for profiles.",
            options: [
                Vocabulary.Option(names: ["--all"], summary: "Every profile."),
                Vocabulary.Option(names: ["--force"], summary: "Also where the kept token is good."),
                Vocabulary.Option(names: ["--parallel"], summary: "At a time.", values: .anything),
            ], positionals: [Vocabulary.Positional(values: .profileNames, isRepeating: true, takesSelected: true)]),
        Vocabulary.Verb(
            names: ["set"], summary: "Change a profile's settings.",
            options: [
                Vocabulary.Option(
                    names: ["--step-up"], summary: "When more is asked for.", values: .oneOf(["ask", "auto", "never"]))
            ], positionals: [Vocabulary.Positional(values: .profileNames, takesSelected: true)]),
        Vocabulary.Verb(
            names: ["log"], summary: "What was done.",
            options: [
                Vocabulary.Option(names: ["--failed"], summary: "What failed."),
                Vocabulary.Option(names: ["--follow"], summary: "Go on.", refusal: "--follow: it never ends"),
            ], positionals: [Vocabulary.Positional(values: .profileNames)]),
        Vocabulary.Verb(
            names: ["vault"], summary: "The vault.",
            verbs: [
                Vocabulary.Verb(names: ["status"], summary: "How it is."),
                Vocabulary.Verb(names: ["init"], summary: "Begin.", refusal: "vault init: in a shell"),
            ]),
        Vocabulary.Verb(
            names: ["logout"], summary: "Forget.",
            positionals: [Vocabulary.Positional(values: .profileNames, takesSelected: true)], needsYes: true),
        Vocabulary.Verb(names: ["exec"], summary: "Run a program.", refusal: "exec: run it in a shell"),
        Vocabulary.Verb(
            names: ["login"], summary: "Log in.",
            options: [
                Vocabulary.Option(names: ["--client-id"], summary: "", values: .anything),
                Vocabulary.Option(
                    names: ["--client-secret"], summary: "", values: .anything, refusal: "--client-secret: not here"),
            ], positionals: [Vocabulary.Positional(values: .anything)]),
    ])

    /// A board with its palette open, and what it knows.
    static func opened(columns: Int = 80, rows: Int = 24, history: [String] = []) throws -> Session {
        let state = Session.showing(try Samples.picture(), columns: columns, rows: rows)
        #expect(state.type(":") == [.palette(.learn)])
        state.apply(.palette(.learned(vocabulary, history: history)))
        return state
    }

    private func ran(_ effects: [Effect]) -> [String]? {
        for case .palette(.run(let words, _)) in effects { return words }
        return nil
    }

    private func kept(_ effects: [Effect]) -> String? {
        for case .palette(.remember(let line)) in effects { return line }
        return nil
    }

    @Test(
        arguments: [
            ("renew", "renew nightly-export"), ("renew --force", "renew nightly-export --force"),
            ("renew billing-sync", "renew billing-sync"), ("renew --all", "renew --all"),
            ("renew --parallel 4", "renew nightly-export --parallel 4"), ("mintmark renew", "renew nightly-export"),
            ("set --step-up auto", "set nightly-export --step-up auto"), ("log --failed", "log --failed"),
            ("log", "log"), ("vault status", "vault status"), ("@svc tools-list", "@svc tools-list"),
            ("nonsense", "nonsense"), ("renew --help", "renew --help"),
        ])
    func `a verb runs for the selected profile where none was typed`(line: String, words: String) throws {
        let state = try Self.opened()
        #expect(ran(state.type(line) + state.press([.enter])) == words.split(separator: " ").map(String.init))
        #expect(state.palette.line == nil)
    }

    @Test(
        arguments: [
            ("exec x -- y", "exec: run it in a shell"), ("vault init", "vault init: in a shell"),
            ("log --follow", "--follow: it never ends"),
            ("login https://a.example --client-secret hunter2", "--client-secret: not here"),
            ("login https://a.example --client-secret=hunter2", "--client-secret: not here"),
            ("renew 'billing", "A quote is still open: nothing was run"),
        ])
    func `what has no place on the board is refused with what to do, and not remembered`(
        line: String, words: String
    ) throws {
        let state = try Self.opened()
        let effects = state.type(line) + state.press([.enter])
        #expect(ran(effects) == nil && kept(effects) == nil && state.palette.history.isEmpty)
        #expect(state.notice?.text == words)
        #expect(!"\(state.value)".contains("hunter2"))
    }

    @Test(
        arguments: [
            ("renew billing-sync", true), ("set a --step-up auto", true), ("@svc tools-call add a:=19 b:=23", true),
            ("login https://id.example.com/a/very/long/path/of/a/server?x=1 --client-id my-service", true),
            ("@svc tools-call login password:=hunter2", false), ("set a --param client_secret=hunter2", false),
            ("log eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxIn0.c2ln", false),
            ("set a --param api_key=x", false), ("hunter2", false), ("renew 0123456789abcdef0123456789abcdef", false),
        ])
    func `lines that may hold a secret are never kept`(line: String, isKept: Bool) throws {
        let state = try Self.opened()
        let effects = state.type(line) + state.press([.enter])
        #expect((kept(effects) == line) == isKept)
        #expect(state.palette.history.contains(line) == isKept)
    }

    @Test(
        arguments: [
            ("ren", ["renew"], "renew "), ("l", ["log", "login", "logout"], "log"),
            ("renew --p", ["--parallel"], "renew --parallel "),
            ("renew bil", ["billing-sync"], "renew billing-sync "),
            ("set x --step-up a", ["ask", "auto"], "set x --step-up ask"),
            ("set x --step-up=au", ["--step-up=auto"], "set x --step-up=auto "),
            ("vault s", ["status"], "vault status "),
            ("copy tok", ["token-endpoint", "token"], "copy token"), ("log --f", ["--failed"], "log --failed "),
            ("renew 支", ["'支払い同期の夜間バッチ'"], "renew '支払い同期の夜間バッチ' "), ("nonsense x", [], "nonsense x"),
            ("mintmark ren", ["renew"], "mintmark renew "),
        ])
    func `Tab completes verbs, flags, values and names`(line: String, found: [String], after: String) throws {
        let state = try Self.opened()
        state.type(line)
        #expect(state.palette.line?.candidates.map(\.word).sorted() == found.sorted())
        state.press([.tab])
        if found.count > 1, state.palette.line?.editor.text == line { state.press([.tab]) }
        #expect(state.palette.line?.editor.text.hasPrefix(after) == true, "\(state.palette.line?.editor.text ?? "")")
    }

    @Test func `Tab goes round, shift-Tab goes back, typing begins anew`() throws {
        let state = try Self.opened()
        state.type("set x --step-up ")
        let typed = { state.palette.line?.editor.text.split(separator: " ").last.map(String.init) }
        var seen: [String?] = []
        for _ in 0..<4 {
            state.press([.tab])
            seen.append(typed())
        }
        #expect(seen == ["ask", "auto", "never", "ask"])
        state.press([.backtab])
        #expect(typed() == "never")
        state.type(" ")
        #expect(state.palette.line?.choice == nil)
    }

    @Test func `Up and Down go through the lines that begin as the typed one`() throws {
        let state = try Self.opened(history: ["renew a", "log --failed", "renew b"])
        state.type("renew")
        let text = { state.palette.line?.editor.text }
        state.press([.up])
        #expect(text() == "renew b")
        state.press([.up, .up])
        #expect(text() == "renew a")
        state.press([.down])
        #expect(text() == "renew b")
        state.press([.down, .down])
        #expect(text() == "renew")
    }

    @Test func `output comes as it is printed; Esc interrupts, and a second one leaves it alone`() throws {
        let state = try Self.opened()
        let effects = state.type("renew") + state.press([.enter])
        guard case .palette(.run(_, let attempt))? = effects.first else { throw Missing() }
        state.apply(.palette(.said(attempt, CommandOutput.Piece("asking"))))
        state.apply(.palette(.said(attempt, CommandOutput.Piece(" now\nnext\u{1B}[2J\tx\n"))))
        guard case .command(let run)? = state.screens.last else { throw Missing() }
        #expect(run.output.lines.map(\.text) == ["asking now", "next[2J    x"])
        #expect(state.press([.escape]) == [.cancel(attempt)])
        #expect(state.press([.escape]) == [] && state.screens.isEmpty)
        // What it still says belongs to no screen.
        state.apply(.palette(.said(attempt, CommandOutput.Piece("late\n"))))
        #expect(!state.value.drawn.text.contains("late"))
    }

    @Test func `what removes something wants a yes, and only y is one`() throws {
        for (key, isRun) in [(Key.enter, false), (.escape, false), (.character("n"), false), (.character("y"), true)] {
            let state = try Self.opened()
            state.type("logout")
            #expect(state.press([.enter]) == [])
            #expect(state.value.drawn.text.contains("Run logout nightly-export?"))
            #expect((ran(state.press([key])) == ["logout", "nightly-export"]) == isRun)
            #expect(state.palette.question == nil)
        }
    }

    @Test func `a line that was entered before the verbs were read waits for them`() throws {
        let state = Session.showing(try Samples.picture())
        #expect(state.type(":exec x") == [.palette(.learn)] && state.press([.enter]) == [])
        state.apply(.palette(.learned(Self.vocabulary, history: [])))
        #expect(state.notice?.text == "exec: run it in a shell" && state.screens.isEmpty)
        let next = Session.showing(try Samples.picture())
        next.type(":renew")
        next.press([.enter])
        #expect(ran(next.apply(.palette(.learned(Self.vocabulary, history: [])))) == ["renew", "nightly-export"])
        let leaving = Session.showing(try Samples.picture())
        leaving.type(":q")
        leaving.press([.enter])
        #expect(leaving.ending == .quit)
    }

    @Test func `keys that were pressed before the history was read are not lost`() throws {
        let state = Session.showing(try Samples.picture())
        state.type(":")
        state.press([.up, .up, .down, .up, .character("x")])
        state.apply(.palette(.learned(Self.vocabulary, history: ["renew", "log"])))
        #expect(state.palette.line?.editor.text == "renewx" && state.palette.keysAhead.isEmpty)
        let left = Session.showing(try Samples.picture())
        left.type(":")
        left.press([.up, .escape])
        #expect(left.palette.line == nil && left.palette.keysAhead.isEmpty)
        left.type(":")
        left.apply(.palette(.learned(Self.vocabulary, history: ["log"])))
        #expect(left.palette.line?.editor.text == "")
    }

    @Test func `an end tells its exit code and reads the profiles anew; r runs it again`() throws {
        let state = try Self.opened()
        let effects = state.type("renew") + state.press([.enter])
        guard case .palette(.run(let words, let attempt))? = effects.first else { throw Missing() }
        let ended = state.apply(.palette(.ended(attempt, 4)))
        #expect(ended.contains { if case .load = $0 { true } else { false } } || state.loading.isStale)
        #expect(state.value.drawn.text.contains("exit 4: authentication"))
        #expect(ran(state.type("r")) == words && state.screens.count == 1)
    }

    @Test func `more output than there is room for is cut and said`() throws {
        let state = try Self.opened()
        let effects = state.type("log") + state.press([.enter])
        guard case .palette(.run(_, let attempt))? = effects.first else { throw Missing() }
        let piece = String(repeating: "line\n", count: 1000)
        for _ in 0..<12 { state.apply(.palette(.said(attempt, CommandOutput.Piece(piece)))) }
        guard case .command(let run)? = state.screens.last else { throw Missing() }
        #expect(run.output.lines.count == CommandOutput.limit && run.output.dropped == 2000)
        #expect(state.value.drawn.text.contains("2000 more were not kept"))
    }

    @Test func `quit ends the board, nothing and Esc leave the line`() throws {
        for (keys, isEnded) in [([Key.enter], false), ([.escape], false), ([.backspace], false)] {
            let state = try Self.opened()
            state.press(keys)
            #expect(state.palette.line == nil && (state.ending != nil) == isEnded && state.screens.isEmpty)
        }
        let state = try Self.opened()
        state.type("q")
        state.press([.enter])
        #expect(state.ending == .quit)
    }

    private struct Missing: Error {}
}
