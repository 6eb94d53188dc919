import MintCore
import MintScreen

/// What is done to many profiles, row by row.
enum BatchScreen {
    static func render(_ state: AppState, _ layout: Layout, into frame: inout CellBuffer) -> Position? {
        guard let batch = state.batch else { return nil }
        let start = min(layout.headRows, 1), width = frame.size.columns
        var head = PaneText()
        head.lines.append([Span(" "), Span(title(batch), .header), Span("  " + progress(batch, state), .dim)])
        question(batch, state, width, &head)
        let foot = detail(batch, state, width)
        let headRows = min(head.lines.count, layout.bodyRows)
        // What is being typed is in view, however little room there is.
        let headTop = max((head.focus ?? 0) - headRows + 1, 0)
        BoardScreen.write(
            Array(head.lines.dropFirst(headTop).prefix(headRows)), from: 0, start, headRows, state, into: &frame)
        let footRows = min(foot.count, max(layout.bodyRows - headRows - 3, 0))
        let rows = max(layout.bodyRows - headRows - footRows, 0)
        let top = max(min(batch.selection - rows / 2, batch.rows.count - rows), 0)
        for offset in 0..<rows where top + offset < batch.rows.count {
            row(batch, top + offset, start + headRows + offset, state, into: &frame)
        }
        BoardScreen.write(foot, from: 0, start + headRows + rows, footRows, state, into: &frame)
        if let cursor = head.cursor, let focus = head.focus, headRows > 0 {
            return Position(row: start + focus - headTop, column: cursor)
        }
        return Position(row: rows > 0 ? start + headRows + batch.selection - top : start, column: 1)
    }

    private static func title(_ batch: BatchState) -> String {
        let count = batch.rows.count == 1 ? "1 profile" : "\(batch.rows.count) profiles"
        return switch batch.kind {
        case .renew: "Renew \(count)"
        case .probe: "Probe \(count)"
        case .export: "Export \(count)"
        case .remove: "Log out and forget \(count)"
        }
    }

    private static func progress(_ batch: BatchState, _ state: AppState) -> String {
        let counts = batch.counts
        var parts: [String] = []
        if batch.stage == .asking { return batch.hidden > 0 ? "\(batch.hidden) of them the filter hides" : "" }
        parts.append("\(counts.done) done")
        if counts.failed > 0 { parts.append("\(counts.failed) failed") }
        if counts.other > 0 { parts.append("\(counts.other) left out") }
        if !batch.running.isEmpty { parts.append("\(batch.running.count) under way") }
        let open = batch.rows.count - counts.done - counts.failed - counts.other - batch.running.count
        if batch.stage == .running, open > 0 { parts.append("\(open) to come") }
        return parts.joined(separator: ", ")
    }

    private static func question(_ batch: BatchState, _ state: AppState, _ width: Int, _ text: inout PaneText) {
        switch (batch.stage, batch.kind) {
        case (.asking, .remove):
            text.add(
                "Tokens are revoked where the server offers that; then secrets and settings are gone for good.",
                width: width)
            let what = batch.rows.count == 1 ? "the profile's name" : "how many they are"
            prompt("Type \(what): ", batch, width, &text)
        case (.asking, .export):
            text.add("What is not secret, as JSON, for your eyes only (0600).", width: width)
            prompt("File: ", batch, width, &text)
        case (.asking, .renew), (.asking, .probe):
            text.add("Enter begins, \(BatchState.limit) at a time.", width: width)
        case (.running, .remove) where batch.isStopping:
            text.add("What began is being brought to its end.", .warning, width: width)
        default: break
        }
        if let problem = batch.problem { text.add(problem.plainLine(), .alarm, width: width) }
        text.lines.append([])
    }

    private static func prompt(_ words: String, _ batch: BatchState, _ width: Int, _ text: inout PaneText) {
        let room = max(width - words.columns - 4, 4)
        var before = batch.editor.textBeforeCursor
        while before.columns > room - 1, !before.isEmpty { before.removeFirst() }
        let shown = (before + batch.editor.text.dropFirst(batch.editor.cursor)).padded(to: room, ellipsis: "")
        text.focus = text.lines.count
        text.cursor = 2 + words.columns + before.columns
        text.lines.append([Span("  " + words), Span(shown, .input)])
    }

    private static func row(
        _ batch: BatchState, _ index: Int, _ row: Int, _ state: AppState, into frame: inout CellBuffer
    ) {
        let item = batch.rows[index]
        let isSelected = index == batch.selection
        let width = frame.size.columns
        let (word, style, said) = status(item.status, state)
        let words = said.without(name: item.name)
        let nameColumns = min(max(width / 4, 14), 32)
        let line: Line = [
            Span(isSelected ? " > " : "   "), Span(word.padded(to: 8), style),
            Span(item.name.plainLine(limit: 120).padded(to: nameColumns, ellipsis: state.glyphs.ellipsis)),
            Span("  " + words, style == .alarm ? .alarm : .plain),
        ]
        let whole = style.whenSelected
        if isSelected { frame.fill(row: row, columns: 0..<width, style: whole) }
        let shown = isSelected ? line.map { Span($0.text, whole) } : line
        frame.write(shown, row: row, ellipsis: state.glyphs.ellipsis)
    }

    private static func status(_ status: BatchState.Status, _ state: AppState) -> (String, Style, String) {
        switch status {
        case .waiting: ("", .dim, "")
        case .running(let since): ("...", .warning, TimeText.words(state.now - since))
        case .done(let words, let cautions):
            cautions.isEmpty ? ("ok", .good, words) : ("ok !", .warning, ([words] + cautions).joined(separator: "; "))
        case .failed(let failure): ("FAILED", .alarm, failure.headline.plainLine())
        case .skipped(let why): ("-", .dim, why)
        case .cancelled: ("-", .dim, "cancelled")
        }
    }

    /// All that there is to say about the selected row.
    private static func detail(_ batch: BatchState, _ state: AppState, _ width: Int) -> [Line] {
        guard batch.rows.indices.contains(batch.selection) else { return [] }
        var text = PaneText()
        switch batch.rows[batch.selection].status {
        case .failed(let failure): text.add(failure, hintOnly: false, width: width)
        case .done(_, let cautions) where !cautions.isEmpty:
            for caution in cautions { text.add(caution, .warning, width: width) }
        default: return []
        }
        let rule: Line = [Span(" " + String(repeating: state.glyphs.rule, count: max(width - 1, 0)), .dim)]
        return [rule] + text.lines
    }
}
