import ArgumentParser
import MintCore

/// Parses a command line, runs its verb, and turns whatever goes wrong into words and an exit code.
public struct CommandLineTool: Sendable {
    let context: CommandContext

    public init(_ context: CommandContext) { self.context = context }

    /// - Parameter arguments: Without the program's name.
    /// - Returns: The process's exit code.
    public func run(_ arguments: [String]) async -> Int32 {
        let words = SessionShorthand.rewrite(withDefault(arguments))
        let wantsJSON = words.prefix { $0 != "--" }.contains("--json")
        var context = context
        if wantsJSON { context.console.speaksJSON = true }
        context.subject.become(nil)
        do {
            if let verb = quicklyParsed(words) { return try await verb.run(in: context) }
            try VerbNames.check(words)
            var command = try MintmarkCommand.parseAsRoot(words)
            guard let verb = command as? any Verb else {
                try command.run()
                return 0
            }
            return try await verb.run(in: context)
        } catch  where Self.isParserError(error) {
            return report(parserError: error, words: words, json: wantsJSON)
        } catch {
            return report(context.failure(error), json: wantsJSON)
        }
    }

    /// The verb alone, where it is spelled out and all of its words fit: reading the declarations of every other verb takes
    /// longer than a cached token does. Anything else, help and mistakes included, is for the whole command.
    private func quicklyParsed(_ words: [String]) -> (any Verb)? {
        let verb = MintmarkCommand.configuration.subcommands.first { $0.configuration.commandName == words.first }
        let rest = words.dropFirst()
        // Parsing takes as long as opening the database; together they take half as long.
        if [TokenVerb.configuration.commandName, ExecVerb.configuration.commandName].contains(words.first),
            let name = rest.first, !name.hasPrefix("-")
        {
            context.getReady(name)
        }
        return try? verb?.parseAsRoot(Array(rest)) as? any Verb
    }

    /// No verb: the board on a terminal, by lines where those are wanted instead of a screen; the list in a pipe.
    private func withDefault(_ arguments: [String]) -> [String] {
        guard arguments.allSatisfy({ ["--json", "--verbose", "-v", "--no-input", "--plain"].contains($0) }) else {
            return arguments
        }
        let isTerminal = context.console.inputIsTerminal && context.console.outputIsTerminal
        let opensBoard = arguments.contains("--plain") || isTerminal && !arguments.contains("--json")
        return [opensBoard ? "board" : "list"] + arguments
    }

    /// - Parameter code: What the process ends with, where that is not the failure's own status.
    @discardableResult
    func report(_ failure: Failure, json: Bool, code: Int32? = nil) -> Int32 {
        let code = code ?? context.exitCode(failure.exitStatus)
        context.console.err(
            (json ? JSONOutput.failure(failure, code: code).serialized() : Self.words(failure)) + "\n")
        return code
    }

    /// `mintmark: headline`, and below it, indented, what it rests on and the hint.
    static func words(_ failure: Failure) -> String {
        var text = "mintmark: \(failure.headline)"
        if let evidence = failure.evidence { text += "\n  \(evidence.line)" }
        for line in failure.hint?.split(separator: "\n", omittingEmptySubsequences: false) ?? [] {
            text += "\n  \(line)"
        }
        return text
    }

    // MARK: - What ArgumentParser says

    private static func isParserError(_ error: any Error) -> Bool {
        !(error is any UserFacingError) && !(error is CancellationError)
            && MintmarkCommand.exitCode(for: error).rawValue != 1
    }

    /// Help and completion scripts are results; everything else is a usage error, exit code 1, that echoes no value.
    private func report(parserError error: any Error, words: [String], json: Bool) -> Int32 {
        let message = MintmarkCommand.fullMessage(for: error)
        if MintmarkCommand.exitCode(for: error) == .success {
            context.console.print(message)
            return 0
        }
        let safe = Redaction.withoutValues(message, words: words)
            .replacing("mintmark session ", with: "mintmark @svc ")
        let lines = safe.split(separator: "\n", omittingEmptySubsequences: false)
        let headline = lines.first.map { $0.hasPrefix("Error: ") ? String($0.dropFirst(7)) : String($0) } ?? ""
        let hint = lines.dropFirst().joined(separator: "\n")
        let failure = Failure(headline: headline, hint: hint.isEmpty ? nil : hint, exitStatus: .local)
        let code = report(failure, json: json)
        // An exit code of 1 would read as the command's own.
        return words.first == "exec" ? 125 : code
    }
}

/// Keeps what was typed out of a parser's messages: any of it may be a secret in the wrong place.
enum Redaction {
    /// Quoted echoes of words that are no flags become `(argument 3)`.
    static func withoutValues(_ message: String, words: [String]) -> String {
        var text = message
        for (index, word) in words.enumerated() where index > 0 {
            let value =
                word.hasPrefix("--")
                ? word.split(separator: "=", maxSplits: 1).dropFirst().first.map(String.init) : word
            guard let value, !value.isEmpty, !(value.hasPrefix("-") && value.count <= 3) else { continue }
            for quote in ["'", "\""] {
                text = text.replacing("\(quote)\(value)\(quote)", with: "(argument \(index + 1))")
            }
            if word != value { text = text.replacing(word, with: word.prefix { $0 != "=" } + "=(value)") }
        }
        return text
    }
}
