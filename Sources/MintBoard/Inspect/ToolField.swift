import MintCore
import MintScreen

/// One argument of a tool, as it is being filled in.
struct ToolField: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case text
        case number(isWhole: Bool)
        /// The values that are allowed, in the schema's order; for a boolean false and true.
        case choice([JSONValue])
        /// Anything else: typed as JSON.
        case json
    }

    /// Characters of one argument.
    private static let limit = 4096

    /// As on the wire; `nil` for all arguments in one.
    let name: String?
    let kind: Kind
    let isRequired: Bool
    /// The schema's word on it; one plain line.
    let note: String?
    var editor: LineEditor
    /// Which of the choices; `nil` for none of them.
    var choice: Int?
    var problem: String?

    init(name: String?, schema: JSONValue, isRequired: Bool) {
        self.name = name
        self.isRequired = isRequired
        kind = Self.kind(of: schema)
        let words = schema["description"]?.text ?? schema["title"]?.text
        note = words?.plainLine(limit: 200)
        editor = LineEditor(limit: Self.limit)
        guard let given = schema["default"] else { return }
        switch kind {
        case .choice(let values): choice = values.firstIndex(of: given)
        case .text: editor = LineEditor((given.text ?? "").plainLine(limit: Self.limit), limit: Self.limit)
        case .number, .json:
            editor = LineEditor(given.serialized().plainLine(limit: Self.limit), limit: Self.limit)
        }
    }

    private static func kind(of schema: JSONValue) -> Kind {
        if let values = schema["enum"]?.items, !values.isEmpty, values.count <= 200 { return .choice(values) }
        switch schema["type"]?.text {
        case "string": return .text
        case "number": return .number(isWhole: false)
        case "integer": return .number(isWhole: true)
        case "boolean": return .choice([.bool(false), .bool(true)])
        default: return .json
        }
    }

    var label: String { (name ?? "arguments").plainLine(limit: 60) }

    /// For the line: `text`, `whole number`, `true or false`.
    var kindWords: String {
        switch kind {
        case .text: "text"
        case .number(let isWhole): isWhole ? "whole number" : "number"
        case .choice(let values): values == [.bool(false), .bool(true)] ? "true or false" : "one of \(values.count)"
        case .json: "JSON"
        }
    }

    /// What stands in the field of a choice; empty for none.
    var choiceWords: String {
        guard case .choice(let values) = kind, let choice, values.indices.contains(choice) else { return "" }
        return (values[choice].text ?? values[choice].serialized()).plainLine(limit: 80)
    }

    var isChoice: Bool { if case .choice = kind { true } else { false } }

    /// One choice further; an optional one has "none" among them.
    mutating func turn(by step: Int) {
        guard case .choice(let values) = kind else { return }
        problem = nil
        let places = values.count + (isRequired ? 0 : 1)
        guard let choice else {
            choice = step > 0 ? 0 : values.count - 1
            return
        }
        let next = (choice + step + places) % places
        self.choice = next < values.count ? next : nil
    }

    /// - Returns: False for a key that means nothing here.
    mutating func apply(_ key: Key) -> Bool {
        guard isChoice else {
            guard editor.apply(key) else { return false }
            problem = nil
            return true
        }
        switch key {
        case .left: turn(by: -1)
        case .right, .character(" "): turn(by: 1)
        case .backspace, .delete: choice = isRequired ? choice : nil
        case .character(let character):
            guard case .choice(let values) = kind else { return false }
            let wanted = character.lowercased()
            let found = values.indices.first {
                (values[$0].text ?? values[$0].serialized()).lowercased().hasPrefix(wanted)
            }
            choice = found ?? choice
        default: return false
        }
        return true
    }

    /// What goes to the server; `nil` where nothing does.
    func value() throws(Problem) -> JSONValue? {
        let text = editor.text
        switch kind {
        case .choice(let values):
            if let choice, values.indices.contains(choice) { return values[choice] }
            if isRequired { throw Problem(words: "choose one") }
            return nil
        case .text:
            return text.isEmpty ? try nothing() : .string(text)
        case .number(let isWhole):
            let trimmed = text.filter { $0 != " " }
            guard !trimmed.isEmpty else { return try nothing() }
            return try number(trimmed, isWhole: isWhole)
        case .json:
            guard text.contains(where: { $0 != " " }) else { return try nothing() }
            guard let value = JSONValue(bytes: Array(text.utf8)) else {
                throw Problem(words: "this is no JSON; a text stands in double quotes")
            }
            return value
        }
    }

    private func nothing() throws(Problem) -> JSONValue? {
        if isRequired { throw Problem(words: "wanted by the tool") }
        return nil
    }

    private func number(_ text: String, isWhole: Bool) throws(Problem) -> JSONValue {
        guard let value = JSONValue(bytes: Array(text.utf8)) else { throw Problem(words: "this is no number") }
        switch value {
        case .int: return value
        case .double(let number):
            let isDigits = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D }
            if isDigits { throw Problem(words: "too large to stay exact") }
            if isWhole, Int64(exactly: number) == nil { throw Problem(words: "a whole number is wanted") }
            return value
        default: throw Problem(words: "this is no number")
        }
    }

    struct Problem: Error, Equatable { var words: String }
}
