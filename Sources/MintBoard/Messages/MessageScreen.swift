import MintCore
import MintScreen

/// What went wrong, the newest first; the selected one with what to do.
enum MessageScreen {
    static func render(_ state: AppState, _ layout: Layout, into frame: inout CellBuffer) -> Position? {
        let log = state.messages
        let start = min(layout.headRows, 1), rows = layout.bodyRows
        guard !log.entries.isEmpty else {
            frame.write("  Nothing went wrong so far.", row: start, style: .dim)
            return nil
        }
        var text = PaneText()
        text.lines.append([
            Span(" "), Span("Messages", .header), Span("  the newest first; at most \(MessageLog.limit)", .dim),
        ])
        for (index, entry) in log.entries.enumerated() {
            if index == log.selection { text.focus = text.lines.count }
            add(entry, isSelected: index == log.selection, state, frame.size.columns, &text)
        }
        let focus = text.focus ?? 0
        let height = text.lines.count - focus - (log.entries.count - 1 - log.selection)
        let top = max(min(focus - 1, focus + height - rows), 0)
        BoardScreen.write(text.lines, from: top, start, rows, state, into: &frame)
        return Position(row: start + focus - top, column: 1)
    }

    private static func add(
        _ entry: MessageLog.Entry, isSelected: Bool, _ state: AppState, _ width: Int, _ text: inout PaneText
    ) {
        let mark = isSelected ? " > " : entry.isRead ? "   " : " * "
        let time = entry.at.text(at: state.shownNow)
        let times = entry.times > 1 ? " (\(entry.times) times)" : ""
        let who = entry.profile.map { "\($0)  " } ?? ""
        guard isSelected else {
            text.lines.append([
                Span(mark, .title), Span(time + "  ", .dim), Span(who), Span(entry.headline, .alarm), Span(times, .dim),
            ])
            return
        }
        text.lines.append([Span((mark + time + "  " + who + times).padded(to: width), .selected)])
        text.add(entry.headline, .alarm, indent: 4, width: width)
        let failure = Failure(headline: entry.headline, hint: entry.hint)
        var hint = PaneText()
        hint.add(failure, hintOnly: true, width: width - 2)
        text.lines += hint.lines.map { [Span("  ")] + $0 }
    }
}
