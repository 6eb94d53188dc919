/// Reads JSON text (RFC 8259) in one pass over its bytes.
///
/// Foundation's decoder finds out what a value is by trying one type after the other, and each failure writes down the way to
/// the value: a nested text of 100 KB, which anybody may send, kept it busy for minutes.
struct JSONReader {
    /// Arrays and objects inside each other. Deeper text is refused: whoever walks the value later recurses.
    static let depthLimit = 128

    /// The bytes are not JSON text, or nest too deeply.
    struct Malformed: Error {}

    let bytes: [UInt8]
    var index = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// The one value of the text, with nothing but white space around it.
    mutating func document() throws(Malformed) -> JSONValue {
        let value = try value()
        guard nextSign() == nil else { throw Malformed() }
        return value
    }

    private mutating func value() throws(Malformed) -> JSONValue {
        switch nextSign() {
        case UInt8(ascii: "{"): return .object(try members())
        case UInt8(ascii: "["): return .array(try items())
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    /// Of two members with the same name, the first counts.
    private mutating func members() throws(Malformed) -> [String: JSONValue] {
        try descend()
        var members: [String: JSONValue] = [:]
        guard nextSign() != UInt8(ascii: "}") else { return ascend(members) }
        while true {
            guard nextSign() == UInt8(ascii: "\"") else { throw Malformed() }
            let name = try string()
            guard nextSign() == UInt8(ascii: ":") else { throw Malformed() }
            index += 1
            let value = try value()
            if members[name] == nil { members[name] = value }
            if try isLast(closing: UInt8(ascii: "}")) { return ascend(members) }
        }
    }

    private mutating func items() throws(Malformed) -> [JSONValue] {
        try descend()
        var items: [JSONValue] = []
        guard nextSign() != UInt8(ascii: "]") else { return ascend(items) }
        while true {
            items.append(try value())
            if try isLast(closing: UInt8(ascii: "]")) { return ascend(items) }
        }
    }

    /// Whether the closing sign follows; passes over a comma otherwise.
    private mutating func isLast(closing sign: UInt8) throws(Malformed) -> Bool {
        switch nextSign() {
        case sign: return true
        case UInt8(ascii: ","):
            index += 1
            return false
        default: throw Malformed()
        }
    }

    private mutating func descend() throws(Malformed) {
        index += 1
        depth += 1
        guard depth <= Self.depthLimit else { throw Malformed() }
    }

    private mutating func ascend<Value>(_ value: Value) -> Value {
        index += 1
        depth -= 1
        return value
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Malformed) -> JSONValue {
        let end = index + word.utf8CodeUnitCount
        let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard end <= bytes.count, bytes[index..<end].elementsEqual(expected) else { throw Malformed() }
        index = end
        return value
    }

    /// What comes after white space, with the index on it; `nil` at the end.
    private mutating func nextSign() -> UInt8? {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            case let sign: return sign
            }
        }
        return nil
    }
}
