import ArgumentParser
import MintCore

struct CheckVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say what is due: credentials and logins that end, holds, refusals. Touches no secret.",
        discussion: """
            One line for each profile that somebody has to see to: when, what and why, and the command to run. Ends are what
            a server or an operator stated; policy.secret-max-age and policy.key-max-age of the configuration file make old
            credentials due. Access tokens that renew themselves are not looked at; `renew` sees to them.

            Exit code: 0 nothing is due, 8 something is.
            With --nagios one line with performance data, and the exit codes of a Nagios plugin: 0 OK, 1 WARNING (due),
            2 CRITICAL (over, refused, or inside --critical), 3 UNKNOWN (it could not be looked at).

            Examples:
              mintmark check
              mintmark check billing-sync --warn 30d --json
              mintmark check --nagios --warn 14d --critical 3d
            """)

    @Argument(help: "Profiles by name; default is all.", completion: .profileNames)
    var names: [String] = []

    @Option(name: .long, help: "How long before its end something is due: 14d; default is policy.warn, else 14d.")
    var warn: String?

    @Option(name: .long, help: "How long before a stated end it is critical: 3d; default is when it is over.")
    var critical: String?

    @Flag(name: .long, help: "One line and the exit codes of a Nagios plugin.")
    var nagios = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        guard nagios else { return try await plainly(context) }
        do {
            if common.json { throw UsageError("--nagios and --json exclude each other") }
            let (report, policy) = try await look(context)
            let text = NagiosText(
                report: report, warn: policy.warn, critical: try seconds(critical) ?? 0, now: context.now())
            context.console.print(text.line)
            return text.code
        } catch {
            // A monitor reads stdout, and 1 would say WARNING to it.
            let failure = context.failure(error)
            context.console.print(NagiosText.unknown(failure))
            return NagiosText.unknownCode
        }
    }

    private func plainly(_ context: CommandContext) async throws -> Int32 {
        let (report, policy) = try await look(context), now = context.now()
        if common.json {
            context.console.print(JSONOutput.due(report, warn: policy.warn).serialized())
        } else if report.due.isEmpty {
            let profiles = report.checked == 1 ? "1 profile" : "\(report.checked) profiles"
            context.console.note("Nothing is due within \(TimeSpan.text(policy.warn)): \(profiles).")
        } else {
            context.console.out(DueText.table(report, at: now).lines.joined(separator: "\n") + "\n")
        }
        return (report.due.isEmpty ? ExitStatus.ok : .attention).rawValue
    }

    private func look(_ context: CommandContext) async throws -> (DueReport, DuePolicy) {
        var policy = try context.configurationFile.configuration().policy
        if let seconds = try seconds(warn, "--warn") { policy.warn = seconds }
        let critical = try seconds(critical, "--critical") ?? 0
        let services = try await context.services()
        var records: [ProfileRecord] = []
        if names.isEmpty {
            records = try await services.profiles.records()
        } else {
            for name in names {
                let record = try await services.profiles.resolve(name)
                if !records.contains(where: { $0.id == record.id }) { records.append(record) }
            }
        }
        return (DueReport(records, policy: policy, critical: critical, at: context.now()), policy)
    }

    private func seconds(_ text: String?, _ flag: String = "") throws -> Int? {
        try text.map { text in
            guard let seconds = TimeSpan.seconds(text) else {
                throw UsageError("\(flag) wants a span of time", hint: "For example: 12h, 14d")
            }
            return seconds
        }
    }
}
