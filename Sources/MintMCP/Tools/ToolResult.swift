public import MintCore

/// What a tool answered.
public struct ToolResult: Equatable, Sendable {
    public var content: [ToolContent]
    public var structuredContent: JSONValue?
    /// Whether the tool itself failed; the protocol did not (M26-17).
    public var isError: Bool
    /// The whole result, word for word.
    public var raw: JSONValue

    /// - Returns: `nil` where there is neither `content` nor `structuredContent`.
    init?(_ value: JSONValue) {
        let items = value["content"]?.items
        guard items != nil || value["structuredContent"] != nil else { return nil }
        content = (items ?? []).map { ToolContent($0) }
        structuredContent = value["structuredContent"]
        isError = value["isError"]?.flag ?? false
        raw = value
    }

    /// For a terminal: every item in order, each server text cleaned line by line (W-7). Structured content shows
    /// where there is nothing else.
    public var plainText: String {
        guard content.isEmpty else { return content.map(\.plainText).joined(separator: "\n") }
        return structuredContent?.serialized(pretty: true).plainText() ?? ""
    }

    /// What a command exits with.
    public var exitStatus: ExitStatus { isError ? .server : .ok }
}
