// Answers are written out as literals.
extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByStringLiteral {
    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }

    init(stringLiteral value: String) { self = .string(value) }
}
