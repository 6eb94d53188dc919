extension String {
    /// This text without what could steer a terminal: C0, C1, DEL, bidirectional and other format
    /// characters, private-use and unassigned scalars. Line breaks become spaces. For everything that a server says.
    ///
    /// - Parameter limit: The most characters to keep; a cut ends in `…`.
    public func plainLine(limit: Int = 300) -> String {
        // Nearly every name and URL: nothing to take out.
        if utf8.count <= limit, utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return self }
        var kept = String.UnicodeScalarView()
        let looked = unicodeScalars.prefix(limit * 16)
        for scalar in looked {
            if scalar.isSafeToShow {
                kept.append(scalar)
            } else if scalar == "\n" || scalar == "\r" || scalar == "\t" || scalar == "\u{2028}" || scalar == "\u{2029}"
            {
                kept.append(" ")
            }
        }
        let line = String(kept)
        // What was not looked at is cut off, too.
        if looked.endIndex == unicodeScalars.endIndex, line.count <= limit { return line }
        return limit > 0 ? line.prefix(limit - 1) + "…" : ""
    }
}

extension String {
    /// What was typed as an address, to be repeated in a message: without user name and password, which no message repeats.
    public func plainAddress(limit: Int = 80) -> String {
        guard let at = lastIndex(of: "@") else { return plainLine(limit: limit) }
        let start = firstRange(of: "://")?.upperBound ?? startIndex
        return (String(self[..<min(start, at)]) + "…" + String(self[at...])).plainLine(limit: limit)
    }
}

extension Unicode.Scalar {
    /// Whether a terminal can be shown this scalar: it moves nothing, hides nothing, reorders nothing.
    public var isSafeToShow: Bool {
        switch properties.generalCategory {
        case .control, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        // Zero-width joiner and non-joiner build emoji and Indic words; every other format character hides or reorders.
        case .format: value == 0x200D || value == 0x200C
        default: true
        }
    }
}
