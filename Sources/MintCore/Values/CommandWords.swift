/// Splits a command line as a shell would, but expands nothing: quotes and backslashes only.
public enum CommandWords {
    /// - Returns: `nil` for an open quote, or for no word at all.
    public static func split(_ text: String) -> [String]? {
        let parts = parts(of: text)
        guard parts.isClosed, !parts.words.isEmpty else { return nil }
        return parts.words
    }

    /// A line as far as it goes, for whoever completes it.
    public struct Parts: Equatable, Sendable {
        public var words: [String] = []
        /// Characters before the last word; the whole length where the line ends between two words.
        public var lastStart = 0
        /// Whether every quote is closed, and nothing is missing after a backslash.
        public var isClosed = true
        /// Whether the line ends in a word, which may go on.
        public var endsInWord = false
    }

    public static func parts(of text: String) -> Parts {
        var parts = Parts()
        var word: String?
        var quote: Character?
        var start = 0
        var rest = Array(text).enumerated().makeIterator()
        while let (place, character) = rest.next() {
            if word == nil { start = place }
            switch character {
            case "\\" where quote != "'":
                guard let next = rest.next() else {
                    parts.isClosed = false
                    break
                }
                word = (word ?? "") + String(next.element)
            case quote: quote = nil
            case "\"", "'":
                if quote == nil { quote = character } else { word?.append(character) }
                word = word ?? ""
            case " ", "\t", "\n":
                if quote == nil {
                    if let done = word { parts.words.append(done) }
                    word = nil
                } else {
                    word?.append(character)
                }
            default: word = (word ?? "") + String(character)
            }
        }
        if quote != nil { parts.isClosed = false }
        parts.endsInWord = word != nil
        parts.lastStart = word == nil ? text.count : start
        if let done = word { parts.words.append(done) }
        return parts
    }
}
