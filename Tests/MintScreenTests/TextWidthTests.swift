import MintScreen
import Testing

@Suite struct TextWidthTests {
    @Test(
        arguments: [
            ("", 0), ("billing", 7), ("é", 1), ("e\u{301}", 1), ("支払い", 6), ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2),
            ("ｶﾅ", 2), ("Ａ", 2), ("👍", 2), ("👍🏽", 2), ("👩‍💻", 2), ("👨‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("🇩🇪🇫🇷", 4), ("1️⃣", 1), ("❤️", 1),
            ("©", 1), ("…", 1), ("▇▁", 2), ("─", 1), ("±", 1), ("α", 1), ("Ж", 1), ("\u{200B}", 0), ("\u{301}", 0),
            ("\u{7}", 0),
            ("\u{1B}[31m", 4), ("\u{202E}abc", 3), ("क्षि", 3), ("\u{20000}", 2), ("〈〉", 4), ("\u{FF5E}", 2), ("\t", 0),
        ] as [(String, Int)])
    func `text is measured in columns (ambiguous is narrow)`(text: String, columns: Int) {
        #expect(text.columns == columns)
    }

    @Test func `an emoji sequence is one glyph, a conjunct is cut into its letters`() {
        #expect(glyphs("👩‍💻a") == ["👩‍💻:2", "a:1"])
        #expect(glyphs("क्षि").count == 3)
        #expect(glyphs("\u{301}a") == ["a:1"])
    }

    private func glyphs(_ text: String) -> [String] {
        var found: [String] = []
        text.forEachGlyph {
            found.append("\($0):\($1)")
            return true
        }
        return found
    }

    @Test(
        arguments: [
            ("billing", 7, "billing"), ("billing", 6, "billi…"), ("billing", 1, "…"), ("billing", 0, ""),
            ("支払い", 6, "支払い"), ("支払い", 5, "支払…"), ("支払い", 4, "支…"), ("支払い", 2, "…"), ("e\u{301}e\u{301}", 1, "…"),
            ("👩‍💻👩‍💻", 3, "👩‍💻…"), ("abc", -1, ""),
        ] as [(String, Int, String)])
    func `truncation counts columns and never cuts a glyph`(text: String, columns: Int, expected: String) {
        #expect(text.truncated(to: columns) == expected)
        #expect(text.truncated(to: columns).columns <= max(columns, 0))
    }

    @Test func `an ASCII ellipsis is dropped where it does not fit`() {
        #expect("billing".truncated(to: 5, ellipsis: "...") == "bi...")
        #expect("billing".truncated(to: 2, ellipsis: "...") == "bi")
    }

    @Test(arguments: 0...12)
    func `padding fills exactly the columns`(columns: Int) {
        for text in ["", "abc", "支払い", "👩‍💻x"] {
            #expect(text.padded(to: columns).columns == columns)
            #expect(text.paddedLeft(to: columns).columns == columns)
        }
    }

    @Test(arguments: 1...12)
    func `no wrapped line is wider than asked, and no word is lost`(columns: Int) {
        for text in ["the server refused it", "averyveryverylongword and more", "支払い 同期", "a  b", ""] {
            let lines = text.wrapped(to: columns)
            #expect(lines.allSatisfy { $0.columns <= max(columns, 1) } || (columns == 1 && text.contains("支")))
            if columns > 1 {
                #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
            }
        }
        #expect("one\ntwo".wrapped(to: 20) == ["one", "two"])
    }
}
