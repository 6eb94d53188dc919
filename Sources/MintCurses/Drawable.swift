import CNcurses
import MintScreen

/// Turns glyphs into bytes that move the terminal exactly as many columns as we measured.
///
/// The C library (and with it ncurses) measures scalar by scalar: of a joined emoji it would count every part. So
/// only as much of a glyph is sent as fills its columns; what this C library does not know at all becomes `?`.
struct Drawable {
    let isUnicode: Bool

    func text(of run: StyledRun) -> String {
        if run.text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return run.text }
        var drawn = String.UnicodeScalarView()
        run.text.forEachGlyph { glyph, columns in
            append(glyph, columns: columns, to: &drawn)
            return true
        }
        return String(drawn)
    }

    private func append(_ glyph: Character, columns: Int, to drawn: inout String.UnicodeScalarView) {
        var left = columns
        for scalar in glyph.unicodeScalars {
            guard isUnicode || scalar.isASCII else { break }
            let width = Int(mint_columns(scalar.value))
            guard width >= 0, width <= left else { break }
            // Joiners and selectors ask for another picture, which the columns have no room for.
            guard width > 0 || (left < columns && !scalar.isJoinerOrSelector) else { continue }
            drawn.append(scalar)
            left -= width
        }
        let filler: Unicode.Scalar = left == columns ? "?" : " "
        for _ in 0..<left { drawn.append(filler) }
    }
}

extension Unicode.Scalar {
    fileprivate var isJoinerOrSelector: Bool {
        value == 0x200D || value == 0x200C || (0xFE00...0xFE0F).contains(value)
    }
}
