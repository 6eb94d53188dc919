import Glibc
import MintCore
import Synchronization

/// Ctrl-C while a dialogue by lines is held: it gives up what is under way, or the question, and not the program.
final class PlainInterrupts: Sendable {
    private let listener = Mutex<AsyncStream<Void>.Continuation?>(nil)
    private let prompter: Prompter

    init(_ prompter: Prompter) { self.prompter = prompter }

    /// Hands interruptions over for as long as the body runs.
    func during<Result>(_ body: (AsyncStream<Void>) async -> Result) async -> Result {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        listener.withLock { $0 = continuation }
        defer {
            listener.withLock { $0 = nil }
            continuation.finish()
        }
        return await body(stream)
    }

    /// - Returns: False where there is no dialogue to take it, or it is ending: what it waits for then goes on, and whoever
    ///   presses ctrl-c once more is to hear of that, and to get away.
    func take() -> Bool {
        listener.withLock { listener in
            guard let listener else { return false }
            // Whoever is asked has the question taken back; else the dialogue hears of it.
            if prompter.interruptLine() { return true }
            if case .terminated = listener.yield() { return false }
            return true
        }
    }
}
