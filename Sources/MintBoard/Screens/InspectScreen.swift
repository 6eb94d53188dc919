import MintCore
import MintScreen

/// Everything that is known of one profile.
enum InspectScreen {
    /// Columns before a value.
    private static let labelColumns = 17

    static func lines(_ record: ProfileRecord, _ state: AppState, width: Int) -> [Line] {
        let facts = InspectFacts(record: record, state: state)
        var lines: [Line] = []
        for section in facts.sections where !section.facts.isEmpty {
            if !lines.isEmpty { lines.append([]) }
            lines.append([Span(" "), Span(section.title, .header)])
            for fact in section.facts { lines += self.lines(fact, width) }
        }
        return lines
    }

    /// The same beside the list, as far as it goes.
    static func pane(_ state: AppState, _ layout: Layout, _ columns: Range<Int>, into frame: inout CellBuffer) {
        let rows = min(layout.headRows, 1)..<(layout.keyRow ?? frame.size.rows)
        for row in rows { frame.write(state.glyphs.divider, row: row, column: columns.lowerBound - 1, style: .dim) }
        guard let record = state.selectedRecord else { return }
        let lines = lines(record, state, width: columns.count)
        for (row, line) in zip(rows, lines) {
            frame.write(
                line, row: row, column: columns.lowerBound, width: columns.count, ellipsis: state.glyphs.ellipsis)
        }
        guard lines.count > rows.count, let last = rows.last else { return }
        let words = " Enter says more "
        frame.write(words, row: last, column: columns.upperBound - words.columns, style: .dim)
    }

    private static func lines(_ fact: InspectFacts.Fact, _ width: Int) -> [Line] {
        let indent = width >= 36 ? labelColumns : 2
        guard indent > 2 || fact.label.isEmpty else { return stacked(fact, width) }
        let label = ("  " + fact.label).padded(to: indent)
        let isCommand = fact.style == .key
        if isCommand, fact.label.isEmpty { return command(fact.value, width) }
        let wrapped = fact.value.wrapped(to: max(width - indent - 1, 1))
        let pad = String(repeating: " ", count: indent)
        return wrapped.enumerated().map { index, text in
            [Span(index == 0 ? label : pad, .dim), Span(text, fact.style)]
        }
    }

    /// A command is for copying: where it is broken, the shell is told so.
    private static func command(_ text: String, _ width: Int) -> [Line] {
        let lines = text.wrapped(to: max(width - 5, 1))
        return lines.enumerated().map { index, line in
            [Span("  " + line + (index < lines.count - 1 ? " \\" : ""), .key)]
        }
    }

    /// Where there is no room for a column of labels: the value below its label.
    private static func stacked(_ fact: InspectFacts.Fact, _ width: Int) -> [Line] {
        [[Span("  " + fact.label, .dim)]]
            + fact.value.wrapped(to: max(width - 5, 1)).map { [Span("    " + $0, fact.style)] }
    }
}
