import MintCore
import MintScreen

/// What can be copied of a profile, with what it is.
enum CopyScreen {
    private static let labelColumns = 30

    static func lines(_ menu: CopyMenu, _ state: AppState, width: Int) -> [Line] {
        guard let profile = state.catalog[menu.profile]?.profile else {
            return [[Span("  The profile is gone.", .dim)]]
        }
        let name = profile.name.plainLine(limit: 80)
        var lines: [Line] = [[Span(" "), Span("Copy of \(name)", .header)], []]
        for (index, item) in CopyMenu.items.enumerated() {
            lines.append(line(item, profile, index == menu.selection, width, state.glyphs.ellipsis))
        }
        let room = max(width - 4, 1)
        func words(_ text: String, _ style: Style) -> [Line] {
            text.plainLines.flatMap { $0.wrapped(to: room) }.map { [Span("  " + $0, style)] }
        }
        switch menu.stage {
        case .choosing: break
        case .confirming:
            lines.append([])
            lines += words(
                "Whoever has the token is \(name) until it ends. It would stay in the clipboard of this terminal for "
                    + "\(ClipboardHold.span) s, where other programs can read it.", .warning)
            lines.append([Span("  Copy it? "), Span("y", .key), Span(" yes  "), Span("Esc", .key), Span(" no")])
        case .fetching(let item, _, let since):
            let time = TimeText.words(state.now - since)
            lines += [[], [Span("  Fetching the \(item.words) \(state.glyphs.ellipsis) \(time)", .warning)]]
        }
        if let failure = menu.failure {
            lines.append([])
            lines += words(failure.headline, .alarm) + words(failure.hint ?? "", .plain)
        }
        return lines
    }

    private static func line(_ item: CopyItem, _ profile: Profile, _ isSelected: Bool, _ width: Int, _ ellipsis: String)
        -> Line
    {
        let mark = isSelected ? " > " : "   "
        let label = item.words.padded(to: min(labelColumns, max(width - 3, 0)), ellipsis: ellipsis)
        let room = max(width - 3 - label.columns - 1, 0)
        let refusal = item.refusal(for: profile)
        let value = (refusal ?? item.text(of: profile)?.plainLine(limit: 500) ?? "from the store").truncated(
            to: room, ellipsis: ellipsis)
        if isSelected { return [Span((mark + label + value).padded(to: width, ellipsis: ellipsis), .selected)] }
        return [Span(mark), Span(label, refusal == nil ? .plain : .dim), Span(value, .dim)]
    }

    /// The first line shown, so that the selected one is in view.
    static func top(_ menu: CopyMenu, _ rows: Int, of count: Int) -> Int {
        if case .choosing = menu.stage, menu.failure == nil {
            return min(max(menu.selection + 3 - rows, 0), max(count - rows, 0))
        }
        return max(count - rows, 0)
    }
}
