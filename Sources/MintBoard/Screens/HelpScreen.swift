import MintScreen

/// The keys that are valid now, searchable.
enum HelpScreen {
    static func render(
        _ help: HelpState, _ state: AppState, _ layout: Layout, into frame: inout CellBuffer
    ) -> Position? {
        let bindings = state.helpBindings(help)
        let start = min(layout.headRows, 1)
        let head = layout.bodyRows > 3 ? 1 : 0
        let rows = max(layout.bodyRows - head, 0)
        if head > 0 {
            frame.write("Keys valid now", row: start, column: 1, style: .header)
        }
        let top = max(help.selection - rows + 1, 0)
        for (offset, binding) in bindings.dropFirst(top).prefix(rows).enumerated() {
            let isSelected = top + offset == help.selection
            let row = start + head + offset
            let mark = isSelected ? " > " : "   "
            frame.write(
                mark, row: row, style: isSelected ? .selected : .plain, width: isSelected ? frame.size.columns : nil)
            let isRefused = binding.refusal != nil
            let style = { (plain: Style) in isSelected ? Style.selected : isRefused ? .dim : plain }
            frame.write(binding.label.padded(to: 9), row: row, column: 3, style: style(.key))
            // Why a key does nothing is worth more than the end of what it would do.
            let title = binding.title + (binding.refusal.map { ": \($0)" } ?? "")
            frame.write(
                title.truncated(to: max(frame.size.columns - 13, 0), ellipsis: state.glyphs.ellipsis), row: row,
                column: 13, style: style(.plain))
        }
        if bindings.isEmpty, rows > 0 {
            frame.write("   No key does that here.", row: start + head, style: .dim)
        }
        let cursor = Position(row: start + head + max(help.selection - top, 0), column: 1)
        guard let row = layout.keyRow else { return cursor }
        let note: Line = [Span("Enter", .key), Span(" does it  "), Span("Esc", .key), Span(" back")]
        let typing = Chrome.prompt(" Search: ", help.search, note, row, state, into: &frame)
        return help.search.text.isEmpty ? cursor : typing
    }
}
