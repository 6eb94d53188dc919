import MintScreen

extension AppState {
    /// A mouse selects, scrolls and inspects, and does nothing else: what changes something is a key.
    mutating func point(_ mouse: Mouse) -> [Effect] {
        guard palette.question == nil else { return [] }
        switch mouse.kind {
        case .wheelUp: wheel(-3)
        case .wheelDown: wheel(3)
        case .click: _ = select(at: mouse.position)
        case .doubleClick:
            guard select(at: mouse.position), screens.isEmpty, help == nil, palette.line == nil else { return [] }
            return perform(.openInspect)
        }
        return []
    }

    private mutating func wheel(_ lines: Int) {
        guard palette.line == nil else { return }
        if var help {
            help.selection = min(max(help.selection + lines, 0), max(helpBindings(help).count - 1, 0))
            self.help = help
        } else {
            scroll(by: lines)
        }
    }

    /// - Returns: Whether a row of the list is there.
    private mutating func select(at position: Position) -> Bool {
        guard screens.isEmpty, help == nil, palette.line == nil, list.editor == nil else { return false }
        let layout = Layout(size: size), rows = layout.headRows..<(layout.headRows + layout.listRows)
        guard rows.contains(position.row), position.column < layout.listColumns else { return false }
        let top = layout.firstRow(showing: selectedPlace ?? 0, of: list.order.shown.count, from: list.top)
        let place = top + position.row - layout.headRows
        guard place < list.order.shown.count else { return false }
        select(place: place)
        return true
    }
}
