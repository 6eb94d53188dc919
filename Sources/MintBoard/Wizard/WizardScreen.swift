import MintCore
import MintScreen

/// Draws any wizard: its steps at the side, or in one line where it is narrow, and the page that it is at.
enum WizardScreen {
    static let railColumns = 19
    private static let railFrom = 76

    /// - Returns: Where the hardware cursor rests.
    static func render(
        _ wizard: any Wizard, _ state: AppState, _ layout: Layout, into buffer: inout CellBuffer
    ) -> Position? {
        let frame = Frame(wizard, state, layout: layout)
        if frame.hasRail { rail(wizard, state, frame, into: &buffer) } else { headline(wizard, frame, into: &buffer) }
        let column = frame.column
        for (offset, line) in frame.lines.dropFirst(frame.top).prefix(frame.rows).enumerated() {
            let row = frame.firstRow + offset
            if line.isSelected { buffer.fill(row: row, columns: column..<buffer.size.columns, style: .selected) }
            buffer.write(
                line.line, row: row, column: column, width: buffer.size.columns - column,
                ellipsis: state.glyphs.ellipsis)
        }
        let below = frame.lines.count - frame.top - frame.rows
        if below > 0, frame.rows > 1 {
            let words = " \(below) more below, PgDn "
            buffer.write(
                words, row: frame.firstRow + frame.rows - 1, column: buffer.size.columns - words.columns, style: .dim)
        }
        guard let focus = frame.focus, (frame.top..<frame.top + frame.rows).contains(focus.row) else {
            return Position(row: frame.firstRow, column: column)
        }
        return Position(row: frame.firstRow + focus.row - frame.top, column: column + focus.column)
    }

    private static func rail(
        _ wizard: any Wizard, _ state: AppState, _ frame: Frame, into buffer: inout CellBuffer
    ) {
        for offset in 0..<frame.rows {
            buffer.write(state.glyphs.divider, row: frame.firstRow + offset, column: railColumns, style: .dim)
        }
        guard frame.rows > 1 else { return }
        buffer.write(wizard.title.truncated(to: railColumns - 2), row: frame.firstRow, column: 1, style: .title)
        for (index, step) in wizard.steps.enumerated().prefix(max(frame.rows - 2, 0)) {
            let isHere = index == wizard.place
            let mark = isHere ? ">" : index < wizard.place ? (state.glyphs.isUnicode ? "✓" : "+") : " "
            let style: Style = isHere ? .header : index < wizard.place ? .good : .dim
            let text = "\(mark) \(index + 1) \(step)".truncated(to: railColumns - 2, ellipsis: state.glyphs.ellipsis)
            buffer.write(text, row: frame.firstRow + 2 + index, column: 1, style: style)
        }
    }

    private static func headline(_ wizard: any Wizard, _ frame: Frame, into buffer: inout CellBuffer) {
        guard frame.firstRow > 0 || frame.rows > 1 else { return }
        let words = "\(wizard.title) \(wizard.place + 1)/\(wizard.steps.count)"
        buffer.write(
            [Span(" \(words)  ", .title), Span(wizard.page.title, .header)], row: frame.firstRow - 1,
            width: buffer.size.columns)
    }

    /// Where everything stands: the same for drawing and for scrolling.
    struct Frame {
        let hasRail: Bool
        /// The first row and column of the page, and how many rows it has.
        let firstRow: Int
        let column: Int
        let rows: Int
        let lines: [WizardCanvas.Row]
        let focus: Position?
        let top: Int

        init(_ wizard: any Wizard, _ state: AppState, layout: Layout) {
            hasRail = layout.size.columns >= WizardScreen.railFrom
            let head = min(layout.headRows, 1)
            let title = hasRail || layout.bodyRows < 3 ? 0 : 1
            firstRow = head + title
            rows = max(layout.bodyRows - title, 0)
            column = hasRail ? WizardScreen.railColumns + 1 : 0
            var canvas = WizardCanvas(
                width: max(layout.size.columns - column, 0), height: rows, glyphs: state.glyphs, now: state.now,
                showsTitle: hasRail)
            canvas.draw(wizard)
            lines = canvas.rows
            focus = canvas.focus
            let lowest = max(lines.count - rows, 0)
            top = min(max(wizard.form.top ?? Self.top(showing: canvas.focusedRows, in: rows), 0), lowest)
        }

        /// As little as possible is scrolled away, and what belongs to the focus is in view with it.
        private static func top(showing range: Range<Int>?, in rows: Int) -> Int {
            guard let range else { return 0 }
            return min(max(range.upperBound - rows, 0), range.lowerBound)
        }
    }
}
