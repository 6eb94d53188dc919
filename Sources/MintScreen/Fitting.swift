extension String {
    /// This text in at most so many columns; a cut ends in `ellipsis`, or in nothing where not even that fits.
    public func truncated(to columns: Int, ellipsis: String = "…") -> String {
        guard self.columns > columns else { return self }
        let mark = ellipsis.columns <= columns ? ellipsis : ""
        return prefix(columns: columns - mark.columns) + mark
    }

    /// This text in exactly so many columns: cut, or followed by blanks.
    public func padded(to columns: Int, ellipsis: String = "…") -> String {
        let text = truncated(to: columns, ellipsis: ellipsis)
        return text + String(repeating: " ", count: max(columns - text.columns, 0))
    }

    /// This text in exactly so many columns: cut, or with blanks before it.
    public func paddedLeft(to columns: Int, ellipsis: String = "…") -> String {
        let text = truncated(to: columns, ellipsis: ellipsis)
        return String(repeating: " ", count: max(columns - text.columns, 0)) + text
    }

    /// This text in lines of at most so many columns, broken at blanks where there are some, else inside a word.
    /// Its own line breaks stay.
    public func wrapped(to columns: Int) -> [String] {
        guard columns > 0 else { return [] }
        return split(separator: "\n", omittingEmptySubsequences: false).flatMap { String($0).lines(of: columns) }
    }

    private func lines(of columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ").map(String.init) {
            let joined = line.isEmpty ? word : line + " " + word
            if joined.columns <= columns {
                line = joined
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = word
            while line.columns > columns {
                let head = line.prefix(columns: columns)
                guard !head.isEmpty else { return lines }
                lines.append(head)
                line.removeFirst(min(head.count, line.count))
            }
        }
        return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
    }

    /// The most of the text that fits; a wide character that would be cut is left out.
    private func prefix(columns: Int) -> String {
        var (kept, sum) = ("", 0)
        forEachGlyph { glyph, width in
            guard sum + width <= columns else { return false }
            kept.append(glyph)
            sum += width
            return true
        }
        return kept
    }
}
