import ArgumentParser
import MintCore

/// A subcommand: parsed by ArgumentParser, run with the context that it is handed.
protocol Verb: ParsableCommand {
    /// - Returns: The exit status; an `exec` returns a child's.
    func run(in context: CommandContext) async throws -> Int32
}

/// Flags that every verb has.
struct CommonOptions: ParsableArguments {
    @Flag(name: .long, help: "Print one JSON value on stdout, and notes and errors as JSON lines on stderr.")
    var json = false

    @Flag(
        name: [.long, .customShort("v")], help: "Say on stderr what is asked of whom, hop by hop; never a credential.")
    var verbose = false

    @Flag(name: .customLong("no-input"), help: "Never ask; stop where an answer would be needed.")
    var noInput = false
}

extension CommonOptions {
    /// Prints each hop when `--verbose` was given.
    func observer(_ console: Console) -> @Sendable (Trace.Hop) -> Void {
        guard verbose else { return { _ in } }
        return { console.tell($0) }
    }

    /// Whether somebody is there to answer.
    func mayAsk(_ console: Console) -> Bool { console.inputIsTerminal && !noInput }
}

/// A mistake in what was typed.
struct UsageError: UserFacingError, Equatable {
    var headline: String
    var hint: String?
    var exitStatus: ExitStatus { .local }

    init(_ headline: String, hint: String? = nil) {
        self.headline = headline
        self.hint = hint
    }
}

extension UsageError {
    /// What is no name of a variable is not repeated: it may be the secret itself, in the wrong place.
    static func notSet(_ name: String, _ flag: String) -> UsageError {
        let isName =
            name.utf8.count <= 40 && name.utf8.first.map { !(0x30...0x39).contains($0) } ?? false
            && name.utf8.allSatisfy { $0 == 0x5F || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
        return isName
            ? UsageError("The variable \(name) is not set, or empty")
            : UsageError("\(flag) wants the name of a variable that is set", hint: "The name, not the value.")
    }
}
