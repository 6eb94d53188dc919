import MintCore
import MintScreen

/// One line of text being typed.
struct LineEditor: Equatable, Sendable {
    private(set) var text = ""
    /// Characters before the cursor.
    private(set) var cursor = 0
    /// The most characters.
    private let limit: Int

    /// - Parameters:
    ///   - cursor: Characters before it; behind the text where it is not given.
    ///   - limit: In characters.
    init(_ text: String = "", cursor: Int? = nil, limit: Int = 256) {
        self.limit = limit
        self.text = String(text.prefix(limit))
        self.cursor = min(max(cursor ?? .max, 0), self.text.count)
    }

    var textBeforeCursor: String { String(text.prefix(cursor)) }

    /// - Returns: False for a key that means nothing here.
    mutating func apply(_ key: Key) -> Bool {
        switch key {
        case .character(let character): insert(String(character))
        case .paste(let pasted): insert(pasted)
        case .backspace: remove(cursor - 1..<cursor)
        case .delete: remove(cursor..<cursor + 1)
        case .left: cursor = max(cursor - 1, 0)
        case .right: cursor = min(cursor + 1, text.count)
        case .home, .ctrl("a"): cursor = 0
        case .end, .ctrl("e"): cursor = text.count
        case .ctrl("u"): remove(0..<cursor)
        case .ctrl("k"): remove(cursor..<text.count)
        case .ctrl("w"): removeWord()
        default: return false
        }
        return true
    }

    /// What is typed or pasted may come from anywhere: only what can be shown is taken.
    private mutating func insert(_ addition: String) {
        let room = limit - text.count
        let plain = String(addition.plainLine(limit: 4 * limit).prefix(max(room, 0)))
        let before = textBeforeCursor + plain
        text = before + String(text.dropFirst(cursor))
        // A combining mark joins the character before it, so counting what was added would be wrong.
        cursor = min(before.count, text.count)
    }

    private mutating func remove(_ range: Range<Int>) {
        let kept = range.clamped(to: 0..<text.count)
        guard !kept.isEmpty else { return }
        text = String(text.prefix(kept.lowerBound)) + String(text.dropFirst(kept.upperBound))
        cursor = min(kept.lowerBound, text.count)
    }

    private mutating func removeWord() {
        var start = textBeforeCursor
        while start.last == " " { start.removeLast() }
        while let last = start.last, last != " " { start.removeLast() }
        remove(start.count..<cursor)
    }
}
