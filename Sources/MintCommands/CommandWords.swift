/// Splits a command line as a shell would, but expands nothing: quotes and backslashes only.
enum CommandWords {
    /// - Returns: `nil` for an open quote, or for no word at all.
    static func split(_ text: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "\\" where quote != "'":
                guard let next = rest.popFirst() else { return nil }
                word = (word ?? "") + String(next)
            case quote: quote = nil
            case "\"", "'":
                if quote == nil { quote = character } else { word?.append(character) }
                word = word ?? ""
            case " ", "\t", "\n":
                if quote == nil {
                    if let done = word { words.append(done) }
                    word = nil
                } else {
                    word?.append(character)
                }
            default: word = (word ?? "") + String(character)
            }
        }
        if let done = word { words.append(done) }
        return quote == nil && !words.isEmpty ? words : nil
    }
}
