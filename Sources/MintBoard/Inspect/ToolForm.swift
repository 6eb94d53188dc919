import MintCore
import MintScreen

/// A tool that is about to be called, is being called, or has answered.
struct ToolForm: Equatable, Sendable {
    let tool: ServerTool
    var fields: [ToolField]
    /// The field that keys go to.
    var focus = 0
    var call = Look<ToolAnswer>()
    var top = 0

    init(_ tool: ServerTool) {
        self.tool = tool
        fields = Self.fields(of: tool.schema)
    }

    /// Required ones first, then by name: a JSON object has no order of its own.
    private static func fields(of schema: JSONValue) -> [ToolField] {
        guard let properties = schema["properties"]?.members else {
            // No names to go by: whatever the tool takes is typed in one.
            let further = schema["additionalProperties"]
            let isOpen =
                further?.flag == true || further?.members != nil
                || ["oneOf", "anyOf", "allOf", "$ref", "patternProperties"].contains { schema[$0] != nil }
            return isOpen ? [ToolField(name: nil, schema: [:], isRequired: false)] : []
        }
        let required = Set(schema["required"]?.texts ?? [])
        return properties.keys.sorted { (required.contains($0) ? 0 : 1, $0) < (required.contains($1) ? 0 : 1, $1) }
            .map { ToolField(name: $0, schema: properties[$0] ?? .null, isRequired: required.contains($0)) }
    }

    /// Whether keys go to the fields: before the call, and once its answer was left.
    var isEditing: Bool { !call.isWaiting && call.value == nil && call.failure == nil }

    mutating func move(by step: Int) {
        guard !fields.isEmpty else { return }
        focus = (focus + step + fields.count) % fields.count
    }

    /// - Returns: `nil` where a field is not right; it says why, and has the focus.
    mutating func toolCall() -> ToolCall? {
        var arguments: [String: JSONValue] = [:]
        for index in fields.indices.reversed() {
            do throws(ToolField.Problem) {
                let value = try fields[index].value()
                fields[index].problem = nil
                guard let value else { continue }
                if let name = fields[index].name {
                    arguments[name] = value
                } else if let members = value.members {
                    arguments = members
                } else {
                    throw ToolField.Problem(words: "the arguments are a JSON object: {\"name\": value}")
                }
            } catch {
                fields[index].problem = error.words
                focus = index
            }
        }
        return fields.contains { $0.problem != nil } ? nil : ToolCall(tool: tool.name, arguments: arguments)
    }

    /// Back to the fields, with what was typed.
    mutating func edit() {
        call = Look()
        top = 0
    }
}
