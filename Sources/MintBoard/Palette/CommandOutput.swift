import MintCore

/// What a command printed, in lines; bounded, whatever it prints.
public struct CommandOutput: Equatable, Sendable {
    /// Some of it, as it came.
    public struct Piece: Equatable, Sendable {
        public var text: String
        /// From stderr.
        public var isAside: Bool

        public init(_ text: String, isAside: Bool = false) { (self.text, self.isAside) = (text, isAside) }
    }

    struct Line: Equatable, Sendable {
        var text: String
        var isAside: Bool
    }

    static let limit = 10_000
    private(set) var lines: [Line] = []
    /// Lines that there was no room for.
    private(set) var dropped = 0
    /// Whether the next piece goes on in the last line.
    private var isOpen = false

    mutating func append(_ piece: Piece) {
        var rest = piece.text[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(where: \.isNewline)
            add(Self.expanded(rest[..<(end ?? rest.endIndex)]), piece.isAside)
            isOpen = end == nil
            rest = end.map { rest[rest.index(after: $0)...] } ?? ""
        }
    }

    private mutating func add(_ text: String, _ isAside: Bool) {
        if isOpen, let last = lines.last, last.isAside == isAside {
            lines[lines.count - 1].text = String((last.text + text).prefix(4000))
        } else if lines.count < Self.limit {
            lines.append(Line(text: text, isAside: isAside))
        } else {
            dropped += 1
        }
    }

    /// What came may come from a server: only what can be shown is kept, and blanks in place of tabs.
    private static func expanded(_ text: Substring) -> String {
        String(text).replacing("\t", with: "    ").plainLine(limit: 4000)
    }
}
