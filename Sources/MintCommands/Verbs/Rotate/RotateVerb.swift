import ArgumentParser
import MintCore

struct RotateVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Change a profile's secret or key: proven before it is used, and reversible.",
        discussion: """
            The new credential is kept beside the old one, obtains a real token, and only then takes its place. Interrupted at
            any moment, the profile works, and --resume goes on. The old one is kept until it is retired.

            Examples:
              mintmark rotate billing-sync --secret-stdin --overlap 7d
              mintmark rotate billing-sync --generate-key ES256 --jwks-file /srv/www/jwks.json
              mintmark rotate billing-sync --register              the server makes a new secret (RFC 7592)
              mintmark rotate --all --due --command 'make-secret'
              mintmark rotate billing-sync --status | --resume | --rollback | --retire | --abandon
            """)

    @Argument(help: "Profiles by name; one, but for --status and --resume.", completion: .profileNames)
    var names: [String] = []

    @OptionGroup var source: RotateSourceOptions
    @OptionGroup var actions: RotateActionOptions
    @OptionGroup var many: RotateManyOptions

    @Option(
        name: .long,
        help: "How long the server takes both: 7d, or none; without it, until --retire.")
    var overlap: String?

    @Flag(name: .long, help: "The old one is in wrong hands: no overlap, and what it obtained is revoked.")
    var compromised = false

    @Flag(name: .long, help: "Do not ask.")
    var yes = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let action = try actions.chosen
        guard action == nil || !source.isGiven else {
            throw UsageError("--\(action?.rawValue ?? "") goes on with what was begun; it takes no new credential")
        }
        let services = try await context.services()
        if action == .status { return try await status(services, context) }
        if many.isGiven || names.count > 1 { return try await rotateMany(action, services, context) }
        guard let name = names.first else {
            throw UsageError(
                "Name a profile, or say --all",
                hint: "mintmark rotate billing-sync --secret-stdin, or mintmark rotate --status")
        }
        let record = try await services.profiles.resolve(name)
        let course = RotateCourse(verb: self, services: services, context: context)
        switch action {
        case nil: return try await course.begin(record)
        case .resume: return try await course.goOn(record, wish: .goOn)
        case .retire:
            if let state = record.rotation?.state, state != .committed, state != .overlapping {
                throw RotationError.nothingToRetire(record.profile.name, state)
            }
            return try await course.goOn(record, wish: .retire)
        case .rollback: return try await course.rollBack(record)
        case .abandon: return try await course.abandon(record)
        case .status: return 0
        }
    }

    /// Of the named profiles, or of all that have a rotation under way.
    private func status(_ services: Services, _ context: CommandContext) async throws -> Int32 {
        var records: [ProfileRecord] = []
        if names.isEmpty {
            records = try await services.profiles.records().filter { $0.rotation != nil }
        } else {
            for name in names { records.append(try await services.profiles.resolve(name)) }
        }
        let now = context.now()
        if common.json {
            var items: [JSONValue] = []
            for record in records {
                let keys = try? await PublicKeys(of: record, services.rotation)
                items.append(JSONOutput.rotation(record, keys, at: now))
            }
            context.console.print(names.count == 1 ? items[0].serialized() : JSONValue.array(items).serialized())
            return 0
        }
        if records.isEmpty { context.console.note("No rotation is under way.") }
        for record in records {
            for line in RotationText.status(record, at: now) { context.console.print(line) }
            // A store that is not ready is no reason to say nothing.
            guard let keys = try? await PublicKeys(of: record, services.rotation) else { continue }
            for line in keys.lines { context.console.print(line) }
        }
        return 0
    }

    private func rotateMany(
        _ action: RotateActionOptions.Action?, _ services: Services, _ context: CommandContext
    ) async throws -> Int32 {
        guard action == nil || action == .resume || action == .retire else {
            throw UsageError("--\(action?.rawValue ?? "") is for one profile at a time")
        }
        var records: [ProfileRecord] = []
        if names.isEmpty {
            records = try await services.profiles.records()
        } else {
            for name in names { records.append(try await services.profiles.resolve(name)) }
        }
        return try await RotateBatch(verb: self, services: services, context: context).run(records, action)
    }
}
