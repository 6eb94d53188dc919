import MintCore
import MintScreen

/// What is known of the token, and on request what it says of itself.
enum TokenPane {
    static func text(_ inspect: InspectState, _ record: ProfileRecord, _ state: AppState, width: Int) -> PaneText {
        let facts = InspectFacts(record: record, state: state)
        var text = PaneText()
        // What was asked for comes first.
        let isAsked = !inspect.reading.isEmpty || inspect.reading.isCancelled
        if isAsked { claims(inspect, record, state, width, &text) }
        text.add(InspectFacts.Section(title: "Token", facts: facts.token + facts.binding), width)
        text.add(InspectFacts.Section(title: "Last contact", facts: facts.contact), width)
        text.add(InspectFacts.Section(title: "For", facts: facts.destination), width)
        if !isAsked { claims(inspect, record, state, width, &text) }
        return text
    }

    private static func claims(
        _ inspect: InspectState, _ record: ProfileRecord, _ state: AppState, _ width: Int, _ text: inout PaneText
    ) {
        text.gap()
        text.lines.append([Span(" "), Span("What it says of itself", .header)])
        if inspect.reading.isEmpty, !inspect.reading.isCancelled {
            guard record.token != nil else {
                text.add("There is no token to read; R asks for one.", .dim, width: width)
                return
            }
            text.lines.append([
                Span("  "), Span("v", .key), Span(" reads it from the \(record.profile.store.words)", .dim),
            ])
            return
        }
        text.add(inspect.reading, waitingFor: "the \(record.profile.store.words)", again: "v", state, width: width)
        guard let found = inspect.reading.value else { return }
        guard let reading = found else {
            text.add("No token is kept.", .dim, width: width)
            return
        }
        if reading.generation != record.token?.generation {
            text.add("This was the token before; v reads the one that is now.", .warning, width: width)
        }
        add(reading, record, width, &text)
    }

    private static func add(_ reading: TokenReading, _ record: ProfileRecord, _ width: Int, _ text: inout PaneText) {
        typealias Fact = InspectFacts.Fact
        var facts = [Fact("", reading.form, reading.isJWT ? .warning : .dim)]
        if let isForResource = reading.isForResource {
            facts.append(
                Fact(
                    "for", isForResource ? "this resource: `aud` names it" : "another resource than the profile's",
                    isForResource ? .good : .alarm))
        }
        facts.append(Fact("stands for", reading.principal))
        facts += reading.evidence.map { Fact("", $0, .dim) }
        facts += reading.warnings.enumerated().map { Fact($0.offset == 0 ? "mind" : "", $0.element, .warning) }
        for fact in facts { text.lines += InspectScreen.lines(fact, width) }
        guard reading.isJWT else { return }
        text.gap()
        text.lines.append([Span(" "), Span("Claims, not verified", .header)])
        for claim in reading.claims { text.lines += InspectScreen.lines(Fact(claim.name, claim.value), width) }
        guard !reading.withheld.isEmpty else { return }
        let names = reading.withheld.joined(separator: ", ")
        text.lines += InspectScreen.lines(Fact("not shown", names, .dim), width)
    }
}
