import MintCore

/// A member of an object that a reader knows, with values that are right.
struct Member {
    var name: String
    var values: [JSONValue]

    init(_ name: String, _ values: JSONValue...) { (self.name, self.values) = (name, values) }
}

extension Dice {
    /// Any value, not deep.
    mutating func value(depth: Int = 3) -> JSONValue {
        switch below(depth > 0 ? 10 : 7) {
        case 0: return .null
        case 1: return .bool(once(in: 2))
        case 2, 3: return number()
        case 4, 5, 6: return .string(text())
        case 7: return .array((0..<count(4, rarely: 200)).map { _ in value(depth: depth - 1) })
        case 8: return nested(below(160))
        default:
            var members: [String: JSONValue] = [:]
            for _ in 0..<count(4, rarely: 100) { members[text()] = value(depth: depth - 1) }
            return .object(members)
        }
    }

    mutating func number() -> JSONValue {
        let edges: [Int64] = [0, 1, -1, 59, 3600, 86_400, .max, .min, .max - 1, 1 << 31, 1 << 53, 253_402_300_800]
        switch below(4) {
        case 0: return .int(pick(edges))
        case 1: return .int(Int64(bitPattern: next()))
        case 2: return .double(pick([0.5, -0.5, 1e-300, 1e300, -1e300, 1.5e19, 0.1, 3599.999]))
        default: return .int(Int64(below(100_000)))
        }
    }

    private mutating func nested(_ depth: Int) -> JSONValue {
        let isObject = once(in: 2)
        return (0..<depth).reduce(.string("")) { inner, _ in isObject ? ["a": inner] : [inner] }
    }

    /// An object of the members that a reader knows, some left out, some of another kind, some strangers among them.
    mutating func object(_ known: [Member], always: [Member] = []) -> JSONValue {
        var members: [String: JSONValue] = [:]
        for member in some(known) + always { members[member.name] = once(in: 8) ? value() : pick(member.values) }
        for _ in 0..<below(3) { members[once(in: 3) ? text() : token()] = value(depth: 1) }
        return once(in: 200) ? value() : .object(members)
    }
}
