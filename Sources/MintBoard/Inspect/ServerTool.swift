public import MintCore

/// A tool as its server describes it. All of its text is the server's word and proves nothing (W-7).
public struct ServerTool: Equatable, Sendable {
    /// As on the wire; what a call names.
    public var name: String
    /// The name as one plain line.
    public var label: String
    public var title: String?
    /// Plain text; line breaks stay.
    public var description: String?
    /// The server says that a call changes nothing.
    public var isReadOnly: Bool
    /// The server says that a call may destroy something.
    public var isDestructive: Bool
    /// JSON Schema of the arguments.
    public var schema: JSONValue

    public init(
        name: String, label: String, title: String? = nil, description: String? = nil, isReadOnly: Bool = false,
        isDestructive: Bool = false, schema: JSONValue
    ) {
        self.name = name
        self.label = label
        self.title = title
        self.description = description
        self.isReadOnly = isReadOnly
        self.isDestructive = isDestructive
        self.schema = schema
    }
}

/// What a server offers to a profile.
public struct ToolShelf: Equatable, Sendable {
    public var tools: [ServerTool]
    /// Tools whose description breaks a rule, each with why; plain lines.
    public var leftOut: [String]
    /// The wire revision agreed on.
    public var revision: String

    public init(tools: [ServerTool], leftOut: [String] = [], revision: String) {
        (self.tools, self.leftOut, self.revision) = (tools, leftOut, revision)
    }
}

public struct ToolCall: Equatable, Sendable {
    public var tool: String
    public var arguments: [String: JSONValue]

    public init(tool: String, arguments: [String: JSONValue]) { (self.tool, self.arguments) = (tool, arguments) }
}

public struct ToolAnswer: Equatable, Sendable {
    /// Plain text; line breaks stay.
    public var text: String
    /// The tool itself says that it failed.
    public var isError: Bool

    public init(text: String, isError: Bool) { (self.text, self.isError) = (text, isError) }
}
