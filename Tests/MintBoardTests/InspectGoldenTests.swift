import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct InspectGoldenTests {
    static let sizes = [(60, 15), (80, 24), (132, 43)]

    private func expectGolden(_ state: Session, _ name: String, line: SourceLocation = #_sourceLocation) {
        MintBoardTests.expectGolden(
            state.drawn, "inspect-\(name)-\(state.size.columns)x\(state.size.rows)", sourceLocation: line)
    }

    /// The panes of one profile of the picture; `down` rows below the first.
    private func panes(_ columns: Int, _ rows: Int, down: Int = 0) throws -> Session {
        let state = Session.showing(try Samples.picture(), columns: columns, rows: rows)
        state.press(Array(repeating: .down, count: down) + [.enter])
        return state
    }

    /// billing-sync is the last but one.
    private func billing(_ columns: Int, _ rows: Int) throws -> Session {
        let state = Session.showing(try Samples.picture(), columns: columns, rows: rows)
        state.press([.end, .up, .enter])
        return state
    }

    @Test(arguments: sizes)
    func `the token, before and after its claims were read`(columns: Int, rows: Int) throws {
        expectGolden(try panes(columns, rows), "token-failing")
        let state = try billing(columns, rows)
        let errand = try #require(state.errand([.character("v")]))
        state.apply(.tick(Samples.now + 3))
        expectGolden(state, "token-reading")
        state.apply(.inspect(errand.attempt, .reading(.success(try Samples.reading()))))
        expectGolden(state, "token-claims")
    }

    @Test(arguments: sizes)
    func `the credential`(columns: Int, rows: Int) throws {
        let state = try billing(columns, rows)
        let item = UnnamedItem(
            key: KeyringKey(profile: ProfileID(rawValue: "id-billing-sync"), kind: .privateKey, generation: 1),
            store: .vault, since: Samples.now + -7200)
        state.press([.character("2")], answering: .leftovers(.success([item])))
        expectGolden(state, "credential")
    }

    @Test(arguments: sizes)
    func `the discovery with what changed, and the question`(columns: Int, rows: Int) throws {
        let state = try billing(columns, rows)
        state.press([.tab, .right], answering: .discovery(.success(Samples.discovery)))
        expectGolden(state, "discovery")
        state.press([.character("a")])
        expectGolden(state, "discovery-question")
    }

    @Test(arguments: sizes)
    func `the server: asked, its tools, a form, an answer`(columns: Int, rows: Int) throws {
        let state = try billing(columns, rows)
        state.press([.character("4")])
        expectGolden(state, "server-unasked")
        state.press([.enter], answering: .tools(.success(Samples.tools)))
        expectGolden(state, "server-tools")
        state.press([.enter])
        state.press([.enter])
        expectGolden(state, "server-form-problem")
        state.type("what is due")
        state.press([.down, .right, .down, .character("x"), .tab, .tab])
        expectGolden(state, "server-form")
        state.press([.backtab, .backtab])
        state.press([.ctrl("u")])
        let errand = try #require(state.errand([.enter]))
        state.apply(.tick(Samples.now + 2))
        expectGolden(state, "server-calling")
        let answer = ToolAnswer(text: "3 documents:\n  one\n  two\n\u{1B}[31mthree", isError: false)
        state.apply(.inspect(errand.attempt, .called(.success(answer))))
        expectGolden(state, "server-answer")
        state.press([.escape, .down, .down, .enter])
        state.type("30")
        state.press([.enter])
        expectGolden(state, "server-question")
    }

    @Test(arguments: sizes)
    func `the server does not answer, or says no`(columns: Int, rows: Int) throws {
        let state = try billing(columns, rows)
        state.press([.character("4"), .enter])
        state.apply(.tick(Samples.now + 12))
        expectGolden(state, "server-waiting")
        let failure = Failure(
            headline: "api.billing.example does not answer", hint: "Probe it:\n    mintmark probe billing-sync",
            exitStatus: .network)
        state.press([.escape])
        state.press([.enter], answering: .tools(.failure(failure)))
        expectGolden(state, "server-failed")
    }

    @Test(arguments: sizes)
    func `the history, and how to use it`(columns: Int, rows: Int) throws {
        let state = try billing(columns, rows)
        state.press([.character("5")], answering: .history(.success(Samples.history)))
        expectGolden(state, "history")
        state.press([.character("6")])
        expectGolden(state, "use")
    }
}
