import MintCore
public import MintScreen

/// The full-screen list of profiles.
public enum Board {
    /// Runs until somebody leaves it; every piece of work that it started has ended when it returns.
    ///
    /// - Parameters:
    ///   - terminal: Claimed by the caller, who gives it back afterwards.
    ///   - signals: Polite requests to end.
    ///   - clock: Waits for the ticks; what is shown comes from ``BoardServices/now``.
    ///   - generator: Spreads renewals, so that many boards do not ask at once.
    @MainActor public static func run<C: Clock>(
        services: BoardServices, terminal: any Terminal, signals: AsyncStream<TerminationSignal>, clock: C,
        generator: some RandomNumberGenerator = SystemRandomNumberGenerator()
    ) async -> BoardEnding where C.Duration == Duration {
        var generator = generator
        let inbox = Inbox()
        let runner = EffectRunner(services: services, inbox: inbox) { secret, isSecret in
            secret.withBytes { terminal.copy($0, isSecret: isSecret) }
        }
        let state = AppState(
            hostName: services.hostName, glyphs: terminal.glyphs, size: terminal.size, now: services.now(),
            seed: generator.next(), blanksAfter: services.blanksAfter, preferences: services.preferences)
        let loop = AppLoop(terminal: terminal, inbox: inbox) { await runner.perform($0, $1) }
        let ending = await withTaskGroup(of: Void.self) { group in
            group.addTask { await readKeys(of: terminal, into: inbox) }
            group.addTask { for await signal in signals { inbox.send(.signal(signal)) } }
            group.addTask { await Ticker(clock: clock, now: services.now).run { inbox.send(.tick($0)) } }
            let last = await loop.run(state)
            group.cancelAll()
            return last.ending ?? .cancelled
        }
        await runner.finish()
        return ending
    }

    @MainActor private static func readKeys(of terminal: any Terminal, into inbox: Inbox) async {
        for await _ in terminal.input {
            while let key = terminal.nextKey() {
                if key == .resize { inbox.send(.resized(terminal.size)) }
                inbox.send(.key(key))
                if key == .endOfInput { return }
            }
        }
    }
}
