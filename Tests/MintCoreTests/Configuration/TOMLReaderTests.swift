import TestSupport
import Testing

@testable import MintCore

@Suite struct TOMLReaderTests {
    private func values(_ text: String) throws -> [String: TOMLValue] {
        let document = try TOMLReader.read(Array(text.utf8))
        return Dictionary(uniqueKeysWithValues: document.entries.map { ($0.path.joined(separator: "/"), $0.value) })
    }

    @Test(arguments: [
        ("a = \"x\"", TOMLValue.string("x")), ("a = 'C:\\n'", .string("C:\\n")), ("a = \"\"", .string("")),
        ("a = \"\\t\\\"\\\\\\u00e9\\U0001F600\"", .string("\t\"\\é😀")), ("a = 12", .integer(12)),
        ("a = -1_000", .integer(-1000)), ("a = +0", .integer(0)), ("a = true", .boolean(true)),
        ("\ta\t=\tfalse # it\r\n", .boolean(false)), ("a = []", .strings([])),
        ("a = [ # one\n  \"x\", # two\r\n\n  'y',\n]", .strings(["x", "y"])), ("a = \"#\"", .string("#")),
        ("\u{FEFF}a = 1", .integer(1)),
    ])
    func `values are read as TOML 1.0 says`(_ text: String, _ value: TOMLValue) throws {
        #expect(try values(text) == ["a": value])
    }

    @Test func `tables, dotted and quoted keys make one path`() throws {
        let text = """
            top = 1
            [board]
            sort = "name"
            colors.alarm = "red"
            [ board . "keys" ]
            'sort-before' = "<"
            """
        #expect(
            try values(text) == [
                "top": .integer(1), "board/sort": .string("name"), "board/colors/alarm": .string("red"),
                "board/keys/sort-before": .string("<"),
            ])
    }

    @Test func `an empty file, and one of comments, has nothing in it`() throws {
        #expect(try values("") == [:])
        #expect(try values("\n# only this\n\r\n  \t") == [:])
    }

    @Test(arguments: [
        ("a", 1, 2, "no ="), ("a =", 1, 4, "missing"), ("\n\n  = 1", 3, 3, "key is missing"),
        ("a = yes", 1, 5, "in quotes"), ("a = 1.5", 1, 5, "in quotes"), ("a = 007", 1, 5, "in quotes"),
        ("a = 1__0", 1, 5, "in quotes"), ("a = 99999999999999999999", 1, 5, "in quotes"),
        ("a = 2026-11-29", 1, 5, "in quotes"), ("a = \"x", 1, 5, "does not end"), ("a = 'x\n'", 1, 5, "does not end"),
        ("a = \"x\\", 1, 8, "does not end"), ("a = \"\\q\"", 1, 6, "means nothing"),
        ("a = \"\\uD800\"", 1, 6, "means nothing"), ("a = \"\"\"x\"\"\"", 1, 5, "several lines"),
        ("a = 1 b = 2", 1, 7, "goes on"), ("a = 1\nb = 2\na = 3", 3, 1, "already"),
        ("[x]\n[y]\n [x]", 3, 2, "already"), ("[x", 1, 3, "does not end"), ("[[x]]", 1, 1, "arrays of tables"),
        ("[]", 1, 2, "key is missing"), ("a = {b = 1}", 1, 5, "inline"), ("a = [1]", 1, 6, "quotes"),
        ("a = [\"x\" \"y\"]", 1, 10, "comma"), ("a = [\"x\",", 1, 5, "does not end"),
        ("a = \"\u{7}\"", 1, 6, "control"),
        ("é = 1", 1, 1, "key is missing"), ("a = \"é\" x", 1, 9, "goes on"), ("a = 1\r b = 2", 1, 7, "goes on"),
    ])
    func `what is wrong is told with its line, its column, and what to write`(
        _ text: String, _ line: Int, _ column: Int, _ words: String
    ) throws {
        let error = try #require(throws: TOMLError.self) { try TOMLReader.read(Array(text.utf8)) }
        #expect(error.at == TextPosition(line: line, column: column))
        #expect(error.words.contains(words), "\(error.words)")
        #expect(!error.advice.isEmpty)
    }

    @Test func `bytes that are not UTF-8 are told where they are`() throws {
        let bytes = Array("a = 1\nb = \"é".utf8) + [0xFF, 0x22]
        let error = try #require(throws: TOMLError.self) { try TOMLReader.read(bytes) }
        #expect(error.at == TextPosition(line: 2, column: 7))
        #expect(error.words.contains("UTF-8"))
    }

    @Test func `any bytes are read or refused, and what is written reads the same`() throws {
        var generator = SplitMix(seed: 11)
        let alphabet = Array("a.=[]\"'\\#\n\r\t {},u1-_é".utf8) + [0xFF, 0x00]
        for _ in 0..<20_000 {
            let count = Int(generator.next() % 24)
            let bytes = (0..<count).map { _ in alphabet[Int(generator.next() % UInt64(alphabet.count))] }
            guard let document = try? TOMLReader.read(bytes) else { continue }
            for entry in document.entries {
                let again = try TOMLReader.read(Array("x = \(entry.value.text)".utf8))
                #expect(again.entries.map(\.value) == [entry.value])
            }
        }
    }
}
