/// A screenful of cells; writing outside it is clipped, never trapped, and a wide character is drawn whole or not at
/// all.
public struct CellBuffer: Equatable, Sendable {
    public let size: Size
    public private(set) var cells: [Cell]

    public init(size: Size) {
        self.size = size
        cells = Array(repeating: .blank, count: size.columns * size.rows)
    }

    /// Writes text of one row. Where a wide character does not fit, a blank stands instead; what it overlaps of another
    /// wide character becomes blank too.
    ///
    /// - Parameters:
    ///   - column: May be negative: what lies left of the screen is cut off.
    ///   - width: Columns to fill: longer text is cut, shorter text is followed by blanks of the style. `nil` writes
    ///     just the text.
    /// - Returns: The column after the last one written or cut off.
    @discardableResult
    public mutating func write(
        _ text: String, row: Int, column: Int = 0, style: Style = .plain, width: Int? = nil
    ) -> Int {
        var x = column
        let end = width.map { column + max($0, 0) } ?? Int.max
        text.forEachGlyph { glyph, columns in
            guard x + columns <= end else { return false }
            put(glyph, columns: columns, row: row, column: x, style: style)
            x += columns
            return true
        }
        if width != nil { fill(row: row, columns: x..<max(end, x), style: style) }
        return width == nil ? x : max(end, x)
    }

    /// Fills columns of one row with blanks of a style.
    public mutating func fill(row: Int, columns: Range<Int>, style: Style = .plain) {
        for column in columns.clamped(to: 0..<size.columns) {
            put(" ", columns: 1, row: row, column: column, style: style)
        }
    }

    /// Gives cells another style and leaves their text.
    public mutating func restyle(row: Int, columns: Range<Int>, style: Style) {
        guard (0..<size.rows).contains(row) else { return }
        for column in columns.clamped(to: 0..<size.columns) { cells[row * size.columns + column].style = style }
    }

    /// The cell at a place; a blank outside of the screen.
    public subscript(row: Int, column: Int) -> Cell {
        guard (0..<size.rows).contains(row), (0..<size.columns).contains(column) else { return .blank }
        return cells[row * size.columns + column]
    }

    public func row(_ row: Int) -> ArraySlice<Cell> {
        guard (0..<size.rows).contains(row) else { return [] }
        return cells[row * size.columns..<(row + 1) * size.columns]
    }

    private mutating func put(_ glyph: Character, columns: Int, row: Int, column: Int, style: Style) {
        guard (0..<size.rows).contains(row) else { return }
        let visible = (column..<column + columns).clamped(to: 0..<size.columns)
        guard !visible.isEmpty else { return }
        let isWhole = visible.count == columns
        clearHalves(row: row, columns: visible)
        for x in visible {
            let content: Character? = isWhole ? (x == column ? glyph : nil) : " "
            cells[row * size.columns + x] = Cell(glyph: content, style: style)
        }
    }

    /// Blanks the halves of wide characters that would be left behind at the ends of a range.
    private mutating func clearHalves(row: Int, columns: Range<Int>) {
        let start = row * size.columns
        if columns.lowerBound > 0, cells[start + columns.lowerBound].glyph == nil {
            cells[start + columns.lowerBound - 1].glyph = " "
        }
        if columns.upperBound < size.columns, cells[start + columns.upperBound].glyph == nil {
            cells[start + columns.upperBound].glyph = " "
        }
    }
}
