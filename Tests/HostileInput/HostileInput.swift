import Foundation

/// Feeds seeded hostile input to the readers of MintCore and MintMCP: `hostile-input [--seed N] [--count N] [--target NAME]`.
@main
enum HostileInput {
    /// Of one target; more would tell nothing new.
    private static let mostReports = 5

    static func main() async {
        let options: Options
        do {
            options = try Options(Array(CommandLine.arguments.dropFirst()))
        } catch {
            write("\(error.words)\n\(Options.usage)")
            exit(64)
        }
        let watchdog = Watchdog()
        watchdog.start()
        if let name = options.target, let number = options.number,
            let target = Target.all.first(where: { $0.name == name })
        {
            watchdog.watch(name, seed: options.seed, number: number)
            let one = await target.check(seed: options.seed, number: number)
            write(
                one.violations.isEmpty ? "\(name) \(number): sound\n  input: \(one.input.debugDescription)" : one.report
            )
            exit(one.violations.isEmpty ? 0 : 1)
        }
        exit(await run(options, watchdog) == 0 ? 0 : 1)
    }

    /// - Returns: How many cases were violations.
    private static func run(_ options: Options, _ watchdog: Watchdog) async -> Int {
        var violations = 0
        var total = 0
        let start = ContinuousClock.now
        for (target, count) in options.plan {
            let began = ContinuousClock.now
            var slowest = (seconds: 0.0, number: 0)
            var wrong = 0
            for number in 0..<count {
                watchdog.watch(target.name, seed: options.seed, number: number)
                let one = await target.check(seed: options.seed, number: number)
                let used = watchdog.processorSeconds
                if used > slowest.seconds { slowest = (used, number) }
                guard !one.violations.isEmpty else { continue }
                wrong += 1
                if wrong <= mostReports { write(one.report) }
            }
            watchdog.rest()
            total += count
            violations += wrong
            let slow = "slowest \(Int(slowest.seconds * 1000)) ms, case \(slowest.number)"
            write("\(target.name): \(count) cases in \(seconds(since: began)) s, \(slow)")
        }
        let words = "\(total) cases, seed \(options.seed), \(seconds(since: start)) s, \(violations) violations"
        write(words)
        return violations
    }

    private static func seconds(since start: ContinuousClock.Instant) -> String {
        String(format: "%.1f", start.duration(to: .now) / .seconds(1))
    }

    private static func write(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
