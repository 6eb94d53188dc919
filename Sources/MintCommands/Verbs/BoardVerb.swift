import ArgumentParser
import MintCore

struct BoardVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "board", abstract: "Open the board: every profile with its countdown, on the whole terminal.",
        discussion: """
            MINTMARK_BLANK_AFTER is what --blank-after says where that is not given; board.blank-after of the
            configuration file what both say where neither is.

            Examples:
              mintmark board
              mintmark board --blank-after 10m       the screen hides when nobody is there
              mintmark board --plain                 question and answer, line by line, without a screen

            --plain is for screen readers, dumb terminals and pipes: lists are sentences, logins and rotations are
            dialogues, nothing is drawn or repainted. TERM=dumb and MINTMARK_ACCESSIBLE choose it as well.
            """)

    @Option(
        name: .customLong("blank-after"),
        help: "Blank the screen after so long without a key, until one is pressed; a vault's passphrase is asked then.")
    var blankAfter: String?

    @Flag(name: .long, help: "Take clicks and the wheel; most terminals then select text only with Shift held.")
    var mouse = false

    @Flag(
        name: .customLong("read-only"),
        help: "Change nothing: no renewal, not even ahead of expiry, no probe, no unlock.")
    var readOnly = false

    @Flag(name: .long, help: "A dialogue by lines, for screen readers, dumb terminals and pipes.")
    var plain = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        guard plain || context.console.inputIsTerminal && context.console.outputIsTerminal else {
            throw UsageError(
                "The board needs a terminal",
                hint: "In a pipe, use `mintmark list`, or talk to `mintmark board --plain`.")
        }
        let options = try options(context)
        let commands = BoardCommands(context: context, history: context.historyFile.map { CommandHistory(path: $0) })
        let services = try await context.services()
        let status = try await context.board(services, options, commands.services)
        return status.rawValue
    }

    private func options(_ context: CommandContext) throws -> BoardOptions {
        var configuration = try context.configurationFile.configuration()
        if let seconds = try seconds(context) { configuration.board.blanksAfter = seconds }
        if readOnly { configuration.board.isReadOnly = true }
        if mouse { configuration.board.usesMouse = true }
        return BoardOptions(configuration, isPlain: plain || context.isAccessible)
    }

    private func seconds(_ context: CommandContext) throws -> Int? {
        guard let text = blankAfter ?? context.environment("MINTMARK_BLANK_AFTER") else { return nil }
        guard let seconds = TimeSpan.seconds(text), seconds > 0 else {
            throw UsageError(
                "\(blankAfter == nil ? "MINTMARK_BLANK_AFTER" : "--blank-after") wants a span of time",
                hint: "For example: 90s, 10m, 1h")
        }
        return seconds
    }
}
