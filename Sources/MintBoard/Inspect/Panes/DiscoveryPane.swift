import MintCore
import MintScreen

/// How the authorization server was found, hop by hop, and what changed since.
enum DiscoveryPane {
    static func text(_ inspect: InspectState, _ record: ProfileRecord, _ state: AppState, width: Int) -> PaneText {
        var text = PaneText()
        let hold = InspectFacts(record: record, state: state).hold
        if !hold.isEmpty { text.add(InspectFacts.Section(title: "Issuer", facts: hold), width) }
        text.add(inspect.discovery, waitingFor: "what is published", again: "d", state, width: width)
        guard let found = inspect.discovery.value else { return text }
        guard let discovery = found else {
            let isPinned = record.profile.issuer == nil
            text.gap()
            text.add(
                isPinned
                    ? "The token endpoint is pinned: nothing was discovered, and nothing is compared."
                    : "No discovery is kept; d makes one.",
                .dim, width: width)
            return text
        }
        drift(discovery, width, &text)
        trace(discovery, state, width, &text)
        return text
    }

    private static func drift(_ discovery: DiscoveryRecord, _ width: Int, _ text: inout PaneText) {
        guard !discovery.drift.isEmpty else { return }
        text.gap()
        text.lines.append([Span(" "), Span("Changed since it was accepted", .header)])
        for change in discovery.drift {
            text.add((change.isGrave ? "! " : "") + change.member, change.isGrave ? .alarm : .warning, width: width)
            text.add("was  \(change.was ?? "none")", .dim, indent: 4, width: width)
            text.add("now  \(change.now ?? "none")", indent: 4, width: width)
        }
        text.lines.append([Span("  "), Span("a", .key), Span(" takes what is published now as right", .dim)])
    }

    private static func trace(_ discovery: DiscoveryRecord, _ state: AppState, _ width: Int, _ text: inout PaneText) {
        text.gap()
        let age = TimeText.words(state.shownNow - discovery.at)
        text.lines.append([
            Span(" "), Span("Trace", .header), Span("  of \(discovery.at.text(at: state.shownNow)), \(age) ago", .dim),
        ])
        if discovery.trace.hops.isEmpty { text.add("Nobody was asked: it was all in the cache.", .dim, width: width) }
        for hop in discovery.trace.hops {
            let isBad = hop.status.map { $0 >= 400 && $0 != 401 } ?? true
            let status = hop.status.map(String.init) ?? "---"
            text.lines.append([
                Span("  " + "\(hop.milliseconds) ms".paddedLeft(to: 8) + "  ", .dim),
                Span(status, isBad ? .warning : .good),
                Span("  " + "\(hop.purpose): \(hop.verdict)".plainLine(limit: 400)),
            ])
            text.add("\(hop.method) \(hop.url)", .dim, indent: min(6, max(width / 6, 2)), width: width)
        }
    }
}
