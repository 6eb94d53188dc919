import ArgumentParser
import MintCore

struct BoardVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "board", abstract: "Open the board: every profile with its countdown, on the whole terminal.")

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        guard context.console.inputIsTerminal, context.console.outputIsTerminal else {
            throw UsageError("The board needs a terminal", hint: "In a pipe, use `mintmark list`.")
        }
        return try await context.board(try await context.services()).rawValue
    }
}
