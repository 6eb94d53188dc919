import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct WizardScreenTests {
    static let sizes = [(60, 15), (80, 24), (132, 43)]

    private func expectGolden(_ state: Session, _ name: String, line: SourceLocation = #_sourceLocation) {
        MintBoardTests.expectGolden(
            state.drawn, "\(name)-\(state.size.columns)x\(state.size.rows)", sourceLocation: line)
    }

    @Test(arguments: sizes)
    func `every kind of field, at every size`(columns: Int, rows: Int) {
        let session = Session.wizard(SampleWizard(isLong: true), columns: columns, rows: rows)
        expectGolden(session, "wizard-empty")
        session.type("mcp.example")
        session.press([.tab])
        session.apply(.typed(30))
        expectGolden(session, "wizard-secret")
        session.press([.tab, .down, .character(" ")])
        expectGolden(session, "wizard-doubt")
        session.press([.tab, .character(" ")] + Array(repeating: .down, count: 20) + [.character(" ")])
        expectGolden(session, "wizard-list")
        session.press([.escape])
        expectGolden(session, "wizard-leaving")
    }

    @Test(arguments: sizes)
    func `work in flight says what it waits for, and for how long`(columns: Int, rows: Int) {
        let session = Session.wizard(SampleWizard(place: 1), columns: columns, rows: rows)
        session.press([.enter])
        session.apply(.tick(Samples.now + 12))
        expectGolden(session, "wizard-work")
    }

    @Test func `in ASCII where there is nothing else`() {
        let session = Session.wizard(SampleWizard(), glyphs: .ascii)
        session.press([.tab])
        session.apply(.typed(3))
        session.press([.tab, .character(" ")])
        expectGolden(session, "wizard-ascii")
        let signs = session.drawn.text.unicodeScalars
        #expect(signs.allSatisfy { $0.isASCII } == true)
    }

    @Test func `any size draws, and the cursor stays on the screen`() {
        for columns in stride(from: 0, through: 140, by: 20) {
            for rows in stride(from: 0, through: 30, by: 3) {
                for place in [0, 1] {
                    let session = Session.wizard(SampleWizard(place: place, isLong: true), columns: columns, rows: rows)
                    for key in [Key.tab, .tab, .down, .tab, .end, .pageDown, .pageUp, .ctrl("n"), .escape] {
                        session.press([key])
                        var frame = CellBuffer(size: session.size)
                        if let cursor = BoardScreen.render(session.value, into: &frame) {
                            #expect((0..<max(rows, 1)).contains(cursor.row) && cursor.column >= 0)
                        }
                    }
                }
            }
        }
    }

    @Test func `a page that is longer than the screen scrolls`() {
        let session = Session.wizard(SampleWizard(isLong: true), columns: 60, rows: 15)
        #expect(!session.drawn.text.contains("scope:30"))
        session.press([.pageDown, .pageDown, .pageDown, .pageDown, .pageDown])
        #expect(session.drawn.text.contains("scope:30"))
        session.press([.tab])
        #expect(session.drawn.text.contains("Secret"))
    }
}
