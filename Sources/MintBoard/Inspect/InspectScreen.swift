import MintCore
import MintScreen

/// One profile, pane by pane.
enum InspectScreen {
    /// Columns before a value.
    private static let labelColumns = 17

    /// Rows above a pane's text: the profile, the names of the panes.
    private static let headRows = 2

    /// Rows of a pane's text.
    static func rows(_ layout: Layout) -> Int {
        max(layout.bodyRows - (layout.bodyRows > 4 ? headRows : 0), 0)
    }

    /// Draws the pane that is shown.
    ///
    /// - Returns: Where the cursor is: in a field, on the selected tool, or at the top.
    static func render(
        _ inspect: InspectState, _ state: AppState, _ layout: Layout, into frame: inout CellBuffer
    ) -> Position? {
        let start = min(layout.headRows, 1), rows = rows(layout)
        let head = layout.bodyRows - rows
        guard let record = state.catalog[inspect.profile] else { return nil }
        if head > 0 {
            heading(record, state, start, into: &frame)
            tabs(inspect.tab, start + 1, into: &frame)
        }
        let text = content(inspect, state, width: layout.size.columns)
        var top = min(inspect.form?.top ?? inspect.top, max(text.lines.count - rows, 0))
        if let focus = text.focus {
            // With what belongs to it below, and what stands above where there is room.
            top = max(min(focus - 1, max(focus + 4 - rows, 0)), 0)
        }
        BoardScreen.write(text.lines, from: top, start + head, rows, state, into: &frame)
        let row = text.focus.map { start + head + $0 - top } ?? start
        return Position(row: row, column: text.cursor ?? 0)
    }

    static func content(_ inspect: InspectState, _ state: AppState, width: Int) -> PaneText {
        guard let record = state.catalog[inspect.profile] else { return PaneText() }
        return switch inspect.tab {
        case .token: TokenPane.text(inspect, record, state, width: width)
        case .credential: CredentialPane.text(inspect, record, state, width: width)
        case .discovery: DiscoveryPane.text(inspect, record, state, width: width)
        case .server: ServerPane.text(inspect, record, state, width: width)
        case .history: HistoryPane.text(inspect, state, width: width)
        case .use: UsePane.text(record, width: width)
        }
    }

    private static func heading(_ record: ProfileRecord, _ state: AppState, _ row: Int, into frame: inout CellBuffer) {
        let width = frame.size.columns
        let profile = record.profile
        let tag = width >= 80 ? profile.grant.tag : profile.grant.shortTag
        let health: Span =
            switch record.health {
            case .ok: Span("ok", .good)
            case .failing: Span(record.contact?.failure?.code.plainLine(limit: 24) ?? "on hold", .alarm)
            case .untried: Span("untried", .dim)
            }
        let tail: Line = [Span("  "), Span(tag, .tag), Span("  "), health]
        let room = max(width - 2 - tail.columns, 8)
        let name = profile.name.plainLine(limit: 120).truncated(to: room, ellipsis: state.glyphs.ellipsis)
        frame.write([Span(" "), Span(name, .title)] + tail, row: row, ellipsis: state.glyphs.ellipsis)
    }

    private static func tabs(_ shown: InspectTab, _ row: Int, into frame: inout CellBuffer) {
        let long = InspectTab.allCases.reduce(1) { $0 + $1.title.columns + 5 }
        var x = 1
        for tab in InspectTab.allCases {
            let words = " \(tab.digit) \(long <= frame.size.columns ? tab.title : tab.shortTitle) "
            x = frame.write(words, row: row, column: x, style: tab == shown ? .selected : .dim) + 1
        }
    }

    /// The same beside the list, as far as it goes.
    static func pane(_ state: AppState, _ layout: Layout, _ columns: Range<Int>, into frame: inout CellBuffer) {
        let rows = min(layout.headRows, 1)..<(layout.keyRow ?? frame.size.rows)
        for row in rows { frame.write(state.glyphs.divider, row: row, column: columns.lowerBound - 1, style: .dim) }
        guard let record = state.selectedRecord else { return }
        var text = PaneText()
        for section in InspectFacts(record: record, state: state).sections { text.add(section, columns.count) }
        let lines = text.lines
        for (row, line) in zip(rows, lines) {
            frame.write(
                line, row: row, column: columns.lowerBound, width: columns.count, ellipsis: state.glyphs.ellipsis)
        }
        guard lines.count > rows.count, let last = rows.last else { return }
        let words = " Enter says more "
        frame.write(words, row: last, column: columns.upperBound - words.columns, style: .dim)
    }

    static func lines(_ fact: InspectFacts.Fact, _ width: Int) -> [Line] {
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
