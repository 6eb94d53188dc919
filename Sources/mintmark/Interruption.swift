import Dispatch
import Glibc
import Synchronization

/// SIGINT, SIGTERM and SIGHUP become cancellation; a second one ends the process at once.
///
/// An exchange that is under way is finished first, so that an issued token is not lost.
final class Interruption {
    private let sources: [any DispatchSourceSignal]

    /// - Parameters:
    ///   - ignored: Signals that stay ignored.
    ///   - screen: While the board has it, nothing is written over it, and it is always given back first.
    init(
        ignored: Set<Int32>, prompter: Prompter, screen: ScreenClaim, cancel: @escaping @Sendable () -> Void
    ) {
        let queue = DispatchQueue(label: "signals")
        var sources: [any DispatchSourceSignal] = []
        let count = Counter()
        for number in [SIGINT, SIGTERM, SIGHUP] where !ignored.contains(number) {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if prompter.giveBack() || (count.next() > 1 && !screen.isTaken) {
                    _exit(number == SIGINT ? 130 : 128 + number)
                }
                cancel()
                queue.asyncAfter(deadline: .now() + 0.4) {
                    guard !screen.isTaken else { return }
                    StandardStreams.write(
                        "mintmark: finishing what was sent, so that nothing is lost; ctrl-c again ends at once\n",
                        to: STDERR_FILENO)
                }
            }
            source.resume()
            sources.append(source)
        }
        self.sources = sources
    }

    func stop() { for source in sources { source.cancel() } }
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
