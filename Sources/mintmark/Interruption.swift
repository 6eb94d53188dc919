import Dispatch
import Glibc
import Synchronization

/// SIGINT, SIGTERM and SIGHUP become cancellation; a second one ends the process at once.
///
/// An exchange that is under way is finished first, so that an issued token is not lost.
final class Interruption {
    private let sources: [any DispatchSourceSignal]

    init(prompter: Prompter, cancel: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "signals")
        var sources: [any DispatchSourceSignal] = []
        let count = Counter()
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if prompter.giveBack() || count.next() > 1 { _exit(number == SIGINT ? 130 : 128 + number) }
                cancel()
                queue.asyncAfter(deadline: .now() + 0.4) {
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
