import ArgumentParser
import MintCore

struct LogVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Show the audit trail: what was done with which profile, by whom, from where.",
        discussion: """
            The newest event comes last. Times are UTC; what does not fit is cut, --json has all of it. A removed profile is
            found by its old names.

            Noted are logins, logouts, changes, renewals, tokens that were handed out, probes, tool calls, and what is done
            to stores; failures with their reason; never a secret. A program that takes the kept token again and again is
            noted once in five minutes. Events are kept for 90 days, in the database, which refuses to change or to remove
            them. That guards against mistakes, not against you: whoever may write the file can doctor it.

            Examples:
              mintmark log billing-sync --since 7d
              mintmark log --failed --action login,token
              mintmark log --follow --json | jq 'select(.ok | not)'
            """)

    @Argument(help: "Only this profile's: its name, an older one, or its server.", completion: .profileNames)
    var profile: String?

    @Option(
        name: .long, help: "Only these, separated by commas: login, token, renew, exec …",
        completion: .list(AuditEvent.Action.known.map(\.rawValue)))
    var action: [String] = []

    @Flag(name: .long, help: "Only what failed.")
    var failed = false

    @Option(name: .long, parsing: .unconditional, help: "From then on: 2h, 7d, 2026-11-20, 2026-11-20T09:30:00Z.")
    var since: String?

    @Option(name: .long, parsing: .unconditional, help: "Up to then; a day counts whole.")
    var until: String?

    @Option(
        name: .long, parsing: .unconditional,
        help: "The newest so many; default is 100, and 10 with --follow; 0 for all.")
    var limit: Int?

    @Flag(name: .long, help: "Go on with what comes; with --json one object on each line.")
    var follow = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        var query = try query(at: context.now())
        let services = try await context.services()
        if let profile { try await name(profile, in: &query, services) }
        if follow {
            let printer = TrailPrinter(console: context.console, json: common.json, width: Self.width(context))
            let follower = TrailFollower(
                trail: services.audit, clock: ContinuousClock(), isOver: context.console.outputIsGone)
            try await follower.run(query) { printer.print($0) }
            return 0
        }
        try await show(query, services.audit, context)
        return 0
    }

    private func query(at now: Timestamp) throws -> AuditQuery {
        if follow, until != nil { throw UsageError("--follow and --until exclude each other") }
        if let limit, !(0...1_000_000).contains(limit) { throw UsageError("--limit wants a number from 0 to 1000000") }
        var query = AuditQuery()
        let words = action.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
        query.actions = try Set(words.map { try Self.action(String($0)) })
        query.since = try since.map { try Self.moment($0, "--since", now, .first) }
        query.until = try until.map { try Self.moment($0, "--until", now, .last) }
        if let since = query.since, let until = query.until, since > until {
            throw UsageError("--since is later than --until: nothing lies between them")
        }
        query.onlyFailures = failed
        let limit = limit ?? (follow ? 10 : 100)
        query.limit = limit == 0 ? nil : limit
        return query
    }

    private static func action(_ text: String) throws -> AuditEvent.Action {
        let known = AuditEvent.Action.known
        return try Choice.read(text, "--action", { word in known.first { $0.rawValue == word } }, known.map(\.rawValue))
    }

    private static func moment(
        _ text: String, _ flag: String, _ now: Timestamp, _ end: Moment.End
    ) throws -> Timestamp {
        if let moment = Moment.read(text, before: now, end) { return moment }
        throw UsageError(
            "\(flag) wants a span, a day or a moment", hint: "For example: 2h, 7d, 2026-11-20, 2026-11-20T09:30:00Z")
    }

    /// A name that a profile has, or that the trail knows; else a server.
    private func name(_ text: String, in query: inout AuditQuery, _ services: Services) async throws {
        var known = AuditQuery()
        (known.profileName, known.limit) = (text, 1)
        var record = try await services.profiles.record(named: text)
        if record == nil, try await services.audit.events(known).isEmpty {
            record = try await services.profiles.resolve(text)
        }
        query.profile = record?.id
        query.profileName = record?.profile.name ?? text
    }

    private static func width(_ context: CommandContext) -> Int? {
        context.console.outputIsTerminal ? context.screenSize()?.columns ?? 80 : nil
    }

    private func show(_ query: AuditQuery, _ trail: AuditTrail, _ context: CommandContext) async throws {
        var more = query
        // One more than is shown tells that there are more.
        more.limit = query.limit.map { $0 + 1 }
        var events = try await trail.events(more)
        let isCut = query.limit.map { events.count > $0 } ?? false
        if isCut { events.removeFirst() }
        if common.json {
            context.console.print(JSONValue.array(events.map(JSONOutput.event)).serialized())
        } else if events.isEmpty {
            let isFiltered = profile != nil || failed || !action.isEmpty || since != nil || until != nil
            context.console.note(
                isFiltered ? "No event in the audit trail matches." : "The audit trail is empty: nothing was done yet.")
        } else {
            let table = TrailTable(events, width: Self.width(context), grows: false)
            context.console.out(([table.heading] + events.map(table.line)).map { $0 + "\n" }.joined())
        }
        if isCut { context.console.note("note: these are the newest \(events.count); --limit 0 shows all") }
    }
}

/// Prints batches of events: columns that the first one is measured for, or an object on each line.
private final class TrailPrinter {
    private let console: Console
    private let json: Bool
    private let width: Int?
    private var table: TrailTable?

    init(console: Console, json: Bool, width: Int?) {
        self.console = console
        self.json = json
        self.width = width
    }

    func print(_ events: [AuditEvent]) {
        if json {
            if !events.isEmpty {
                console.out(events.map { JSONOutput.event($0).serialized() + "\n" }.joined())
            }
            return
        }
        if table == nil {
            let table = TrailTable(events, width: width, grows: true)
            self.table = table
            console.print(table.heading)
        }
        if let table, !events.isEmpty { console.out(events.map { table.line($0) + "\n" }.joined()) }
    }
}
