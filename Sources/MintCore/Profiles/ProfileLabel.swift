/// What operators hang on a profile for themselves: short tags to filter by, and a line of words.
public enum ProfileLabel {
    public static let tagLimit = 32
    public static let noteLimit = 400

    /// A tag as it is kept: in lower case.
    ///
    /// - Throws: ``LoginError/badTag(_:reason:)``
    public static func tag(_ text: String) throws(LoginError) -> String {
        let tag = text.lowercased()
        if tag.isEmpty { throw .badTag(text, reason: "it is empty") }
        if tag.count > tagLimit { throw .badTag(text, reason: "it is longer than \(tagLimit) characters") }
        if tag.contains(where: { $0.isWhitespace || $0 == "," }) {
            throw .badTag(text, reason: "it has blanks or commas in it")
        }
        if tag.unicodeScalars.contains(where: { !$0.isSafeToShow }) {
            throw .badTag(text, reason: "it has control or invisible characters")
        }
        return tag
    }

    /// Tags as somebody types them: separated by blanks or commas; each once, in the order given.
    public static func tags(_ text: String) throws(LoginError) -> [String] {
        var tags: [String] = []
        for word in text.split(whereSeparator: { $0 == " " || $0 == "," }) {
            let tag = try tag(String(word))
            if !tags.contains(tag) { tags.append(tag) }
        }
        return tags
    }

    /// A note as it is kept: one plain line; `nil` for an empty one.
    public static func note(_ text: String) -> String? {
        let plain = text.plainLine(limit: noteLimit)
        return plain.allSatisfy { $0 == " " } ? nil : plain
    }
}
