import CNcurses
public import MintScreen

extension CursesTerminal {
    /// Hands ncurses the columns that changed in each row; it works out the cheapest bytes for them.
    public func present(_ frame: CellBuffer, cursor: Position?) {
        guardian?.coverThread()
        if isAway { claimAgain() }
        guard !isAway else { return }
        let size = self.size
        if shown?.size != frame.size { shown = nil }
        if shown == nil {
            erase()
            mint_curses_clear_before_next_refresh()
        }
        for row in 0..<min(frame.size.rows, size.rows) {
            guard let changed = changedColumns(of: frame, row: row) else { continue }
            put(frame, row: row, columns: changed.clamped(to: 0..<size.columns))
        }
        let place = cursor ?? parked ?? Position(row: 0, column: 0)
        parked = place
        mint_curses_park(
            Int32(min(max(place.row, 0), max(size.rows - 1, 0))),
            Int32(min(max(place.column, 0), max(size.columns - 1, 0))))
        mint_curses_refresh()
        shown = frame
    }

    /// From the first to the last cell that differs, never cutting a wide character in two; `nil` when none does.
    private func changedColumns(of frame: CellBuffer, row: Int) -> Range<Int>? {
        let new = frame.row(row)
        guard let shown else { return 0..<new.count }
        let old = shown.row(row)
        guard var first = zip(new, old).enumerated().first(where: { $1.0 != $1.1 })?.offset else { return nil }
        var last = first
        for offset in first..<new.count where new[new.startIndex + offset] != old[old.startIndex + offset] {
            last = offset
        }
        while first > 0, new[new.startIndex + first].glyph == nil { first -= 1 }
        while last + 1 < new.count, new[new.startIndex + last + 1].glyph == nil { last += 1 }
        return first..<(last + 1)
    }

    private func put(_ frame: CellBuffer, row: Int, columns: Range<Int>) {
        guard !columns.isEmpty else { return }
        let cells = frame.row(row)
        var column = Int32(columns.lowerBound)
        for run in cells[(cells.startIndex + columns.lowerBound)..<(cells.startIndex + columns.upperBound)].runs {
            mint_curses_put(Int32(row), column, drawable.text(of: run), palette[run.style])
            column += Int32(run.columns)
        }
    }
}
