public import MintCore

/// A tool as its server describes it. All of its text is the server's word and proves nothing (W-7).
public struct Tool: Equatable, Sendable {
    /// As on the wire; what a call names. Show ``label`` instead.
    public var name: String
    /// One plain line.
    public var title: String?
    /// Plain text; line breaks stay.
    public var description: String?
    /// JSON Schema with every keyword, known or not; references in it are never followed (W-8).
    public var inputSchema: JSONValue
    public var annotations: Annotations
    /// The whole object, word for word.
    public var raw: JSONValue

    /// The name as one plain line.
    public var label: String { name.plainLine(limit: 128) }

    /// Whether it can only be called as a task, which we do not do (M25-9).
    var needsTask: Bool { raw["execution"]?["taskSupport"]?.text == "required" }

    /// Hints; `nil` where the server gave none.
    public struct Annotations: Equatable, Sendable {
        public var readOnly: Bool?
        public var destructive: Bool?
        public var idempotent: Bool?
        public var openWorld: Bool?

        init(_ value: JSONValue?) {
            readOnly = value?["readOnlyHint"]?.flag
            destructive = value?["destructiveHint"]?.flag
            idempotent = value?["idempotentHint"]?.flag
            openWorld = value?["openWorldHint"]?.flag
        }

        /// Whether a call may be repeated when nobody knows whether the first one ran (LC-6).
        public var allowsRepeating: Bool { readOnly == true || idempotent == true }
    }

    /// - Returns: `nil` for an object without a name.
    init?(_ value: JSONValue) {
        guard let name = value["name"]?.text, !name.isEmpty else { return nil }
        self.name = name
        title = (value["title"]?.text ?? value["annotations"]?["title"]?.text)?.plainLine()
        description = value["description"]?.text?.plainText()
        inputSchema = value["inputSchema"] ?? [:]
        annotations = Annotations(value["annotations"])
        raw = value
    }
}

extension Tool {
    /// The top-level arguments that the schema names, by name, and whether each is required.
    public var parameters: [(name: String, isRequired: Bool)] {
        let required = Set(inputSchema["required"]?.texts ?? [])
        let names = inputSchema["properties"]?.members.map { Array($0.keys) } ?? []
        return names.sorted().map { ($0, required.contains($0)) }
    }
}
