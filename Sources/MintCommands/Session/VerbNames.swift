import ArgumentParser
import MintCore

/// The verbs by name, for a did-you-mean before the parser sees a word that it does not know.
enum VerbNames {
    /// - Throws: ``UsageError`` where the first word that is no flag is no verb, or `@svc` has none.
    static func check(_ words: [String]) throws {
        guard let first = words.first, !first.hasPrefix("-") else { return }
        let all = names(of: MintmarkCommand.self)
        let shown = all.filter { $0 != "session" } + ["help"]
        guard all.contains(first) || first == "help" else { throw unknown(first, among: shown) }
        if first == "help", let topic = words.dropFirst().first, !topic.hasPrefix("-"), !all.contains(topic) {
            throw unknown(topic, among: shown)
        }
        if first == "session", let verb = words.dropFirst().first {
            try check(verb, of: SessionVerb.self, "A session has no verb")
        }
        if first == "vault", let verb = words.dropFirst().first {
            try check(verb, of: VaultVerb.self, "`mintmark vault` has no verb")
        }
        if first == "config", let verb = words.dropFirst().first {
            try check(verb, of: ConfigVerb.self, "`mintmark config` has no verb")
        }
    }

    private static func check(_ verb: String, of group: any ParsableCommand.Type, _ refusal: String) throws {
        let verbs = names(of: group)
        guard !verbs.contains(verb), !verb.hasPrefix("-") else { return }
        let near = nearest(to: verb, among: verbs).map { "Did you mean \($0)?\n" } ?? ""
        throw UsageError(
            "\(refusal) \"\(verb.plainLine(limit: 40))\"", hint: near + "Known: \(verbs.joined(separator: ", "))")
    }

    private static func names(of command: any ParsableCommand.Type) -> [String] {
        command.configuration.subcommands.flatMap { verb in
            [verb.configuration.commandName].compactMap { $0 } + verb.configuration.aliases
        }
    }

    private static func unknown(_ word: String, among known: [String]) -> UsageError {
        let near = nearest(to: word, among: known).map { "Did you mean \($0)?\n" } ?? ""
        return UsageError(
            "There is no verb \"\(word.plainLine(limit: 40))\"", hint: near + "`mintmark --help` lists them.")
    }
}
