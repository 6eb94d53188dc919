import Glibc
import MintBoard
import MintCommands
import MintCore
import MintCurses
import MintScreen

/// The board on this terminal.
struct BoardWiring: Sendable {
    let environment: ProcessEnvironment
    let prompter: Prompter
    let screen: ScreenClaim
    let plain: PlainInterrupts
    let trouble: OutputTrouble
    /// Takes known secrets out of whatever words are to be shown.
    let redactor: Redactor

    /// SIGINT, SIGTERM and SIGHUP come as cancellation of this task.
    func run(
        _ services: Services, _ wishes: BoardOptions, _ palette: PaletteServices
    ) async throws -> ExitStatus {
        let board = services.board(
            hostName: Self.hostName, wishes, home: environment["HOME"], palette: palette,
            keyringHost: { [environment] in environment.keyringHost },
            openBrowser: { [environment] in Browser(environment: environment).open($0) }
        ).redacted { [redactor] in redactor.redact($0) }
        guard !wishes.isPlain else {
            return await plain.during { interruptions in
                await PlainBoard.run(
                    services: board, console: PlainStreams(prompter, trouble), interruptions: interruptions,
                    clock: ContinuousClock())
            }
        }
        let configuration = wishes.configuration.board
        let options = CursesTerminal.Options(
            name: environment["TERM"], wantsColour: environment["NO_COLOR"] == nil, usesMouse: configuration.usesMouse,
            clipboard: ClipboardRoute(
                term: environment["TERM"], isInTmux: environment["TMUX"] != nil, isInScreen: environment["STY"] != nil),
            looks: configuration.looks)
        screen.take()
        defer { screen.giveBack() }
        do {
            return try await CursesTerminal.withTerminal(options) { terminal in
                let (signals, none) = AsyncStream.makeStream(of: TerminationSignal.self)
                none.finish()
                return await Board.run(services: board, terminal: terminal, signals: signals, clock: ContinuousClock())
                    .exitStatus
            }
        } catch let error as TerminalUnavailable {
            throw Failure(headline: error.headline, hint: error.hint, exitStatus: .local)
        }
    }

    private static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
