/// Reads a part of TOML 1.0 (https://toml.io/en/v1.0.0), strictly: `[tables]`, bare, quoted and dotted keys, comments,
/// one-line strings of both kinds, decimal whole numbers, `true` and `false`, and arrays of strings on any number of lines.
/// What else TOML has is refused by its name.
struct TOMLReader {
    private let bytes: [UInt8]
    private var index = 0
    private var table: [String] = []
    private var document = TOMLDocument()
    private var known: Set<[String]> = []

    /// - Throws: ``TOMLError`` for the first thing that is wrong.
    static func read(_ bytes: [UInt8]) throws(TOMLError) -> TOMLDocument {
        var reader = TOMLReader(bytes: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes)
        try reader.checkText()
        try reader.readLines()
        return reader.document
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    // MARK: - Lines

    private mutating func readLines() throws(TOMLError) {
        while index < bytes.count {
            skipBlanks()
            switch peek {
            case nil, "\n", "\r", "#": break
            case "[": try readHeader()
            default: try readEntry()
            }
            try endLine()
        }
    }

    private mutating func readHeader() throws(TOMLError) {
        let start = index
        index += 1
        guard peek != "[" else {
            throw error("arrays of tables are not taken", "Write one table: [name]", at: start)
        }
        let path = try readKey()
        guard take("]") else { throw error("the table's name does not end", "Write [\(path.joined(separator: "."))]") }
        guard !document.tables.contains(where: { $0.path == path }) else {
            throw error("the table [\(shown(path))] is there already", "Put its keys in one place.", at: start)
        }
        document.tables.append(TOMLDocument.Table(path: path, at: position(start)))
        table = path
    }

    private mutating func readEntry() throws(TOMLError) {
        let start = index
        let path = table + (try readKey())
        guard take("=") else {
            throw error("there is no = after the key", "Write \(shown(Array(path.dropFirst(table.count)))) = value")
        }
        guard known.insert(path).inserted else {
            throw error("\(shown(path)) is set already", "Set it once.", at: start)
        }
        skipBlanks()
        let valueStart = index
        let value = try readValue(of: shown(path))
        document.entries.append(
            TOMLDocument.Entry(path: path, at: position(start), value: value, valueAt: position(valueStart)))
    }

    private mutating func endLine() throws(TOMLError) {
        skipBlanks()
        if peek == "#" { while let next = peek, next != "\n" { index += 1 } }
        _ = take("\r")
        guard index >= bytes.count || take("\n") else {
            throw error("the line goes on where it should end", "Write one key or one [table] in a line.")
        }
    }

    // MARK: - Keys

    /// `a.b."c d"`, and the blanks after it.
    private mutating func readKey() throws(TOMLError) -> [String] {
        var path: [String] = []
        repeat {
            skipBlanks()
            switch peek {
            case "\"", "'": path.append(try readString())
            default:
                let start = index
                while let next = peek, Self.isBare(next) { index += 1 }
                guard index > start else {
                    throw error("a key is missing", "Write name = value; names are of a-z, A-Z, 0-9, - and _.")
                }
                path.append(String(decoding: bytes[start..<index], as: UTF8.self))
            }
            skipBlanks()
        } while take(".")
        return path
    }

    private static func isBare(_ character: Unicode.Scalar) -> Bool {
        switch character {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_": true
        default: false
        }
    }

    // MARK: - Values

    private mutating func readValue(of key: String) throws(TOMLError) -> TOMLValue {
        switch peek {
        case "\"", "'": return .string(try readString())
        case "[": return .strings(try readStrings(of: key))
        case "{": throw error("inline tables are not taken", "Write a table of its own: [\(key)]")
        case nil, "\n", "\r", "#":
            throw error("the value is missing", "Write \(key) = \"text\", a number, true or false.")
        default: return try readWord(of: key)
        }
    }

    /// True, false, a whole number; anything else was meant to be a string, most likely.
    private mutating func readWord(of key: String) throws(TOMLError) -> TOMLValue {
        let start = index
        while let next = peek, !" \t\r\n#,]".unicodeScalars.contains(next) { index += 1 }
        let word = String(decoding: bytes[start..<index], as: UTF8.self)
        switch word {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default:
            if let number = Self.integer(word) { return .integer(number) }
            throw error(
                "\(word.plainLine(limit: 40)) is no whole number, and text stands in quotes",
                "Write \(TOMLValue.string(word.plainLine(limit: 40)).text)", at: start)
        }
    }

    /// `-12`, `1_000`; no leading zero.
    private static func integer(_ word: String) -> Int? {
        let sign = word.first == "-" || word.first == "+"
        let groups = word.dropFirst(sign ? 1 : 0).split(separator: "_", omittingEmptySubsequences: false)
        guard groups.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }) else { return nil }
        let digits = groups.joined()
        guard digits == "0" || digits.first != "0" else { return nil }
        return Int((word.first == "-" ? "-" : "") + digits)
    }

    /// `["a", "b"]`, over several lines too, with comments and a comma at the end.
    private mutating func readStrings(of key: String) throws(TOMLError) -> [String] {
        let start = index
        index += 1
        var texts: [String] = []
        while true {
            skipBlanksAndLines()
            if take("]") { return texts }
            guard peek == "\"" || peek == "'" else {
                guard peek != nil else { throw error("the array does not end", "Close it with ]", at: start) }
                throw error("an array holds texts in quotes", "Write \(key) = [\"one\", \"two\"]")
            }
            texts.append(try readString())
            skipBlanksAndLines()
            guard take(",") || peek == "]" else { throw error("a comma is missing", "Write [\"one\", \"two\"]") }
        }
    }

    /// Either kind, on one line.
    private mutating func readString() throws(TOMLError) -> String {
        let start = index
        let isLiteral = peek == "'"
        let quote: UInt8 = isLiteral ? 0x27 : 0x22
        guard !bytes[index...].starts(with: [quote, quote, quote]) else {
            throw error("texts over several lines are not taken", "Write it on one line, with \\n for a line's end.")
        }
        index += 1
        var text: [UInt8] = []
        while index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D {
            let byte = bytes[index]
            index += 1
            switch byte {
            case quote: return String(decoding: text, as: UTF8.self)
            case 0x5C where !isLiteral: text += try readEscape()
            default: text.append(byte)
            }
        }
        throw error("the text does not end on its line", "Close it with \(isLiteral ? "'" : "\"")", at: start)
    }

    private mutating func readEscape() throws(TOMLError) -> [UInt8] {
        let start = index - 1
        let simple: [Unicode.Scalar: UInt8] = [
            "b": 0x08, "t": 0x09, "n": 0x0A, "f": 0x0C, "r": 0x0D, "\"": 0x22, "\\": 0x5C,
        ]
        guard let kind = peek else { throw error("the text does not end on its line", "Close it with \"") }
        index += 1
        if let byte = simple[kind] { return [byte] }
        let count = kind == "u" ? 4 : kind == "U" ? 8 : 0
        let digits = String(decoding: bytes[index..<min(index + count, bytes.count)], as: UTF8.self)
        guard count > 0, digits.utf8.count == count, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }),
            let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value)
        else {
            throw error(
                "\\\(kind) means nothing here", "Write \\\\ for a backslash, or the text in single quotes.", at: start)
        }
        index += count
        return Array(String(scalar).utf8)
    }
}

extension TOMLReader {
    // MARK: - Characters

    /// The byte here, as long as it is ASCII; what is beyond stands for itself in no place of the grammar.
    private var peek: Unicode.Scalar? { index < bytes.count ? Unicode.Scalar(bytes[index]) : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == character else { return false }
        index += 1
        return true
    }

    private mutating func skipBlanks() { while peek == " " || peek == "\t" { index += 1 } }

    private mutating func skipBlanksAndLines() {
        while let next = peek {
            switch next {
            case " ", "\t", "\r", "\n": index += 1
            case "#": while let next = peek, next != "\n" { index += 1 }
            default: return
            }
        }
    }

    /// UTF-8, and no control characters but blanks and ends of lines.
    private func checkText() throws(TOMLError) {
        var decoder = UTF8(), rest = bytes.makeIterator(), offset = 0
        while true {
            switch decoder.decode(&rest) {
            case .emptyInput: return
            case .error: throw error("this is not UTF-8", "Save the file as UTF-8.", at: offset)
            case .scalarValue(let scalar):
                if scalar.value < 0x20 || scalar.value == 0x7F, !"\t\r\n".unicodeScalars.contains(scalar) {
                    throw error(
                        "there is a control character", "Take it out; in a text it is written \\u00…", at: offset)
                }
                offset += UTF8.width(scalar)
            }
        }
    }

    private func shown(_ path: [String]) -> String { path.map { $0.plainLine(limit: 60) }.joined(separator: ".") }

    private func error(_ words: String, _ advice: String, at index: Int? = nil) -> TOMLError {
        TOMLError(at: position(index ?? self.index), words: words, advice: advice)
    }

    private func position(_ index: Int) -> TextPosition {
        let before = bytes.prefix(index)
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let column = String(decoding: before[start...], as: UTF8.self).count + 1
        return TextPosition(line: before.count { $0 == 0x0A } + 1, column: column)
    }
}

extension UTF8 {
    fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
        scalar.value < 0x80 ? 1 : scalar.value < 0x800 ? 2 : scalar.value < 0x10000 ? 3 : 4
    }
}
