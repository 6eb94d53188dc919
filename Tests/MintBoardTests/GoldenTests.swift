import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct GoldenTests {
    static let sizes = [(80, 24), (60, 15), (200, 50)]

    private func expectGolden(_ state: Session, _ name: String, line: SourceLocation = #_sourceLocation) {
        MintBoardTests.expectGolden(
            state.drawn, "\(name)-\(state.size.columns)x\(state.size.rows)", sourceLocation: line)
    }

    @Test(arguments: sizes)
    func `the list, failing first`(columns: Int, rows: Int) throws {
        expectGolden(.showing(try Samples.picture(), columns: columns, rows: rows), "list")
    }

    @Test(arguments: [(120, 24), (100, 24), (40, 10), (24, 6)])
    func `the list at other widths`(columns: Int, rows: Int) throws {
        expectGolden(.showing(try Samples.picture(), columns: columns, rows: rows), "list")
    }

    @Test func `the list in ASCII`() throws {
        expectGolden(.showing(try Samples.picture(), glyphs: .ascii), "list-ascii")
    }

    @Test(arguments: sizes)
    func `a probe, rung by rung`(columns: Int, rows: Int) throws {
        let state = Session.showing(try Samples.picture(), columns: columns, rows: rows)
        let effects = state.press([.character("p")])
        guard case .probe(_, let attempt)? = effects.first else {
            Issue.record("no probe: \(effects)")
            return
        }
        for rung in [
            Rung(.name, microseconds: 820, detail: "192.0.2.7"),
            Rung(.connect, microseconds: 12_400, detail: "192.0.2.7:443"),
            Rung(
                .tls, microseconds: 1_240_000,
                detail: "TLS 1.3, certificate until 2027-01-01, issued by a name that is long"),
        ] { state.apply(.climbed(attempt, rung)) }
        state.apply(.tick(Samples.now + 4))
        expectGolden(state, "probe-running")
        let failure = Failure(
            headline: "id.example refused the client: invalid_client",
            hint: "Try `mintmark login` with the new secret.",
            exitStatus: .authentication)
        state.apply(.climbed(attempt, Rung(.token, microseconds: 200, detail: "HTTP 401", failure: failure)))
        state.apply(.probeEnded(attempt, failure))
        expectGolden(state, "probe-stopped")
    }

    @Test(arguments: sizes)
    func `the filter while it is typed and once it is kept`(columns: Int, rows: Int) throws {
        let state = Session.showing(try Samples.picture(), columns: columns, rows: rows)
        state.type("/grant:cc exp:<1h")
        expectGolden(state, "filter-typing")
        state.press([.enter])
        expectGolden(state, "filter-kept")
        state.type("/ exp:soon")
        expectGolden(state, "filter-problem")
        state.press([.ctrl("u")])
        state.type("nobody")
        expectGolden(state, "filter-nothing")
    }

    @Test(arguments: sizes)
    func `help lists the keys valid now`(columns: Int, rows: Int) throws {
        let state = Session.showing(try Samples.picture(), columns: columns, rows: rows)
        state.type("?")
        expectGolden(state, "help")
        state.type("sort")
        expectGolden(state, "help-search")
    }

    @Test(arguments: sizes)
    func `without profiles it says how to make one`(columns: Int, rows: Int) {
        expectGolden(.showing([], columns: columns, rows: rows), "empty")
    }

    @Test(arguments: sizes)
    func `an unreadable database shows with its hint`(columns: Int, rows: Int) throws {
        let state = Session.opening(columns: columns, rows: rows)
        let attempt = try #require(state.loading.attempt)
        state.apply(
            .loadFailed(attempt, Failure(StateError.damaged(path: "/home/ops/m.sqlite", reason: "not a database"))))
        expectGolden(state, "error")
    }

    @Test func `a renewal under way, a notice, a paused clock`() throws {
        let state = Session.showing(try Samples.picture())
        state.press([.down, .character("R")])
        state.apply(.tick(Samples.now + 3))
        expectGolden(state, "renewing")
        state.press([.escape, .character("Z")])
        state.apply(.tick(Samples.now + 5))
        expectGolden(state, "paused")
    }
}
