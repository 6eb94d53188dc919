/// How a role looks: colours of the sixteen that terminals have, and attributes. Written `bright-red on black bold`.
public struct Look: Equatable, Sendable {
    /// `nil` for the terminal's own.
    public var color: Color?
    public var background: Color?
    public var attributes: Set<Attribute> = []

    public init(color: Color? = nil, background: Color? = nil, _ attributes: Set<Attribute> = []) {
        (self.color, self.background, self.attributes) = (color, background, attributes)
    }

    /// By their numbers in ISO 6429; the bright ones come after the eight.
    public enum Color: String, Sendable, CaseIterable {
        case black, red, green, yellow, blue, magenta, cyan, white
        case brightBlack = "bright-black"
        case brightRed = "bright-red"
        case brightGreen = "bright-green"
        case brightYellow = "bright-yellow"
        case brightBlue = "bright-blue"
        case brightMagenta = "bright-magenta"
        case brightCyan = "bright-cyan"
        case brightWhite = "bright-white"
    }

    public enum Attribute: String, Sendable, CaseIterable { case bold, dim, underline, reverse }
}

/// Why a text is no look: what to write instead.
public struct LookError: Error, Equatable {
    public var advice: String
}

extension Look {
    /// Reads `red bold`, `bright-white on blue`, `reverse`, and `plain` for nothing of it; letter case does not matter.
    ///
    /// - Throws: ``LookError``.
    public init(_ text: String) throws(LookError) {
        self.init()
        var words = text.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)[...]
        guard !words.isEmpty else { throw LookError(advice: "Write a colour, such as \"red bold\", or \"plain\".") }
        if words == ["plain"] { return }
        while let word = words.popFirst() {
            if word == "on" {
                let color = words.popFirst().flatMap(Color.init(rawValue:))
                guard background == nil, let color else { throw Self.error(nil) }
                background = color
            } else if let attribute = Attribute(rawValue: word) {
                attributes.insert(attribute)
            } else if let named = Color(rawValue: word), color == nil {
                color = named
            } else {
                throw Self.error(Color(rawValue: word) == nil ? word : nil)
            }
        }
    }

    private static func error(_ word: String?) -> LookError {
        let colors = Color.allCases.prefix(8).map(\.rawValue).joined(separator: ", ")
        let attributes = Attribute.allCases.map(\.rawValue).joined(separator: ", ")
        let subject = word.map { "\"\($0.prefix(20))\" is neither colour nor attribute. " } ?? ""
        return LookError(
            advice: "\(subject)Write at most one colour, one \"on COLOUR\", and attributes: \(colors), each also as "
                + "bright-…; \(attributes).")
    }
}
