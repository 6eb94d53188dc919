import MintCore
import MintScreen

/// The screen while it is blank: nothing at all, or the one question that takes the curtain away.
enum CurtainScreen {
    private static let question = "  Passphrase of the vault  "

    /// - Returns: Where the passphrase is typed.
    static func render(_ curtain: Blanking.Curtain, _ state: AppState, into frame: inout CellBuffer) -> Position? {
        guard curtain.isSealed == true, curtain.isAwake else { return nil }
        let row = max(frame.size.rows / 2 - 1, 0)
        let room = max(frame.size.columns - question.columns - 2, 0)
        let sign = state.glyphs.isUnicode ? "•" : "*"
        let signs = String(repeating: sign, count: min(curtain.typed, room))
        frame.write([Span(question), Span(signs, .input)], row: row, ellipsis: state.glyphs.ellipsis)
        if let note = note(curtain, state) { frame.write(note, row: row + 2, ellipsis: state.glyphs.ellipsis) }
        return Position(row: row, column: min(question.columns + signs.columns, max(frame.size.columns - 1, 0)))
    }

    private static func note(_ curtain: Blanking.Curtain, _ state: AppState) -> Line? {
        if curtain.attempt != nil { return [Span("  Trying it \(state.glyphs.ellipsis)", .warning)] }
        return curtain.failure.map { [Span("  " + $0.headline, .alarm)] }
    }
}
