import ArgumentParser
import MintBoard
import MintCore

struct RenewVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "renew", abstract: "Get new tokens for profiles, many at once; prints none of them.",
        discussion: """
            Without --force only what is due is renewed: inside its lead before expiry, or expired. A person's grant that
            needs a login is told, never started.

            Examples:
              mintmark renew --all                   for a timer
              mintmark renew billing-sync --force
            """)

    @Argument(help: "Profiles by name.", completion: .profileNames)
    var names: [String] = []

    @Flag(name: .long, help: "Every profile.")
    var all = false

    @Flag(name: .long, help: "Also where the kept token is good.")
    var force = false

    @Option(name: .long, help: "How many requests at a time, 1 to 64; default is renew.parallel, else 16.")
    var parallel: Int?

    @OptionGroup var common: CommonOptions

    /// One profile's outcome.
    private struct Outcome: Sendable {
        var name: String
        var word: String
        var expiresAt: Timestamp?
        var failure: Failure?
    }

    func run(in context: CommandContext) async throws -> Int32 {
        guard all != !names.isEmpty else {
            throw UsageError(
                "Name profiles, or say --all", hint: "mintmark renew billing-sync, or mintmark renew --all")
        }
        let parallel = parallel ?? usual(context)
        guard (1...64).contains(parallel) else { throw UsageError("--parallel wants a number from 1 to 64") }
        let services = try await context.services()
        var records: [ProfileRecord] = []
        if all {
            records = try await services.profiles.records()
        } else {
            for name in names { records.append(try await services.profiles.resolve(name)) }
        }
        let outcomes = await Housekeeping.during(removingTogether: 64) { housekeeping in
            let tokens = services.tokens(atMost: parallel).leavingHousekeeping(to: housekeeping)
                .observed(by: common.observer(context.console))
            return await renew(records, atMost: parallel, tokens, services, context)
        }
        report(outcomes, context)
        try Task.checkCancellation()
        let failed = outcomes.compactMap(\.failure)
        guard let first = failed.first else { return 0 }
        // A batch that succeeded in part is 2; one alone, or all for one reason, says which.
        let isOneReason = failed.count == outcomes.count && failed.allSatisfy { $0.exitStatus == first.exitStatus }
        return (isOneReason ? first.exitStatus : ExitStatus.server).rawValue
    }

    /// Tokens must not run out because of a slip in the configuration file: it is told, and the default holds.
    private func usual(_ context: CommandContext) -> Int {
        do {
            return try context.configurationFile.configuration().renew.parallel
        } catch {
            let failure = Failure(error)
            context.console.note("warning: \(failure.headline)" + (failure.hint.map { "\n  \($0)" } ?? ""))
            return Configuration().renew.parallel
        }
    }

    private func renew(
        _ records: [ProfileRecord], atMost parallel: Int, _ tokens: TokenService, _ services: Services,
        _ context: CommandContext
    ) async -> [Outcome] {
        let isForced = force
        var outcomes: [Int: Outcome] = [:]
        await withTaskGroup(of: (Int, Outcome).self) { group in
            var rest = records.enumerated().makeIterator()
            func startNext() {
                guard !Task.isCancelled, let (index, record) = rest.next() else { return }
                group.addTask { (index, await Self.outcome(record, tokens, services, context, isForced: isForced)) }
            }
            // More than ask at a time: while some wait for their server, others wait for the disk.
            for _ in 0..<(4 * parallel) { startNext() }
            while let (index, outcome) = await group.next() {
                outcomes[index] = outcome
                startNext()
            }
        }
        return outcomes.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func outcome(
        _ record: ProfileRecord, _ tokens: TokenService, _ services: Services, _ context: CommandContext,
        isForced: Bool
    ) async -> Outcome {
        let profile = record.profile, name = profile.name
        do {
            // A pasted token cannot be renewed: it is no failure that it was not.
            if profile.grant == .static {
                return Outcome(name: name, word: "pasted", expiresAt: record.token?.expiresAt)
            }
            let need = TokenService.Need(isForced: isForced, isAhead: true)
            let grant = try await services.noting(.renew, of: profile, in: context) {
                try await tokens.token(of: record, need)
            }
            // What was not due was not asked for: nothing was done.
            if grant.isFresh || grant.warning != nil {
                await services.note(.renew, of: profile, failure: grant.warning, in: context)
            }
            return Outcome(
                name: name, word: grant.isFresh ? "renewed" : "good", expiresAt: grant.record.expiresAt,
                failure: grant.warning)
        } catch {
            return Outcome(name: name, word: "failed", failure: Failure(error, about: profile))
        }
    }

    private func report(_ outcomes: [Outcome], _ context: CommandContext) {
        let console = context.console
        if common.json {
            let items = outcomes.map { outcome in
                JSONOutput.object([
                    "name": .string(outcome.name), "outcome": .string(outcome.word),
                    "expires_at": JSONOutput.time(outcome.expiresAt),
                    "error": outcome.failure.map { .string($0.headline) } ?? .null,
                    "hint": outcome.failure?.hint.map { .string($0) } ?? .null,
                    "exit_status": .int(Int64((outcome.failure?.exitStatus ?? .ok).rawValue)),
                ])
            }
            console.print(JSONValue.array(items).serialized())
            return
        }
        if outcomes.isEmpty { console.note("There are no profiles.") }
        for outcome in outcomes {
            let left = outcome.expiresAt.map { ", \(TimeText.countdown($0 - context.now())) left" } ?? ""
            let name = outcome.name.plainLine(limit: 64)
            // Some headlines begin with the name as well.
            let headline = outcome.failure?.headline
            let why =
                headline.map { ": \($0.hasPrefix("\(name): ") ? String($0.dropFirst(name.count + 2)) : $0)" } ?? ""
            console.print("\(name): \(outcome.word)\(left)\(why)")
        }
        guard outcomes.count == 1, let hint = outcomes[0].failure?.hint else { return }
        for line in hint.split(separator: "\n") { console.note("  \(line)") }
    }
}
