import HTTPTypes
import MintCore

/// The arguments of a tool that travel in headers too, as its schema marks them with `x-mcp-header` (M26-8).
struct HeaderParameters: Equatable, Sendable {
    private(set) var parameters: [Parameter] = []
    /// The headers' names in lower case.
    private var taken: Set<String> = []

    struct Parameter: Equatable, Sendable {
        /// From the top of the arguments, by property name.
        var path: [String]
        /// What follows `Mcp-Param-`.
        var header: String
    }

    /// Why a tool is not usable; one plain line.
    struct Invalid: Error, Equatable {
        var reason: String
    }

    init(schema: JSONValue) throws(Invalid) {
        try walk(schema, path: [], isReachable: true, depth: 0)
    }

    /// The headers for these arguments; absent and null ones have none.
    ///
    /// - Throws: ``Unsendable``, which names the argument and not its value.
    func headers(for arguments: [String: JSONValue]) throws(Unsendable) -> HTTPFields {
        var headers: HTTPFields = [:]
        for parameter in parameters {
            var value: JSONValue? = .object(arguments)
            for member in parameter.path { value = value?[member] }
            guard let value, value != .null else { continue }
            guard let text = Self.text(of: value) else {
                throw Unsendable(
                    name: parameter.path.joined(separator: ".").plainLine(limit: 60),
                    reason: "it must be a text, true or false, or a whole number within ±(2^53 − 1)")
            }
            headers[text: MCPField.parameterPrefix + parameter.header] = HeaderText.encoded(text)
        }
        return headers
    }

    struct Unsendable: Error, Equatable {
        var name: String
        var reason: String
    }

    private static func text(of value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .int, .double:
            value.integer.flatMap { number in number.magnitude <= (1 << 53) - 1 ? String(number) : nil }
        case .null, .array, .object: nil
        }
    }
}

extension HeaderParameters {
    private static let mark = "x-mcp-header"
    /// Keywords that hold one schema, a list of them, or a table of them; below each no mark is allowed.
    private static let single = [
        "items", "additionalItems", "additionalProperties", "unevaluatedItems", "unevaluatedProperties", "contains",
        "propertyNames", "not", "if", "then", "else", "contentSchema",
    ]
    private static let lists = ["allOf", "anyOf", "oneOf", "prefixItems", "items"]
    private static let tables = ["patternProperties", "dependentSchemas", "$defs", "definitions", "dependencies"]

    private mutating func walk(
        _ schema: JSONValue, path: [String], isReachable: Bool, depth: Int
    ) throws(Invalid) {
        guard let members = schema.members else { return }
        guard depth < 64 else { throw Invalid(reason: "its schema is nested too deeply") }
        if let value = members[Self.mark] { try add(value, to: schema, path: path, isReachable: isReachable) }
        for (name, property) in (members["properties"]?.members ?? [:]).sorted(by: { $0.key < $1.key }) {
            try walk(property, path: path + [name], isReachable: isReachable, depth: depth + 1)
        }
        var others = Self.single.compactMap { members[$0] }
        others += Self.lists.flatMap { members[$0]?.items ?? [] }
        others += Self.tables.flatMap { members[$0]?.members.map { Array($0.values) } ?? [] }
        for other in others { try walk(other, path: path, isReachable: false, depth: depth + 1) }
    }

    private mutating func add(
        _ value: JSONValue, to schema: JSONValue, path: [String], isReachable: Bool
    ) throws(Invalid) {
        guard isReachable, !path.isEmpty else {
            throw Invalid(
                reason: "\(Self.mark) stands where no argument is (only properties of properties may have it)")
        }
        let place = path.joined(separator: ".").plainLine(limit: 60)
        guard let header = value.text, !header.isEmpty else {
            throw Invalid(reason: "\(Self.mark) of \(place) is not a name")
        }
        guard header.utf8.allSatisfy(Self.isTokenByte) else {
            throw Invalid(reason: "\(Self.mark) of \(place) is no header name: \(header.plainLine(limit: 40))")
        }
        guard taken.insert(header.lowercased()).inserted else {
            throw Invalid(reason: "\(Self.mark) names \(header) twice")
        }
        guard Self.isPrimitive(schema["type"]) else {
            throw Invalid(reason: "\(Self.mark) of \(place) is allowed to integer, string and boolean only")
        }
        parameters.append(Parameter(path: path, header: header))
    }

    /// `null` beside the type only says that the argument may be empty.
    private static func isPrimitive(_ type: JSONValue?) -> Bool {
        let named = type?.text.map { [$0] } ?? type?.texts?.filter { $0 != "null" } ?? []
        return named.count == 1 && ["integer", "string", "boolean"].contains(named[0])
    }

    /// RFC 9110 §5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        let character = Character(Unicode.Scalar(byte))
        return character.isASCII
            && (character.isLetter || character.isNumber || "!#$%&'*+-.^_`|~".contains(character))
    }
}
