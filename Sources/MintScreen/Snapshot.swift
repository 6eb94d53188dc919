extension CellBuffer {
    /// Text between bars, then the style and the columns of each run: `| Profiles |  t10`.
    public var snapshot: String {
        (0..<size.rows).map { index in
            let runs = row(index).runs
            let text = runs.map(\.text).joined()
            return "|\(text)|  " + runs.map { "\($0.style.rawValue)\($0.columns)" }.joined(separator: " ")
        }.joined(separator: "\n")
    }

    /// The text alone, without trailing blanks.
    public var text: String {
        (0..<size.rows).map { index in
            var line = row(index).runs.map(\.text).joined()
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}
