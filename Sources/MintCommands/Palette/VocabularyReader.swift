import ArgumentParser
import FoundationEssentials
import MintBoard

/// The verbs as ArgumentParser declares them: what its completion scripts are made from, too.
enum VocabularyReader {
    static var vocabulary: Vocabulary {
        let dumped = Data(MintmarkCommand._dumpHelp().utf8)
        guard let tool = try? JSONDecoder().decode(Tool.self, from: dumped) else { return Vocabulary(verbs: []) }
        let verbs = (tool.command.subcommands ?? []).compactMap { verb($0) }
        let help = Vocabulary.Verb(
            names: ["help"], summary: "Show what a verb does.",
            positionals: [Vocabulary.Positional(values: .oneOf(verbs.compactMap(\.names.first)))], isReading: true)
        return Vocabulary(verbs: verbs.filter { $0.names.first != "help" } + [help])
    }

    private static func verb(_ command: Command, of parent: String? = nil) -> Vocabulary.Verb? {
        guard command.shouldDisplay ?? true else { return nil }
        let path = [parent, command.commandName].compactMap(\.self).joined(separator: " ")
        let arguments = (command.arguments ?? []).filter { $0.shouldDisplay ?? true }
        return Vocabulary.Verb(
            names: [command.commandName] + (command.aliases ?? []), summary: firstSentence(command.abstract),
            verbs: (command.subcommands ?? []).compactMap { verb($0, of: path) }.filter { $0.names.first != "help" },
            options: arguments.filter { $0.kind != "positional" }.map { option($0) },
            positionals: arguments.filter { $0.kind == "positional" }.map { argument in
                Vocabulary.Positional(
                    values: argument.values, isRepeating: argument.isRepeating ?? false,
                    takesSelected: argument.values == .profileNames
                        && (argument.isOptional != true || actsOnSome.contains(path)))
            }, refusal: BoardRefusals.verb(path), needsYes: BoardRefusals.needsYes.contains(path),
            isReading: BoardRefusals.reading.contains(path))
    }

    /// Verbs that name their profiles where they do not say `--all`; without either, others speak of every profile.
    private static let actsOnSome: Set<String> = ["renew", "migrate-store", "rotate"]

    private static func option(_ argument: Argument) -> Vocabulary.Option {
        let names = (argument.names ?? []).sorted { $0.isLong && !$1.isLong }.map(\.typed)
        return Vocabulary.Option(
            names: names, summary: firstSentence(argument.abstract),
            values: argument.kind == "option" ? argument.values : nil, refusal: BoardRefusals.option(names),
            makesReading: BoardRefusals.makesReading(names))
    }

    private static func firstSentence(_ text: String?) -> String {
        guard let text else { return "" }
        return text.firstRange(of: ". ").map { String(text[..<$0.lowerBound]) + "." } ?? text
    }

    // MARK: - The form that the parser writes

    private struct Tool: Decodable { var command: Command }

    private struct Command: Decodable {
        var commandName: String
        var aliases: [String]?
        var abstract: String?
        var shouldDisplay: Bool?
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    private struct Argument: Decodable {
        var kind: String
        var shouldDisplay: Bool?
        var isOptional: Bool?
        var isRepeating: Bool?
        var names: [Name]?
        var allValues: [String]?
        var completionKind: Completion?
        var abstract: String?

        var values: Vocabulary.Values {
            if completionKind?.shellCommand?.command.contains("list --names") == true { return .profileNames }
            if let words = completionKind?.list?.values ?? allValues, !words.isEmpty { return .oneOf(words) }
            return .anything
        }
    }

    private struct Name: Decodable {
        var kind: String
        var name: String

        var isLong: Bool { kind == "long" }
        var typed: String { (isLong ? "--" : "-") + name }
    }

    private struct Completion: Decodable {
        struct Values: Decodable { var values: [String] }
        struct Shell: Decodable { var command: String }
        var list: Values?
        var shellCommand: Shell?
    }
}
