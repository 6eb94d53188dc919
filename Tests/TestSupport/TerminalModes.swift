/// What a program's output did to its terminal: the modes that have to be given back, and places outside of the screen.
public struct TerminalModes: Sendable {
    public private(set) var hasAlternateScreen = false
    public private(set) var hidesCursor = false
    public private(set) var takesPastes = false
    public private(set) var takesMouse = false
    /// Sequences that moved the cursor out of the screen.
    public private(set) var outside: [String] = []
    public private(set) var clipboard: [String] = []

    private var columns: Int, rows: Int
    private var sequence: [UInt8]?
    /// The size before, which what is under way may still be drawn for.
    private var former: (columns: Int, rows: Int)

    public init(columns: Int, rows: Int) {
        (self.columns, self.rows) = (columns, rows)
        former = (columns, rows)
    }

    public mutating func resize(columns: Int, rows: Int) {
        former = (max(former.columns, self.columns, columns), max(former.rows, self.rows, rows))
        (self.columns, self.rows) = (columns, rows)
    }

    /// The program has drawn for the size of now.
    public mutating func settle() { former = (columns, rows) }

    public mutating func take(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            guard var open = sequence else {
                if byte == 0x1B { sequence = [] }
                continue
            }
            open.append(byte)
            sequence = open
            if let ended = Self.isEnded(open) {
                if ended { apply(open) }
                sequence = byte == 0x1B ? [] : nil
            }
        }
    }

    /// - Returns: `nil` while it goes on.
    private static func isEnded(_ open: [UInt8]) -> Bool? {
        switch open[0] {
        case UInt8(ascii: "["):
            guard open.count > 1, let last = open.last else { return nil }
            return (0x40...0x7E).contains(last) ? true : open.count > 64 ? false : nil
        case UInt8(ascii: "]"): return open.last == 0x07 ? true : open.count > 200_000 ? false : nil
        case UInt8(ascii: "("), UInt8(ascii: ")"): return open.count > 1 ? true : nil
        default: return true
        }
    }

    private mutating func apply(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        if text.hasPrefix("]52;") { clipboard.append(String(text.dropFirst(4).dropLast())) }
        guard text.hasPrefix("["), let last = text.last else { return }
        let body = text.dropFirst().dropLast()
        if body.hasPrefix("?"), last == "h" || last == "l" {
            for mode in body.dropFirst().split(separator: ";") { set(String(mode), last == "h") }
            return
        }
        let numbers = body.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 1 }
        switch last {
        case "H", "f": check(text, row: numbers.first ?? 1, column: numbers.count > 1 ? numbers[1] : 1)
        case "d": check(text, row: numbers.first ?? 1, column: 1)
        case "G": check(text, row: 1, column: numbers.first ?? 1)
        default: break
        }
    }

    private mutating func check(_ text: String, row: Int, column: Int) {
        guard row > max(rows, former.rows) || column > max(columns, former.columns) else { return }
        outside.append("\(text) on \(columns)x\(rows)")
    }

    private mutating func set(_ mode: String, _ isOn: Bool) {
        switch mode {
        case "1049", "47", "1047": hasAlternateScreen = isOn
        case "25": hidesCursor = !isOn
        case "2004": takesPastes = isOn
        case "1000", "1002", "1003", "1006": takesMouse = isOn
        default: break
        }
    }

    /// What a shell's user would notice.
    public var leftBehind: [String] {
        [
            hasAlternateScreen ? "the alternate screen" : nil, hidesCursor ? "a hidden cursor" : nil,
            takesPastes ? "bracketed paste" : nil, takesMouse ? "the mouse" : nil,
        ].compactMap(\.self)
    }
}
