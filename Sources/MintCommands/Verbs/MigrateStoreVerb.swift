import ArgumentParser
import MintCore

struct MigrateStoreVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "migrate-store", abstract: "Move profiles' secrets to the other store.",
        discussion: """
            Each secret is copied and read back before anything points to the copy, and only then the old one is removed.
            Interrupted at any moment, every profile works; run it again to go on.

            Examples:
              mintmark migrate-store --to vault --dry-run
              mintmark migrate-store --to vault                        every profile that is elsewhere
              mintmark migrate-store --to secret-service billing-sync
            """)

    @Argument(help: "Profiles by name; without any, every profile that is elsewhere.", completion: .profileNames)
    var names: [String] = []

    @Option(
        name: .long, help: "Where the secrets go: secret-service or vault.",
        completion: .list(StoreName.allCases.map(\.rawValue)))
    var to: String

    @Flag(name: .customLong("dry-run"), help: "Say what would be moved; write nothing, read no secret.")
    var dryRun = false

    @Flag(name: .long, help: "Do not ask.")
    var yes = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let store = try Choice.read(to, "--to", StoreName.init(rawValue:), StoreName.allCases.map(\.rawValue))
        let services = try await context.services()
        var records: [ProfileRecord] = []
        for name in names { records.append(try await services.profiles.resolve(name)) }
        if names.isEmpty { records = try await services.profiles.records() }
        var seen: Set<ProfileID> = []
        let plan = try await services.migration.plan(records.filter { seen.insert($0.id).inserted }, to: store)
        let report = MigrationReport(plan: plan, console: context.console, json: common.json, namesAll: !names.isEmpty)
        if dryRun {
            report.preview()
            for used in plan.stores {
                let state = await services.keyrings[used].state()
                if state != .ready { throw KeyringError.unavailable(used, state) }
            }
            return 0
        }
        try confirm(plan, context.console)
        let what = plan.moving.count == 1 ? "" : ", \(plan.moving.count) profiles"
        let alone = plan.moving.count == 1 ? plan.moving.first?.profile : nil
        try await services.noting(.migrateStore, of: alone, detail: "to \(store.rawValue)\(what)", in: context) {
            try await services.migration.makeReady(plan)
        }
        let outcomes = try await move(plan, services, context.console)
        report.results(outcomes)
        try Task.checkCancellation()
        return report.exitStatus(outcomes).rawValue
    }

    private func confirm(_ plan: StoreMigration.Plan, _ console: Console) throws {
        guard !plan.moving.isEmpty, !yes, console.inputIsTerminal else { return }
        if common.noInput {
            throw UsageError("Nothing was moved: nobody could be asked", hint: "Add --yes to go on without a question.")
        }
        let what =
            plan.moving.count == 1 ? plan.moving[0].profile.name.plainLine(limit: 64) : "\(plan.moving.count) profiles"
        let answer = console.ask("Move the secrets of \(what) to the \(plan.store.words)? [y/N] ")
        guard answer?.lowercased().hasPrefix("y") == true else {
            throw Failure(headline: "Nothing was moved", exitStatus: .interrupted)
        }
    }

    /// One after the other: each waits for its lock and for the disk. Ctrl-C ends it after the profile that it is at.
    private func move(
        _ plan: StoreMigration.Plan, _ services: Services, _ console: Console
    ) async throws -> [MigrationReport.Result] {
        var results: [MigrationReport.Result] = []
        let records = plan.moving + plan.untidy
        for (number, record) in records.enumerated() {
            if Task.isCancelled { break }
            let name = record.profile.name.plainLine(limit: 64)
            let verb = record.profile.store == plan.store ? "tidying up" : "moving"
            console.note("\(number + 1) of \(records.count): \(verb) \(name) …")
            do {
                let outcome = try await services.migration.move(record.id, to: plan.store)
                if record.profile.store != plan.store {
                    await services.audit.note(
                        .migrateStore, of: record.profile, failure: outcome.failure, detail: "to \(plan.store.rawValue)"
                    )
                }
                results.append((record, outcome))
            } catch is CancellationError {
                break
            }
        }
        return results
    }
}
