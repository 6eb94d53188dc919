public import MintCore
import MintScreen

/// The board as a dialogue by lines: the same state, services and wizards, without a screen.
public enum PlainBoard {
    /// Runs until somebody leaves it, or the input ends; every piece of work that it started has ended when it returns.
    ///
    /// - Parameters:
    ///   - interruptions: Each ctrl-c while nothing is being asked.
    ///   - clock: Waits for the ticks.
    ///   - generator: Spreads renewals, so that many boards do not ask at once.
    /// - Returns: ``ExitStatus/local`` where the input ended in the middle of a question.
    @MainActor public static func run<C: Clock>(
        services: BoardServices, console: any PlainConsole, interruptions: AsyncStream<Void>, clock: C,
        generator: some RandomNumberGenerator = SystemRandomNumberGenerator()
    ) async -> ExitStatus where C.Duration == Duration {
        var generator = generator
        var services = services
        // Order and filter are a screen's.
        services.memory = .forgetful
        let (inbox, terminal) = (Inbox(), PlainTerminal())
        let runner = EffectRunner(services: services, inbox: inbox) { _, _ in .noClipboard }
        let state = AppState(
            hostName: services.hostName, glyphs: terminal.glyphs, size: terminal.size, now: services.now(),
            seed: generator.next(), preferences: services.preferences)
        let dialogue = PlainDialogue(state, inbox: inbox, console: console)
        let loop = AppLoop(terminal: terminal, inbox: inbox, show: { dialogue.show($0) }) {
            await runner.perform($0, $1)
        }
        let now = services.now
        let last = await withTaskGroup(of: Void.self) { group in
            group.addTask { await Ticker(clock: clock, now: now).run { inbox.send(.tick($0)) } }
            group.addTask { await dialogue.converse() }
            group.addTask { for await _ in interruptions { await dialogue.interrupted() } }
            let last = await loop.run(state)
            dialogue.end()
            group.cancelAll()
            return last
        }
        await runner.finish()
        if dialogue.isCutShort { return .local }
        return last.ending?.exitStatus ?? .interrupted
    }
}

extension ListMemoryServices {
    /// Remembers nothing.
    static let forgetful = ListMemoryServices(recall: { nil }, keep: { _ in })
}
