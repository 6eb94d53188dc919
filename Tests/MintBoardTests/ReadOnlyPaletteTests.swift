import MintScreen
import Testing

@testable import MintBoard
@testable import MintCore

/// The verbs of a board that changes nothing.
@Suite struct ReadOnlyPaletteTests {
    private static let profile = Vocabulary.Positional(values: .profileNames, takesSelected: true)
    private static let vocabulary = Vocabulary(verbs: [
        Vocabulary.Verb(names: ["list", "ls"], summary: "List.", isReading: true),
        Vocabulary.Verb(
            names: ["show"], summary: "Show.",
            options: [
                Vocabulary.Option(names: ["--introspect"], summary: "", makesReading: false),
                Vocabulary.Option(names: ["--note"], summary: "", values: .anything),
                Vocabulary.Option(names: ["--help", "-h"], summary: ""),
            ], positionals: [profile], isReading: true),
        Vocabulary.Verb(
            names: ["rotate"], summary: "Rotate.",
            options: [
                Vocabulary.Option(names: ["--status"], summary: "", makesReading: true),
                Vocabulary.Option(names: ["--note"], summary: "", values: .anything),
                Vocabulary.Option(names: ["--help", "-h"], summary: ""),
            ], positionals: [profile], needsYes: true),
        Vocabulary.Verb(
            names: ["vault"], summary: "The vault.",
            verbs: [
                Vocabulary.Verb(names: ["status"], summary: "How it is.", isReading: true),
                Vocabulary.Verb(names: ["rotate-key"], summary: "A new key."),
            ]),
        Vocabulary.Verb(names: ["renew"], summary: "Renew.", positionals: [profile]),
        Vocabulary.Verb(names: ["board"], summary: "The board.", refusal: "board: it is open already"),
    ])

    private func opened() throws -> Session {
        var preferences = BoardPreferences()
        preferences.isReadOnly = true
        let state = Session.showing(try Samples.picture(), preferences: preferences)
        #expect(state.type(":") == [.palette(.learn)])
        state.apply(.palette(.learned(Self.vocabulary, history: [])))
        return state
    }

    private func runs(_ effects: [Effect]) -> Bool {
        effects.contains { if case .palette(.run) = $0 { true } else { false } }
    }

    @Test(arguments: [
        "list", "ls", "mintmark list", "show billing-sync", "rotate billing-sync --status", "vault status",
        "rotate --help", "show -- billing-sync",
    ])
    func `what changes nothing runs`(line: String) throws {
        let state = try opened()
        let effects = state.type(line) + state.press([.enter])
        #expect(runs(effects), "unasked: \(state.notice?.text ?? "")")
    }

    @Test(arguments: [
        ("renew billing-sync", "renew"), ("rotate billing-sync", "rotate"), ("show billing-sync --introspect", "show"),
        ("vault rotate-key", "vault rotate-key"), ("@svc tools-call pay", "@svc"), ("nonsense", "nonsense"),
        ("rotate billing-sync --note --help", "rotate"), ("rotate -- --status", "rotate"),
        ("rotate billing-sync --note=--status", "rotate"), ("-- renew billing-sync", "--"),
    ])
    func `what changes something, or may, does not run and says why`(line: String, verb: String) throws {
        let state = try opened()
        let effects = state.type(line) + state.press([.enter])
        #expect(!runs(effects + state.press([.character("y")])) && state.palette.question == nil)
        #expect(state.messages.entries.isEmpty)
    }

    @Test func `the reason names the verb and the board, and what cannot run is greyed`() throws {
        let state = try opened()
        let candidates = try #require(state.palette.line?.candidates)
        #expect(candidates.filter(\.isRefused).map(\.word) == ["renew", "board"])
        state.type("renew billing-sync")
        state.press([.enter])
        #expect(state.notice?.text == "renew: this board is read-only, and runs only what changes nothing")
    }

    @Test func `copying what is known is no change, a token is one`() throws {
        let state = try opened()
        #expect(state.type("copy name") + state.press([.enter]) != [])
        #expect(state.screens.isEmpty)
        state.type(":")
        state.type("copy token")
        let effects = state.press([.enter, .character("y")])
        #expect(!effects.contains { if case .copy = $0 { true } else { false } })
        #expect(state.notice?.text.contains("read-only") == true)
    }
}
