import MintCore

/// Asks where to keep what a login was granted, once its store has failed (A7). The token waits in memory for the answer.
struct StoreChoice: Sendable {
    let keyrings: Keyrings
    let console: Console
    let mayAsk: Bool

    /// - Returns: A store that is ready, the failed one again, or `nil` where nobody answers.
    func otherStore(_ failed: StoreName, _ error: KeyringError) async -> StoreName? {
        guard mayAsk else { return nil }
        console.note("mintmark: \(error.headline)")
        console.note("The token was granted. It waits in memory until you choose; nothing of it is kept yet.")
        while true {
            var choices: [(key: String, words: String, store: StoreName?)] = []
            for store in StoreName.allCases where store != failed {
                let state = await keyrings[store].state()
                if state == .ready || state == .locked {
                    choices.append((String(store.rawValue.prefix(1)), "keep it in the \(store.words)", store))
                } else {
                    console.note("  The \(store.words) cannot take it: \(state.sentence)")
                }
            }
            choices.append(("r", "try the \(failed.words) again", failed))
            choices.append(("n", "give it up", nil))
            for choice in choices { console.note("  \(choice.key)  \(choice.words)") }
            let keys = choices.map(\.key).joined(separator: "/")
            guard let answer = console.ask("Where to? [\(keys)] ") else { return nil }
            guard let chosen = choices.first(where: { $0.key == answer.lowercased().prefix(1) }) else { continue }
            guard let store = chosen.store else { return nil }
            do throws(KeyringError) {
                try await keyrings[store].makeReady()
                return store
            } catch {
                console.note("mintmark: \(error.headline)")
            }
        }
    }

    /// The error of a login that nobody attends, with the flag that chooses the other store.
    func failure(_ error: KeyringError, in store: StoreName) -> Failure {
        var failure = Failure(error)
        let others = StoreName.allCases.filter { $0 != store }.map { "add --store \($0.rawValue)" }
        let isSaid = others.contains { failure.hint?.contains($0) == true }
        if !isSaid {
            let advice = "To keep secrets elsewhere: \(others.joined(separator: " or "))"
            failure.hint = failure.hint.map { "\($0)\n\(advice)" } ?? advice
        }
        return failure
    }
}
