import MintScreen

/// Columns of text, each as wide as its widest cell; measured in terminal columns, not characters.
struct Table {
    var header: [String]
    var rows: [[String]] = []

    /// Lines without trailing spaces.
    var lines: [String] {
        let all = [header] + rows
        let measured = all.map { $0.map(\.columns) }
        let widths = header.indices.map { column in measured.map { $0[column] }.max() ?? 0 }
        let blanks = String(repeating: " ", count: (widths.max() ?? 0) + 2)
        return zip(all, measured).map { row, columns in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                if column < row.count - 1 { line += blanks.prefix(widths[column] - columns[column] + 2) }
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
