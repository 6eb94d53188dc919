/// The members of a control request, taken out by name; what is left over is a typing mistake and is refused.
struct ControlCommand {
    private var members: [String: JSONValue]

    struct Refusal: Error, Equatable {
        let description: String
        var isNotFound = false
    }

    /// An empty body is an empty object.
    init(_ body: [UInt8]) throws(Refusal) {
        guard !body.isEmpty else {
            members = [:]
            return
        }
        guard let object = JSONValue.parse(body)?.object else {
            throw Refusal(description: "the body is not a JSON object")
        }
        members = object.filter { $0.value != .null }
    }

    mutating func value(_ name: String) -> JSONValue? { members.removeValue(forKey: name) }

    mutating func text(_ name: String) throws(Refusal) -> String? {
        try take(name, "a string", \.text)
    }

    mutating func texts(_ name: String) throws(Refusal) -> [String]? {
        try take(name, "an array of strings", \.texts)
    }

    mutating func object(_ name: String) throws(Refusal) -> [String: JSONValue]? {
        try take(name, "an object", \.object)
    }

    mutating func bool(_ name: String) throws(Refusal) -> Bool? {
        try take(name, "true or false") { value in
            guard case .bool(let bool) = value else { return nil }
            return bool
        }
    }

    mutating func integer(_ name: String, _ range: ClosedRange<Int>) throws(Refusal) -> Int? {
        try take(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") { value in
            value.integer.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// One of an enumeration's raw values.
    mutating func choice<Choice: RawRepresentable<String>>(_ name: String, _: Choice.Type) throws(Refusal) -> Choice? {
        try take(name, "one of the values that are documented") { $0.text.flatMap(Choice.init(rawValue:)) }
    }

    func finish() throws(Refusal) {
        guard let name = members.keys.min() else { return }
        throw Refusal(description: "unknown member \(name.prefix(40))")
    }

    private mutating func take<Value>(_ name: String, _ shape: String, _ read: (JSONValue) -> Value?) throws(Refusal)
        -> Value?
    {
        guard let value = members.removeValue(forKey: name) else { return nil }
        guard let read = read(value) else { throw Refusal(description: "\(name) must be \(shape)") }
        return read
    }
}
