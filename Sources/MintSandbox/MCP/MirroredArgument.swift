/// An argument that a modern call repeats in a header (`x-mcp-header`, M26-8).
struct MirroredArgument: Sendable, Equatable {
    /// The property names from the arguments down to the value.
    let path: [String]
    /// What follows `Mcp-Param-`.
    let header: String

    /// What the header must say; `nil` where the argument is absent or null, and there must be no header.
    func text(in arguments: JSONValue?) -> String? {
        switch path.reduce(arguments, { value, name in value?[name] }) {
        case .string(let text): text
        case .integer(let number): String(number)
        case .bool(let bool): bool ? "true" : "false"
        case nil, .null, .number, .array, .object: nil
        }
    }
}

extension Tool {
    /// What the schema marks, at any depth that is reached through `properties` alone.
    var mirrored: [MirroredArgument] { Self.mirrored(properties, under: []) }

    private static func mirrored(_ properties: [String: JSONValue], under path: [String]) -> [MirroredArgument] {
        properties.sorted { $0.key < $1.key }.flatMap { name, schema in
            let own = schema["x-mcp-header"]?.text.map { [MirroredArgument(path: path + [name], header: $0)] } ?? []
            return own + mirrored(schema["properties"]?.object ?? [:], under: path + [name])
        }
    }
}
