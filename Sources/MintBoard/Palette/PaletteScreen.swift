import MintCore
import MintScreen

/// The line behind `:`, in the lowest row, with what may come next above it.
enum PaletteScreen {
    private static let mostCandidates = 8

    /// - Returns: Where the cursor is.
    static func render(_ line: PaletteLine, _ state: AppState, _ layout: Layout, into frame: inout CellBuffer)
        -> Position
    {
        let row = layout.keyRow ?? max(frame.size.rows - 1, 0)
        list(line, state, above: row, layout, into: &frame)
        return Chrome.prompt(" :", line.editor, note(line), row, state, into: &frame)
    }

    static func render(
        _ question: PaletteQuestion, _ state: AppState, _ layout: Layout, into frame: inout CellBuffer
    ) -> Position {
        let row = layout.keyRow ?? max(frame.size.rows - 1, 0), width = frame.size.columns
        let answers: Line = [Span("  "), Span("y", .key), Span(" yes  any other key: no")]
        let room = max(width - answers.columns - 10, 0)
        let command = question.words.joined(separator: " ").plainLine().truncated(
            to: room, ellipsis: state.glyphs.ellipsis)
        frame.fill(row: row, columns: 0..<width)
        let end = frame.write(
            [Span("  Run "), Span(command, .input), Span("?")] + answers, row: row, ellipsis: state.glyphs.ellipsis)
        return Position(row: row, column: max(min(end, width) - 1, 0))
    }

    private static func list(
        _ line: PaletteLine, _ state: AppState, above end: Int, _ layout: Layout, into frame: inout CellBuffer
    ) {
        let rows = min(line.candidates.count, mostCandidates, max(end - min(layout.headRows, 1) - 1, 0))
        guard rows > 0 else { return }
        let width = frame.size.columns
        let top = min(max((line.choice ?? 0) - rows + 1, 0), line.candidates.count - rows)
        let shown = line.candidates.dropFirst(top).prefix(rows)
        let words = min(shown.map(\.word.columns).max() ?? 0, max(width / 2, 1))
        if end - rows > min(layout.headRows, 1) {
            frame.write(
                " " + String(repeating: state.glyphs.rule, count: max(width - 1, 0)), row: end - rows - 1, style: .dim,
                width: width)
        }
        for (offset, candidate) in shown.enumerated() {
            let isChosen = line.choice == top + offset
            let row = end - rows + offset
            let plain: Style = isChosen ? .selected : candidate.isRefused ? .dim : .plain
            frame.fill(row: row, columns: 0..<width, style: isChosen ? .selected : .plain)
            let name = candidate.word.plainLine().padded(to: words, ellipsis: state.glyphs.ellipsis)
            let summary = candidate.isRefused ? "not on the board" : candidate.summary.plainLine()
            frame.write(
                [
                    Span("   "), Span(name, isChosen ? .selected : candidate.isRefused ? .dim : .key), Span("  "),
                    Span(summary, plain),
                ]
                .map { isChosen ? Span($0.text, .selected) : $0 },
                row: row, width: width, ellipsis: state.glyphs.ellipsis)
        }
        let more = line.candidates.count - top - rows
        guard more > 0, rows > 1 else { return }
        let text = " \(more) more "
        frame.write(text, row: end - 1, column: width - text.columns, style: .dim)
    }

    private static func note(_ line: PaletteLine) -> Line {
        guard line.editor.text.columns < 30 else { return [] }
        return [
            Span("Tab", .key), Span(" completes  "), Span("Up", .key), Span(" earlier lines  "), Span("Esc", .key),
            Span(" leaves"),
        ]
    }
}
