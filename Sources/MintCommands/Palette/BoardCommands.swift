import MintBoard
import MintCore

/// The command line inside of the board: its streams are caught, nobody can be asked, and a secret has no way out.
struct BoardCommands: Sendable {
    let context: CommandContext
    /// `nil` keeps none, as in a demo.
    let history: CommandHistory?

    var services: PaletteServices {
        PaletteServices(
            vocabulary: { VocabularyReader.vocabulary }, history: { history?.lines() ?? [] },
            remember: { line in
                // What was learned to be a secret meanwhile is none to be kept, whatever it looks like.
                guard context.console.redact(line) == line else { return }
                history?.append(line)
            },
            run: { words, say in await CommandLineTool(caught(say)).run(words) })
    }

    private func caught(_ say: @escaping @Sendable (CommandOutput.Piece) -> Void) -> CommandContext {
        var caught = context
        let redact = context.console.redact
        caught.console = Console(
            out: { say(CommandOutput.Piece(redact($0))) },
            handOut: { _ in say(CommandOutput.Piece("(a secret, which the board does not show)\n", isAside: true)) },
            err: { say(CommandOutput.Piece(redact($0), isAside: true)) }, inputIsTerminal: false,
            outputIsTerminal: false, readInput: { throw Self.noInput }, ask: { _ in nil }, askSecret: { _ in nil },
            learn: context.console.learn, redact: redact)
        caught.board = { _, _, _ in throw Failure(headline: "The board is open already") }
        caught.become = { _ in 125 }
        caught.screenSize = { nil }
        return caught
    }

    private static let noInput = UsageError(
        "Nothing can be read from stdin on the board",
        hint: "Name a file or a variable instead, or run it in a shell.")
}
