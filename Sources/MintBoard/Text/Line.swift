import MintScreen

/// A piece of text of one style.
struct Span: Equatable, Sendable {
    var text: String
    var style: Style
    init(_ text: String, _ style: Style = .plain) { (self.text, self.style) = (text, style) }
}

/// A row's worth of spans.
typealias Line = [Span]

extension Line {
    var columns: Int { reduce(0) { $0 + $1.text.columns } }
}

extension CellBuffer {
    /// Writes spans one after the other, cut where `width` ends.
    ///
    /// - Returns: The column after the last one written.
    @discardableResult
    mutating func write(_ line: Line, row: Int, column: Int = 0, width: Int? = nil, ellipsis: String = "…") -> Int {
        let end = column + (width ?? max(size.columns - column, 0))
        var x = column
        for span in line where x < end {
            x = write(span.text.truncated(to: end - x, ellipsis: ellipsis), row: row, column: x, style: span.style)
        }
        return x
    }
}
