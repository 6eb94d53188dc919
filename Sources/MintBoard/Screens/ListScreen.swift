import MintCore
import MintScreen

/// The list of profiles, one row each.
enum ListScreen {
    /// Draws the column names and the rows that are in view.
    static func render(_ state: AppState, _ layout: Layout, into frame: inout CellBuffer) {
        let columns = ListColumns(width: layout.listColumns, hasPane: layout.paneColumns != nil)
        if layout.headRows >= 2 { head(state, columns, layout, into: &frame) }
        let shown = state.list.order.shown
        let top = layout.firstRow(showing: state.selectedPlace ?? 0, of: shown.count, from: state.list.top)
        for line in 0..<layout.listRows {
            guard top + line < shown.count else { break }
            let record = state.catalog.records[shown[top + line]]
            let text = RowText(
                record: record, renewal: state.renewals[record.id], policy: state.preferences.policy,
                now: state.shownNow, glyphs: state.glyphs)
            let isMarked = state.list.marks.contains(record.id)
            row(
                text, columns, layout.headRows + line, record.id == state.list.selection, isMarked, layout, into: &frame
            )
        }
        if shown.isEmpty, state.list.filter != nil, layout.listRows > 0 {
            frame.write(
                [Span("   No profile matches the filter. ", .dim), Span("Esc", .key), Span(" shows all again.", .dim)],
                row: layout.headRows, width: layout.listColumns)
        }
    }

    /// Where the selected row is on the screen.
    static func cursor(_ state: AppState, _ layout: Layout) -> Position? {
        guard let place = state.selectedPlace else { return nil }
        let top = layout.firstRow(showing: place, of: state.list.order.shown.count, from: state.list.top)
        return Position(row: layout.headRows + place - top, column: min(1, max(layout.size.columns - 1, 0)))
    }

    private static func head(
        _ state: AppState, _ columns: ListColumns, _ layout: Layout, into frame: inout CellBuffer
    ) {
        let row = layout.headRows - 1
        func title(_ words: String, _ column: ListColumns.Column?, _ key: ListOrder.Key, isRight: Bool = false) {
            guard let column else { return }
            let isSorted = state.list.key == key
            let sign = state.list.isInverted ? state.glyphs.descending : state.glyphs.ascending
            let text = isSorted ? words + sign : words
            let fitted = text.truncated(to: column.width, ellipsis: "")
            let start = isRight ? column.range.upperBound - fitted.columns : column.start
            frame.write(fitted, row: row, column: start, style: isSorted ? .title : .dim)
        }
        title("NAME", columns.name, .name)
        title("SERVER", columns.server, .server)
        title("GRANT", columns.grant, .grant)
        title("TOKEN", columns.token, .token)
        title("SECRET", columns.secret, .secret, isRight: true)
        title("HEALTH", columns.health, .health)
    }

    private static func row(
        _ text: RowText, _ columns: ListColumns, _ row: Int, _ isSelected: Bool, _ isMarked: Bool,
        _ layout: Layout, into frame: inout CellBuffer
    ) {
        let ellipsis = text.glyphs.ellipsis
        func put(_ line: Line, _ column: ListColumns.Column?) {
            guard let column else { return }
            let shown = isSelected ? line.map { Span($0.text, $0.style.whenSelected) } : line
            frame.write(shown, row: row, column: column.start, width: column.width, ellipsis: ellipsis)
        }
        if isSelected {
            frame.fill(row: row, columns: 0..<layout.listColumns, style: .selected)
            frame.write(isMarked ? "*> " : " > ", row: row, style: .selected, width: min(3, layout.listColumns))
        } else if isMarked {
            frame.write("*", row: row, style: .key)
        }
        put([Span(text.name)], columns.name)
        put([Span(text.server)], columns.server)
        put(text.grant(usesShortTag: columns.usesShortTags), columns.grant)
        if let token = columns.token { put(text.token(width: token.width, barCells: columns.barCells), token) }
        if let secret = columns.secret {
            put([Span(text.secret.text.paddedLeft(to: secret.width), text.secret.style)], secret)
        }
        if let health = columns.health { put(text.health(width: health.width), health) }
    }
}

extension Style {
    /// The style of the same thing in the selected row.
    var whenSelected: Style { self == .alarm ? .selectedAlarm : .selected }
}
