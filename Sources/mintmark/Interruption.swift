import Dispatch
import Glibc
import MintCore
import Synchronization

/// SIGINT, SIGTERM and SIGHUP become cancellation; a second one ends the process at once.
///
/// An exchange that is under way is finished first, so that an issued token is not lost.
final class Interruption {
    private let sources: [any DispatchSourceSignal]
    private let first: FirstSignal

    /// - Parameters:
    ///   - ignored: Signals that stay ignored.
    ///   - screen: While the board has it, nothing is written over it, and it is always given back first.
    ///   - plain: Takes SIGINT while it has a dialogue.
    ///   - first: Is told which signal began it.
    init(
        ignored: Set<Int32>, prompter: Prompter, screen: ScreenClaim, plain: PlainInterrupts, first: FirstSignal,
        speaksJSON: Bool,
        cancel: @escaping @Sendable () -> Void
    ) {
        self.first = first
        let queue = DispatchQueue(label: "signals")
        var sources: [any DispatchSourceSignal] = []
        let count = Counter()
        for number in [SIGINT, SIGTERM, SIGHUP] where !ignored.contains(number) {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if number == SIGINT, plain.take() { return }
                first.note(number)
                if prompter.giveBack() || (count.next() > 1 && !screen.isTaken) { _exit(128 + number) }
                cancel()
                // What was sent may wait for that answer: it is finished without.
                prompter.interruptLine()
                queue.asyncAfter(deadline: .now() + 0.4) {
                    guard !screen.isTaken else { return }
                    let words = "finishing what was sent, so that nothing is lost; ctrl-c again ends at once"
                    StandardStreams.note(speaksJSON ? words : "mintmark: \(words)", asJSON: speaksJSON)
                }
            }
            source.resume()
            sources.append(source)
        }
        self.sources = sources
    }

    func exitCode(_ code: Int32) -> Int32 { first.exitCode(code) }

    func stop() { for source in sources { source.cancel() } }
}

/// The signal that began it.
final class FirstSignal: Sendable {
    private let value = Atomic<Int32>(0)

    /// What a shell expects of a run that was interrupted: 130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP.
    func exitCode(_ code: Int32) -> Int32 {
        guard code == ExitStatus.interrupted.rawValue, let number else { return code }
        return 128 + number
    }

    private var number: Int32? {
        let number = value.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }
    func note(_ number: Int32) {
        _ = value.compareExchange(expected: 0, desired: number, ordering: .relaxed)
    }
}

/// Counts on the signals' own queue.
private final class Counter: Sendable {
    private let value = Atomic(0)
    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
}

/// Whether the board has the terminal now.
final class ScreenClaim: Sendable {
    private let taken = Atomic(false)
    var isTaken: Bool { taken.load(ordering: .relaxed) }
    func take() { taken.store(true, ordering: .relaxed) }
    func giveBack() { taken.store(false, ordering: .relaxed) }
}
