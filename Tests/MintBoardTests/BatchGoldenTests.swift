import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct BatchGoldenTests {
    static let sizes = [(60, 15), (80, 24), (132, 43)]

    private func expectGolden(_ state: Session, _ name: String, line: SourceLocation = #_sourceLocation) {
        MintBoardTests.expectGolden(
            state.drawn, "\(name)-\(state.size.columns)x\(state.size.rows)", sourceLocation: line)
    }

    @Test(arguments: sizes)
    func `marks, and renewing those that are marked`(columns: Int, rows: Int) throws {
        let state = Session.showing(try Samples.picture(), columns: columns, rows: rows)
        state.press([.character("*"), .character(" ")])
        expectGolden(state, "marks")
        state.type("/grant:cc")
        state.press([.enter])
        expectGolden(state, "marks-filter")
        let effects = state.press([.character("R")])
        state.apply(.tick(Samples.now + 2))
        expectGolden(state, "batch-renewing")
        let failure = Failure(
            headline: "id.example refused the client: invalid_client", hint: "Log in again:\n    mintmark login …",
            exitStatus: .authentication)
        var rest = effects
        while case .renew(let id, let attempt, _)? = rest.first(where: { if case .renew = $0 { true } else { false } })
        {
            rest.removeAll { if case .renew(id, _, _) = $0 { true } else { false } }
            if id.rawValue.contains("search") {
                rest += state.apply(.renewalFailed(id, attempt, failure))
            } else {
                var record = try #require(state.catalog[id])
                record.token = Samples.token(left: 3600, generation: 9)
                rest += state.apply(.renewed(attempt, record))
            }
        }
        expectGolden(state, "batch-renewed")
        state.press([.escape])
        expectGolden(state, "batch-left")
        state.press([.character("M")])
        expectGolden(state, "messages")
    }

    @Test(arguments: sizes)
    func `deleting wants the name typed out`(columns: Int, rows: Int) throws {
        let state = Session.showing(try Samples.picture(), columns: columns, rows: rows)
        state.press([.character("D")])
        state.type("nightly")
        expectGolden(state, "remove-asking")
        state.press([.enter])
        expectGolden(state, "remove-wrong")
        state.type("-export")
        let effects = state.press([.enter])
        guard case .batch(.remove(_, let attempt))? = effects.first else {
            Issue.record("no removal: \(effects)")
            return
        }
        let report = RemovalReport(
            words: "forgotten, revoked: access token",
            cautions: ["the refresh token may stay valid: id.example offers no revocation"])
        state.apply(.batch(.removed(attempt, .success(report))))
        expectGolden(state, "remove-done")
    }

    @Test(arguments: sizes)
    func `exporting asks for a path, and before it replaces a file`(columns: Int, rows: Int) throws {
        let state = Session.showing(try Samples.picture(), columns: columns, rows: rows)
        state.press([.character("E")])
        expectGolden(state, "export-asking")
        let effects = state.press([.enter])
        guard case .batch(.export(_, _, false, let attempt))? = effects.first else {
            Issue.record("no export: \(effects)")
            return
        }
        state.apply(.batch(.exported(attempt, .success(.exists("/home/ops/mintmark-profiles.json")))))
        expectGolden(state, "export-exists")
    }
}
