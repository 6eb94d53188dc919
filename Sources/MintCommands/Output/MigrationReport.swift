import MintCore

/// What `migrate-store` says: a line for each profile, or JSON.
struct MigrationReport {
    typealias Result = (record: ProfileRecord, outcome: StoreMigration.Outcome)

    let plan: StoreMigration.Plan
    let console: Console
    let json: Bool
    /// Whether the operator named the profiles: then those that have nowhere to go are told as well.
    let namesAll: Bool

    // MARK: - What would be done

    func preview() {
        let rows = plan.moving.map { ($0, "would-move", $0.items.count) }
        let others = plan.settled.filter { namesAll || plan.leftovers[$0.id] != nil }
            .map { ($0, "already-there", plan.leftovers[$0.id] ?? 0) }
        if json {
            console.print(
                JSONValue.array((rows + others).map { item($0.0, $0.1, secrets: $0.1 == "would-move" ? $0.2 : 0) })
                    .serialized())
            return
        }
        for (record, _, count) in rows {
            console.print("\(name(record)): would move \(secrets(count)) from the \(record.profile.store.words)")
        }
        for (record, _, count) in others {
            let tidies = count == 0 ? "" : ", \(count) left over would be removed"
            console.print("\(name(record)): already in the \(plan.store.words)\(tidies)")
        }
        if rows.isEmpty, others.isEmpty { noteNothing() }
    }

    // MARK: - What was done

    func results(_ results: [Result]) {
        let quiet = namesAll ? plan.settled.filter { plan.leftovers[$0.id] == nil } : []
        let all = results + quiet.map { ($0, .settled(removed: 0, left: [])) }
        if json {
            console.print(JSONValue.array(all.map(item)).serialized())
            return
        }
        if all.isEmpty { noteNothing() }
        for (record, outcome) in all { console.print("\(name(record)): \(words(outcome, record))") }
        var hints: [String] = []
        for hint in all.compactMap(\.outcome.failure?.hint) where !hints.contains(hint) { hints.append(hint) }
        for hint in hints.prefix(10) { console.note(hint) }
    }

    /// A batch that succeeded in part is 2; one alone, or all for one reason, says which.
    func exitStatus(_ results: [Result]) -> ExitStatus {
        let failed = results.compactMap(\.outcome.failure)
        guard let first = failed.first else { return .ok }
        let isOneReason = failed.count == results.count && failed.allSatisfy { $0.exitStatus == first.exitStatus }
        return isOneReason ? first.exitStatus : .server
    }

    private func words(_ outcome: StoreMigration.Outcome, _ record: ProfileRecord) -> String {
        switch outcome {
        case .moved(let items, let left):
            "moved to the \(plan.store.words), \(secrets(items))\(leftWords(left))"
        case .settled(let removed, let left):
            "already in the \(plan.store.words)" + (removed == 0 ? "" : ", \(removed) left over removed")
                + leftWords(left)
        case .gone: "logged out meanwhile"
        case .failed(let failure): "stays in the \(record.profile.store.words): \(failure.headline)"
        }
    }

    private func leftWords(_ left: [Failure]) -> String {
        left.first.map { "; \(left.count) old left, the next run removes them: \($0.headline)" } ?? ""
    }

    private func item(_ result: Result) -> JSONValue {
        let word: String
        var count = 0
        switch result.outcome {
        case .moved(let items, _): (word, count) = ("moved", items)
        case .settled: word = "already-there"
        case .gone: word = "gone"
        case .failed: word = "failed"
        }
        return item(result.record, word, secrets: count, failure: result.outcome.failure)
    }

    private func item(
        _ record: ProfileRecord, _ word: String, secrets: Int, failure: Failure? = nil
    ) -> JSONValue {
        JSONOutput.object([
            "name": .string(record.profile.name), "from": .string(record.profile.store.rawValue),
            "to": .string(plan.store.rawValue), "outcome": .string(word), "secrets": .int(Int64(secrets)),
            "error": failure.map { .string($0.headline) } ?? .null,
            "hint": failure?.hint.map { .string($0) } ?? .null,
        ])
    }

    private func noteNothing() { console.note("There is nothing to move to the \(plan.store.words).") }
    private func name(_ record: ProfileRecord) -> String { record.profile.name.plainLine(limit: 64) }
    private func secrets(_ count: Int) -> String { count == 1 ? "1 secret" : "\(count) secrets" }
}
