import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct PaletteGoldenTests {
    static let sizes = [(60, 15), (80, 24), (132, 43)]

    private func expectGolden(_ state: Session, _ name: String, line: SourceLocation = #_sourceLocation) {
        MintBoardTests.expectGolden(
            state.drawn, "\(name)-\(state.size.columns)x\(state.size.rows)", sourceLocation: line)
    }

    @Test(arguments: sizes)
    func `the palette with what may come next`(columns: Int, rows: Int) throws {
        let state = try PaletteTests.opened(columns: columns, rows: rows)
        expectGolden(state, "palette-open")
        state.type("set billing-sync --step-up ")
        state.press([.tab, .tab])
        expectGolden(state, "palette-choosing")
    }

    @Test(arguments: sizes)
    func `a command's output: running, wide, ended badly`(columns: Int, rows: Int) throws {
        let state = try PaletteTests.opened(columns: columns, rows: rows)
        let effects = state.type("log --failed") + state.press([.enter])
        guard case .palette(.run(_, let attempt))? = effects.first else { throw Missing() }
        state.apply(.tick(Samples.now + 3))
        expectGolden(state, "command-running")
        for piece in [
            CommandOutput.Piece("TIME                  ACTION  PROFILE         WHO              RESULT\n"),
            CommandOutput.Piece(
                "2026-11-21T12:04:00Z  renew   支払い同期の夜間バッチ  ops pts/0 sudo   refused: invalid_client, the secret\n"),
            CommandOutput.Piece("warning: this is missing in the audit trail: the disk is full\n", isAside: true),
            CommandOutput.Piece(
                "mintmark: id.example refused the client: invalid_client, for nightly-export at https://api.export.example\n"
                    + "  The stored secret no longer matches. Try: mintmark login with the new one\n", isAside: true),
        ] { state.apply(.palette(.said(attempt, piece))) }
        state.apply(.palette(.ended(attempt, 4)))
        expectGolden(state, "command-failed")
        state.press([.right, .right])
        expectGolden(state, "command-sideways")
    }

    @Test(arguments: sizes)
    func `what can be copied, and the question before a secret`(columns: Int, rows: Int) throws {
        let state = Session.showing(try Samples.picture(), columns: columns, rows: rows)
        state.type("y")
        expectGolden(state, "copy-menu")
        state.press([.end, .enter])
        expectGolden(state, "copy-confirm")
    }

    @Test(arguments: sizes)
    func `help greys what does nothing now, with the reason`(columns: Int, rows: Int) throws {
        let state = Session.showing([], columns: columns, rows: rows)
        state.type("?")
        expectGolden(state, "help-refused")
    }

    private struct Missing: Error {}
}
