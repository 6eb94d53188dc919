public import MintCore

/// Arguments of a tool as a command line words them.
///
/// `k:=v` takes `v` as JSON where it is JSON, else as a text; `k=v` always takes a text; one word alone may be a whole
/// JSON object.
public enum ToolArguments {
    /// - Throws: ``Invalid``, which names a word by its position and key and never shows its value.
    public static func parse(_ words: [String]) throws(Invalid) -> [String: JSONValue] {
        var arguments: [String: JSONValue] = [:]
        for (index, word) in words.enumerated() {
            let position = index + 1
            if word.first(where: { !$0.isWhitespace }) == "{" {
                guard words.count == 1 else { throw .objectNotAlone(position: position) }
                guard let members = JSONValue(bytes: Array(word.utf8))?.members else {
                    throw .notAnObject(position: position)
                }
                return members
            }
            let (key, value) = try pair(word, position)
            guard arguments.updateValue(value, forKey: key) == nil else {
                throw .duplicate(position: position, key: key)
            }
        }
        return arguments
    }

    private static func pair(_ word: String, _ position: Int) throws(Invalid) -> (String, JSONValue) {
        guard let equals = word.firstIndex(of: "=") else { throw .noValue(position: position) }
        var key = word[..<equals]
        let text = String(word[word.index(after: equals)...])
        let isTyped = key.last == ":"
        if isTyped { key = key.dropLast() }
        guard !key.isEmpty else { throw .noKey(position: position) }
        guard isTyped, let value = JSONValue(bytes: Array(text.utf8)) else { return (String(key), .string(text)) }
        // A whole number beyond 64 bits would silently lose digits as a double.
        if case .double = value, isWholeNumber(text) {
            throw .inexact(position: position, key: String(key))
        }
        return (String(key), value)
    }

    private static func isWholeNumber(_ text: String) -> Bool {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-") }
    }

    public enum Invalid: Error, Equatable {
        case noValue(position: Int)
        case noKey(position: Int)
        case duplicate(position: Int, key: String)
        case inexact(position: Int, key: String)
        case objectNotAlone(position: Int)
        case notAnObject(position: Int)
    }
}

extension ToolArguments.Invalid: UserFacingError {
    public var headline: String {
        switch self {
        case .noValue(let position): "Argument \(position) is neither KEY:=VALUE nor KEY=TEXT"
        case .noKey(let position): "Argument \(position) has no key before its value"
        case .duplicate(let position, let key): "Argument \(position) names \(key.plainLine(limit: 60)) a second time"
        case .inexact(let position, let key):
            "Argument \(position), \(key.plainLine(limit: 60)), is a number too large to stay exact"
        case .objectNotAlone(let position): "Argument \(position) is a JSON object, which must stand alone"
        case .notAnObject(let position): "Argument \(position) begins like a JSON object but is not one"
        }
    }

    public var hint: String? {
        switch self {
        case .noValue, .noKey: "For example: tools-call add a:=1 b:=2 note='two numbers'"
        case .duplicate: "A list is written as KEY:='[1, 2]'."
        case .inexact: "As a text it keeps every digit: KEY=VALUE."
        case .objectNotAlone: "Give either one JSON object or KEY:=VALUE words."
        case .notAnObject: "In a shell, put it into single quotes: '{\"a\": 1}'"
        }
    }

    public var exitStatus: ExitStatus { .local }
}
