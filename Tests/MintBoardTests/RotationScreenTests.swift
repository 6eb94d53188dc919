import MintScreen
import Testing

@testable import MintBoard
@testable import MintCore

@Suite struct RotationScreenTests {
    private typealias S = RotationSamples
    static let sizes = [(60, 15), (80, 24), (132, 43)]

    private func expectGolden(_ state: Session, _ name: String, line: SourceLocation = #_sourceLocation) {
        MintBoardTests.expectGolden(
            state.drawn, "rotation-\(name)-\(state.size.columns)x\(state.size.rows)", sourceLocation: line)
    }

    @Test(arguments: sizes)
    func `what is due, and where the new one comes from`(columns: Int, rows: Int) throws {
        let session = Session.rotating(try S.record(), columns: columns, rows: rows)
        expectGolden(session, "due")
        session.press([.tab, .character("y")])
        expectGolden(session, "due-compromise")
        session.press([.ctrl("n")])
        expectGolden(session, "source-paste")
        session.press([.down, .down, .down, .character(" ")])
        expectGolden(session, "source-registration")
    }

    @Test(arguments: sizes)
    func `a key, and how the server hears of it`(columns: Int, rows: Int) throws {
        let session = Session.rotating(try S.keyProfile(), columns: columns, rows: rows)
        session.press([.ctrl("n")])
        expectGolden(session, "source-key")
        session.press([.ctrl("n"), .down, .character(" ")])
        expectGolden(session, "publication")
        var staged = try S.keyProfile()
        staged.rotation = try S.rotation(.staged, .privateKey, source: .made)
        let shown = Session.rotating(staged, columns: columns, rows: rows)
        shown.tell(.keys(shown.step, S.keys))
        expectGolden(shown, "key")
        shown.press([.tab, .tab, .tab, .tab])
        expectGolden(shown, "key-end")
    }

    @Test(arguments: sizes, [Rotation.State.sent, .staged, .verified, .committed, .overlapping, .rolledBack])
    func `each state`(size: (Int, Int), state: Rotation.State) throws {
        let source: Rotation.Source = state == .sent ? .registration : .pasted
        let session = Session.rotating(
            try S.record(S.rotation(state, source: source)), columns: size.0, rows: size.1)
        expectGolden(session, state.rawValue)
    }

    @Test(arguments: sizes)
    func `a step under way, and waiting for a cache`(columns: Int, rows: Int) throws {
        let record = try S.record(S.rotation(.staged, .privateKey, source: .made, publication: .file("/srv/jwks.json")))
        let session = Session.rotating(record, columns: columns, rows: rows)
        session.tell(.keys(session.step, S.keys))
        session.press([.enter])
        session.tell(.news(session.step, .began(.verify)))
        session.tell(.news(session.step, .hop(LoginSamples.hops[2])))
        session.apply(.tick(Samples.now + 3))
        expectGolden(session, "verifying")
        session.tell(.news(session.step, .waiting(next: Samples.now + 7, last: Samples.now + 900)))
        expectGolden(session, "waiting")
    }

    @Test(arguments: sizes)
    func `refusals, questions and the end`(columns: Int, rows: Int) throws {
        let session = Session.rotating(try S.record(S.rotation(.staged)), columns: columns, rows: rows)
        session.press([.enter])
        let wrong = RotationError.notAccepted(
            "billing-sync", host: "id.example", code: "invalid_client", overlap: .unknown)
        let failure = ContactFailure(code: "invalid_client", headline: wrong.headline, hint: nil)
        let record = try S.record(S.rotation(.staged, failure: failure))
        session.tell(.failed(session.step, RotationSetback(Failure(wrong), error: wrong, record: record)))
        expectGolden(session, "refused")

        let open = Session.rotating(try S.record(S.rotation(.overlapping)), columns: columns, rows: rows)
        open.press([.end, .enter])
        expectGolden(open, "abandon")

        let compromised = Session.rotating(
            try S.record(S.rotation(.committed, overlap: .none, isCompromise: true)), columns: columns, rows: rows)
        compromised.press([.enter])
        let still = RotationError.stillAccepted("billing-sync", host: "id.example")
        let after = try S.record(S.rotation(.committed, overlap: .none, isCompromise: true))
        compromised.tell(.failed(compromised.step, RotationSetback(Failure(still), error: still, record: after)))
        expectGolden(compromised, "still-accepted")
        compromised.press([.enter])
        compromised.tell(.news(compromised.step, .remark("id.example refuses the old one")))
        compromised.tell(.done(compromised.step, try S.record()))
        expectGolden(compromised, "ended")
    }

    @Test(arguments: [(60, 15), (80, 24), (200, 50)])
    func `the list and the inspection show it`(columns: Int, rows: Int) throws {
        let session = Session.showing([try S.record(S.rotation(.overlapping))], columns: columns, rows: rows)
        expectGolden(session, "list")
        session.press([.enter, .pageDown])
        expectGolden(session, "inspect")
    }
}
