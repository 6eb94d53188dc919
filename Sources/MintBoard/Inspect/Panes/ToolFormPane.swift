import MintCore
import MintScreen

/// A tool's arguments while they are filled in, and what it answered.
enum ToolFormPane {
    static func text(_ form: ToolForm, _ record: ProfileRecord, _ state: AppState, width: Int) -> PaneText {
        var text = PaneText()
        let nature = ServerPane.nature(of: form.tool)
        text.lines.append(
            [Span(" "), Span(form.tool.label, .header)] + (nature.map { [Span("  " + $0.text, $0.style)] } ?? []))
        let host = record.profile.server.hostAndPort.plainLine(limit: 120)
        text.add(form.call, waitingFor: "\(form.tool.label) at \(host)", again: nil, state, width: width)
        if form.call.isCancelled {
            text.add("The server may have done it all the same.", .warning, width: width)
        }
        if let answer = form.call.value, !form.call.isWaiting {
            add(answer, width, &text)
            return text
        }
        if let description = form.tool.description, !form.call.isWaiting {
            text.add(String(description.prefix(2000)), .dim, width: width)
        }
        text.gap()
        if form.fields.isEmpty { text.add("It takes no arguments.", width: width) }
        let labelColumns = min(max(form.fields.map(\.label.columns).max() ?? 0, 6) + 2, max(width / 3, 8))
        for (index, field) in form.fields.enumerated() {
            add(field, isFocused: index == form.focus && form.isEditing, labelColumns, width, &text)
        }
        if form.fields.contains(where: \.isRequired) {
            text.gap()
            text.add("* is wanted by the tool", .dim, width: width)
        }
        return text
    }

    private static func add(_ answer: ToolAnswer, _ width: Int, _ text: inout PaneText) {
        text.gap()
        text.lines.append([
            Span(" "),
            Span(answer.isError ? "The tool says that it failed" : "Its answer", answer.isError ? .alarm : .good),
        ])
        guard !answer.text.isEmpty else {
            text.add("It is empty.", .dim, width: width)
            return
        }
        text.add(answer.text, width: width)
    }

    private static func add(
        _ field: ToolField, isFocused: Bool, _ labelColumns: Int, _ width: Int, _ text: inout PaneText
    ) {
        let label = (field.label + (field.isRequired ? " *" : "")).padded(to: labelColumns)
        let head = (isFocused ? " > " : "   ") + label + " "
        let room = max(width - head.columns - 2, 4)
        if isFocused { text.focus = text.lines.count }
        var line: Line = [Span(head, isFocused ? .title : .plain)]
        if field.isChoice {
            let words = field.choiceWords.isEmpty ? "-" : field.choiceWords
            let shown = isFocused ? "< \(words) >" : words
            line.append(Span(shown.truncated(to: room), .input))
            if isFocused { text.cursor = head.columns + 2 }
        } else {
            let (shown, cursor) = window(field.editor, room)
            line.append(Span(shown.padded(to: room), .input))
            if isFocused { text.cursor = head.columns + cursor }
        }
        text.lines.append(line)
        let pad = head.columns
        if let problem = field.problem { text.add("! " + problem, .alarm, indent: pad, width: width) }
        guard isFocused else { return }
        let words = [field.kindWords, field.note].compactMap(\.self).joined(separator: ": ")
        text.add(words, .dim, indent: pad, width: width)
    }

    /// The part of a long text that holds the cursor.
    private static func window(_ editor: LineEditor, _ room: Int) -> (String, Int) {
        var before = editor.textBeforeCursor
        while before.columns > room - 1, !before.isEmpty { before.removeFirst() }
        let after = editor.text.dropFirst(editor.cursor)
        return ((before + after).truncated(to: room, ellipsis: ""), before.columns)
    }
}
