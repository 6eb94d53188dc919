import ArgumentParser
import MintCore

/// Many profiles by one command.
struct RotateManyOptions: ParsableArguments {
    @Flag(name: .long, help: "Every profile that has a credential; with --resume or --retire, every open rotation.")
    var all = false

    @Flag(name: .long, help: "Only those whose credential ends within --within, or whose overlap is over.")
    var due = false

    @Option(name: .long, help: "What --due means: 14d. Without it, policy.warn of the configuration file, else 14d.")
    var within: String?

    @Option(name: .long, help: "How many profiles at a time, 1 to 64.")
    var parallel: Int = 8

    var isGiven: Bool { all || due }

    /// Seconds; `nil` where nothing was said.
    var horizon: Int? {
        get throws {
            guard let within else { return nil }
            guard let seconds = TimeSpan.seconds(within) else {
                throw UsageError("--within wants a span of time", hint: "For example: 36h, 14d")
            }
            return seconds
        }
    }
}
