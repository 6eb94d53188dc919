extension Unicode.Scalar {
    /// The columns a terminal moves for this scalar: 0, 1 or 2. Controls take none: they are never drawn.
    public var columns: Int {
        if value < 0x300 { return value >= 0x20 && !(0x7F..<0xA0).contains(value) ? 1 : 0 }
        if WidthTable.isWide(self) { return properties.generalCategory.isCombining ? 0 : 2 }
        switch value {
        case 0x1160...0x11FF, 0xD7B0...0xD7FF: return 0  // Hangul vowels and finals join the syllable before
        default: break
        }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .surrogate, .lineSeparator, .paragraphSeparator:
            return 0
        default: return 1
        }
    }
}

extension Unicode.GeneralCategory {
    var isCombining: Bool { self == .nonspacingMark || self == .enclosingMark }
}

extension String {
    /// Terminal columns this text fills.
    public var columns: Int {
        // Nearly every name and URL: plain ASCII, a column a byte.
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return utf8.count }
        var sum = 0
        forEachGlyph { _, columns in
            sum += columns
            return true
        }
        return sum
    }

    /// Visits the text as a terminal draws it: each glyph with its columns, 1 or 2, until `body` returns false.
    ///
    /// A glyph is a character with the marks on it. An emoji sequence (joined, toned, flag) is one glyph of two
    /// columns; a cluster of several spacing letters (Indic conjuncts) is cut into its letters; what has no width of
    /// its own and nothing to stand on is left out.
    public func forEachGlyph(_ body: (Character, Int) -> Bool) {
        for character in self {
            let scalars = character.unicodeScalars
            guard let first = scalars.first else { continue }
            let columns = first.columns
            if scalars.index(after: scalars.startIndex) == scalars.endIndex || character.isEmojiSequence {
                let drawn = character.isFlag ? 2 : columns
                guard drawn == 0 || body(character, drawn) else { return }
            } else if !forEachLetter(of: scalars, body) {
                return
            }
        }
    }

    /// One glyph for each spacing scalar with the marks after it.
    private func forEachLetter(of scalars: Character.UnicodeScalarView, _ body: (Character, Int) -> Bool) -> Bool {
        var letter = String.UnicodeScalarView()
        var width = 0
        for scalar in scalars {
            let columns = scalar.columns
            if columns > 0 {
                if width > 0, !body(Character(String(letter)), width) { return false }
                letter = String.UnicodeScalarView()
                width = columns
            }
            if width > 0 { letter.append(scalar) }
        }
        return width == 0 || body(Character(String(letter)), width)
    }
}

extension Character {
    /// Two regional indicators: a flag.
    var isFlag: Bool {
        unicodeScalars.count == 2 && unicodeScalars.allSatisfy { (0x1F1E6...0x1F1FF).contains($0.value) }
    }

    /// Whether the scalars after the first change the picture and not the width.
    var isEmojiSequence: Bool {
        guard let first = unicodeScalars.first, first.value >= 0xA9, first.properties.isEmoji else { return false }
        return true
    }
}
