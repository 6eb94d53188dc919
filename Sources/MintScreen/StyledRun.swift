/// Neighbouring cells of one style.
public struct StyledRun: Equatable, Sendable {
    public var text: String, style: Style, columns: Int
    public init(text: String, style: Style, columns: Int) {
        (self.text, self.style, self.columns) = (text, style, columns)
    }
}

extension Sequence<Cell> {
    /// Neighbouring cells of one style, joined.
    public var runs: [StyledRun] {
        var runs: [StyledRun] = []
        for cell in self {
            if runs.last?.style != cell.style {
                runs.append(StyledRun(text: "", style: cell.style, columns: 0))
            }
            if let glyph = cell.glyph { runs[runs.count - 1].text.append(glyph) }
            runs[runs.count - 1].columns += 1
        }
        return runs
    }
}
