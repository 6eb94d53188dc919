import MintCore
import MintScreen

/// What was done with the profile, from the audit trail.
enum HistoryPane {
    static func text(_ inspect: InspectState, _ state: AppState, width: Int) -> PaneText {
        var text = PaneText()
        if inspect.history.value == nil || inspect.history.failure != nil {
            text.add(inspect.history, waitingFor: "the audit trail", again: "5", state, width: width)
        }
        guard let events = inspect.history.value else { return text }
        guard !events.isEmpty else {
            text.gap()
            text.add("The audit trail has nothing of this profile.", .dim, width: width)
            return text
        }
        for event in events { lines(event, state, width, &text) }
        if events.count == InspectServices.historyLimit {
            text.gap()
            text.add("Older ones: mintmark log", .dim, width: width)
        }
        return text
    }

    private static func lines(_ event: AuditEvent, _ state: AppState, _ width: Int, _ text: inout PaneText) {
        let time = event.at.text(at: state.shownNow)
        let action = event.action.rawValue.plainLine(limit: 24)
        let who = [event.actor.user, event.actor.client ?? event.actor.terminal ?? event.actor.parent]
            .compactMap(\.self).joined(separator: " ").plainLine(limit: 60)
        let outcome: Span =
            event.failure.map { Span($0.code.plainLine(limit: 24), .alarm) }
            ?? Span("ok", .good)
        var line: Line = [Span("  " + time.padded(to: 18), .dim), Span(action.padded(to: 11)), outcome]
        let detail = event.failure?.headline.plainLine(limit: 400) ?? event.detail?.plainLine(limit: 200) ?? ""
        guard width >= 76 else {
            line.append(Span("  " + who, .dim))
            text.lines.append(line)
            if !detail.isEmpty { text.add(detail, .dim, indent: 4, width: width) }
            return
        }
        let indent = line.columns + 2
        let room = max(width - indent - who.columns - 3, 16)
        let wrapped = detail.wrapped(to: room)
        line.append(Span("  " + (wrapped.first ?? "").padded(to: room)))
        line.append(Span("  " + who, .dim))
        text.lines.append(line)
        let pad = String(repeating: " ", count: indent)
        text.lines += wrapped.dropFirst().map { [Span(pad + $0)] }
    }
}
