import Foundation
import Synchronization

/// Ends the program, naming the case, when one case takes too long. What counts is the processor's time: a busy machine is
/// nobody's fault. A case that waits, and so needs none, is stopped all the same.
final class Watchdog: Sendable {
    private struct Watched {
        var words = ""
        var number = 0
        var processor = 0.0
        var started = ContinuousClock.now
    }

    #if DEBUG
        static let mostProcessorSeconds = 30.0
    #else
        static let mostProcessorSeconds = 2.0
    #endif
    static let mostSeconds = Duration.seconds(90)

    private let watched = Mutex(Watched())

    /// Looks ten times a second, for as long as the program runs.
    func start() {
        Thread.detachNewThread { [self] in
            while true {
                Thread.sleep(forTimeInterval: 0.1)
                let (words, hangs) = watched.withLock { one in
                    (one.words, !one.words.isEmpty && Self.isLate(since: one.processor, one.started))
                }
                guard hangs else { continue }
                FileHandle.standardError.write(
                    Data("HANG: \(words) takes more than \(Self.mostProcessorSeconds) s\n".utf8))
                abort()
            }
        }
    }

    /// A case begins.
    func watch(_ target: String, seed: UInt64, number: Int) {
        watched.withLock { one in
            one.words = "hostile-input --seed \(seed) --target \(target) --case \(number)"
            one.processor = Self.processorSeconds
            one.started = .now
        }
    }

    func rest() { watched.withLock { $0.words = "" } }

    /// What the case that began last has used so far.
    var processorSeconds: Double { watched.withLock { Self.processorSeconds - $0.processor } }

    private static func isLate(since processor: Double, _ start: ContinuousClock.Instant) -> Bool {
        processorSeconds - processor > mostProcessorSeconds || start.duration(to: .now) > mostSeconds
    }

    /// Of the whole program, whose only work is the case.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
