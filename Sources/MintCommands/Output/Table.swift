import MintScreen

/// Columns of text, each as wide as its widest cell; measured in terminal columns, not characters.
struct Table {
    var header: [String]
    var rows: [[String]] = []

    /// Lines without trailing spaces.
    var lines: [String] {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].columns }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let isLast = column == row.count - 1
                line += cell + (isLast ? "" : String(repeating: " ", count: widths[column] - cell.columns + 2))
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
