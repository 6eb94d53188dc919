import MintCore
import MintScreen

/// The tools of the MCP server.
enum ServerPane {
    static func text(_ inspect: InspectState, _ record: ProfileRecord, _ state: AppState, width: Int) -> PaneText {
        if let form = inspect.form { return ToolFormPane.text(form, record, state, width: width) }
        let host = record.profile.server.hostAndPort.plainLine(limit: 120)
        var text = PaneText()
        if inspect.tools.isEmpty, !inspect.tools.isCancelled {
            text.lines.append([
                Span("  "), Span("Enter", .key), Span(" asks \(host) for its tools, with the profile's token.", .dim),
            ])
            return text
        }
        text.add(
            inspect.tools, waitingFor: host, again: inspect.tools.value == nil ? "Enter" : "t", state, width: width)
        guard let shelf = inspect.tools.value else { return text }
        text.gap()
        let count = shelf.tools.count == 1 ? "1 tool" : "\(shelf.tools.count) tools"
        let age = TimeText.age(state.shownNow - (inspect.tools.foundAt ?? state.shownNow))
        let when = age == "now" ? "just now" : "\(age) ago"
        text.lines.append([
            Span(" "), Span(count, .header),
            Span("  MCP \(shelf.revision.plainLine(limit: 20)), asked \(when); the words are the server's", .dim),
        ])
        if shelf.tools.isEmpty { text.add("The server lists no tools for this profile.", .dim, width: width) }
        for (index, tool) in shelf.tools.enumerated() {
            add(tool, isSelected: index == inspect.tool, state, width, &text)
        }
        for words in shelf.leftOut { text.add("left out: \(words)", .warning, width: width) }
        return text
    }

    private static func add(
        _ tool: ServerTool, isSelected: Bool, _ state: AppState, _ width: Int, _ text: inout PaneText
    ) {
        if isSelected { text.focus = text.lines.count }
        let nature = nature(of: tool)
        let nameColumns = min(max(width / 3, 14), 30)
        let name = (isSelected ? " > " : "   ") + tool.label.padded(to: nameColumns, ellipsis: state.glyphs.ellipsis)
        let words = (tool.description ?? tool.title ?? "").plainLine(limit: 300)
        let tail = nature.map { " \($0.text)" } ?? ""
        let room = max(width - name.columns - tail.columns - 3, 0)
        let said = words.truncated(to: room, ellipsis: state.glyphs.ellipsis).padded(to: room)
        guard isSelected else {
            text.lines.append(
                [Span(name), Span("  " + said, .dim)] + (nature.map { [Span(" " + $0.text, $0.style)] } ?? []))
            return
        }
        text.lines.append([Span((name + "  " + said + tail).padded(to: width), .selected)])
    }

    /// What the server says that a call does; `nil` where it says nothing.
    static func nature(of tool: ServerTool) -> Span? {
        if tool.isReadOnly { return Span("reads only", .good) }
        return tool.isDestructive ? Span("destructive", .warning) : nil
    }
}
