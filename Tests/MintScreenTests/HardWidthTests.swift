import MintScreen
import Testing

/// What terminals disagree about: the measure here is what `MintCurses` really sends, cluster by cluster.
@Suite struct HardWidthTests {
    @Test(
        arguments: [
            // Joined emoji, however many are joined.
            ("👨‍👩‍👧‍👦", 2), ("🏳️‍🌈", 1), ("🏴‍☠️", 2), ("🧑🏽‍🚀", 2), ("👁️‍🗨️", 1), ("❤️‍🔥", 1),
            // Flags: pairs; a lone regional indicator is wide; tag sequences.
            ("🇺🇳", 2), ("🇩🇪🇫🇷🇯🇵", 6), ("🇩", 2), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
            // Variation selectors: the picture is asked for, the columns stay those of the text.
            ("☎️", 1), ("☎︎", 1), ("⌚︎", 2), ("⌚️", 2), ("↔️", 1), ("#️⃣", 1), ("*️⃣", 1), ("㊗️", 2),
            // Skin tones on narrow and wide hands.
            ("☝🏿", 1), ("✊🏿", 2),
            // Combining marks: on narrow, on wide, many, none to stand on.
            ("a\u{308}\u{304}\u{323}", 1), ("か\u{3099}", 2), ("\u{20DD}", 0), ("x\u{20DD}", 1),
            // Hebrew and Arabic with points; Thai and Devanagari vowels.
            ("שָׁ", 1), ("مُ", 1), ("กำ", 2), ("ก็", 1), ("हिन्दी", 5),
            // Hangul: composed, of its letters, compatibility letters.
            ("각", 2), ("\u{1100}\u{1161}\u{11A8}", 2), ("ㄱ", 2),
            // East Asian: halfwidth, fullwidth, ambiguous, beyond the first plane.
            ("ｱ", 1), ("ﾊﾟ", 2), ("！", 2), ("§", 1), ("①", 1), ("𠮷", 2), ("🀄", 2), ("〰", 2), ("〿", 1),
            // No width of their own.
            ("\u{FEFF}", 0), ("\u{2060}", 0), ("\u{AD}", 1), ("\u{200D}", 0), ("a\u{200D}b", 2), ("\u{0}", 0),
            // Box drawing and blocks that screens are made of.
            ("┌─┐", 3), ("█▇▁", 3), ("·…", 2),
        ] as [(String, Int)])
    func `hard cases are measured as they are drawn`(text: String, columns: Int) {
        #expect(text.columns == columns, "\(text.unicodeScalars.map { String($0.value, radix: 16) })")
    }

    @Test func `written into cells, they fill exactly these columns and never a half`() {
        for text in ["👨‍👩‍👧‍👦", "🇩🇪", "か\u{3099}", "e\u{301}", "हिन्दी", "❤️", "각"] {
            for width in 0...6 {
                var frame = CellBuffer(size: Size(columns: width, rows: 1))
                frame.write(text + "|", row: 0)
                #expect(frame.row(0).first?.glyph != .some("|") || text.columns == 0)
                var expected = 0
                for cell in frame.row(0) where cell.glyph != nil { expected += String(cell.glyph ?? " ").columns }
                #expect(expected == width, "\(text) at \(width)")
            }
        }
    }
}
