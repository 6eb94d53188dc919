import MintCore
import MintScreen

/// What proves the client, where it lies, and what is left of earlier ones.
enum CredentialPane {
    static func text(_ inspect: InspectState, _ record: ProfileRecord, _ state: AppState, width: Int) -> PaneText {
        let facts = InspectFacts(record: record, state: state)
        var text = PaneText()
        text.add(InspectFacts.Section(title: "Credential", facts: facts.proof + facts.credential), width)
        if !facts.rotation.isEmpty { text.add(InspectFacts.Section(title: "Rotation", facts: facts.rotation), width) }
        text.add(InspectFacts.Section(title: "Kept in", facts: facts.storePlace + facts.furtherSecrets), width)
        leftovers(inspect, record, state, width, &text)
        text.add(InspectFacts.Section(title: "Settings that differ", facts: facts.settings), width)
        return text
    }

    private static func leftovers(
        _ inspect: InspectState, _ record: ProfileRecord, _ state: AppState, _ width: Int, _ text: inout PaneText
    ) {
        text.add(inspect.leftovers, waitingFor: "the database", again: "2", state, width: width)
        guard let items = inspect.leftovers.value else { return }
        guard !items.isEmpty else {
            text.lines += InspectScreen.lines(InspectFacts.Fact("older ones", "none are left", .dim), width)
            return
        }
        for (index, item) in items.prefix(40).enumerated() {
            let since = TimeText.words(state.shownNow - item.since)
            let words = "\(item.key.kind.words), generation \(item.key.generation), superseded for \(since)"
            let place = item.store == record.profile.store ? "" : ", in the \(item.store.words)"
            text.lines += InspectScreen.lines(InspectFacts.Fact(index == 0 ? "older ones" : "", words + place), width)
        }
        text.lines += InspectScreen.lines(InspectFacts.Fact("", "removed by the next write to that store", .dim), width)
    }
}
