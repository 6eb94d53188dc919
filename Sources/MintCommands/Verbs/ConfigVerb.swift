import ArgumentParser
import MintCore

/// The configuration file; it is edited with any editor.
struct ConfigVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Look at the configuration file: where it is, whether it is right, what is in use.",
        discussion: """
            Every key is optional, and a key that is not known is an error. Flags and environment variables go before it.
            Only its owner may be able to change the file.

            Examples:
              mintmark config example > "$(mintmark config path)"      to start from
              mintmark config check
              mintmark config show
            """,
        subcommands: [ConfigPathVerb.self, ConfigCheckVerb.self, ConfigShowVerb.self, ConfigExampleVerb.self])
}

struct ConfigPathVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "path", abstract: "Print where the file is, or would be.")

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let path = context.configurationFile.path
        if common.json {
            context.console.print(JSONOutput.object(["path": .string(path)]).serialized())
        } else {
            context.console.print(path)
        }
        return 0
    }
}

struct ConfigCheckVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read the file and say all that is wrong in it, each with its place.",
        discussion: "Exit code 0: the file is right, or there is none; 1: anything else.")

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let file = context.configurationFile
        let problems: [ConfigurationProblem]
        let isThere = try file.read() != nil
        do {
            _ = try file.configuration()
            problems = []
        } catch let error as ConfigurationError {
            problems = error.problems
            if !common.json {
                for line in error.lines { context.console.print("\(line.problem)\n  \(line.advice)") }
            }
        }
        if common.json {
            let items = problems.map { problem -> JSONValue in
                [
                    "line": .int(Int64(problem.at.line)), "column": .int(Int64(problem.at.column)),
                    "problem": .string(problem.words), "advice": .string(problem.advice),
                ]
            }
            context.console.print(
                JSONOutput.object([
                    "path": .string(file.path), "is_there": .bool(isThere), "problems": .array(items),
                ]).serialized())
        } else if problems.isEmpty {
            context.console.print(
                isThere
                    ? "\(file.path.plainLine()) is right." : "There is no \(file.path.plainLine()): the defaults hold.")
        }
        return (problems.isEmpty ? ExitStatus.ok : .local).rawValue
    }
}

struct ConfigShowVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print every key with the value in use, and where that is from.")

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let file = context.configurationFile
        let items = ConfigurationText.inUse(try file.configuration())
        if common.json {
            let values = items.map { item -> JSONValue in
                [
                    "key": .string(item.name), "value": item.value.map(Self.json) ?? .null,
                    "line": item.line.map { .int(Int64($0)) } ?? .null,
                ]
            }
            context.console.print(
                JSONOutput.object(["path": .string(file.path), "keys": .array(values)]).serialized())
            return 0
        }
        let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
        var table = Table(header: ["KEY", "VALUE", "FROM"])
        for item in items {
            table.rows.append([
                item.name, item.value?.text ?? "-", item.line.map { "\(name.plainLine()):\($0)" } ?? "default",
            ])
        }
        context.console.out(table.lines.joined(separator: "\n") + "\n")
        return 0
    }

    private static func json(_ value: TOMLValue) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .integer(let number): .int(Int64(number))
        case .boolean(let truth): .bool(truth)
        case .strings(let texts): .array(texts.map { .string($0) })
        }
    }
}

struct ConfigExampleVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "example", abstract: "Print a file with every key explained, and none of them set.")

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let vocabulary = ConfigurationVocabulary.board
        let text = ConfigurationText.example(roles: vocabulary.roles, actions: vocabulary.actions)
        if common.json {
            context.console.print(JSONOutput.object(["text": .string(text)]).serialized())
        } else {
            context.console.out(text)
        }
        return 0
    }
}
