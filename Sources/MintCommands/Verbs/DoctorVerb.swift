import ArgumentParser
import MintCore

struct DoctorVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look at this host and say what is wrong and what to do about it.",
        discussion: """
            Looks at the stores, D-Bus, the database, permissions and disks, credentials that are old or weak, the clock,
            certificates and proxies, locale, terminal and process. Changes nothing and asks for no password; credentials
            are read from the stores that are ready, to judge their length and age, and are not shown.

            Exit code: 0 all well, 8 attention, 5 a store that profiles use is not ready.
            """)

    @Flag(name: .long, help: "Ask the profiles' authorization servers for the time.")
    var online = false

    @Flag(name: .customLong("no-secrets"), help: "Read no credential from any store.")
    var noSecrets = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let facts = await context.host(HostRequest(readsSecrets: !noSecrets, asksHosts: online))
        try Task.checkCancellation()
        let report = DoctorReport(facts)
        if common.json {
            context.console.print(JSONOutput.doctor(report).serialized())
        } else {
            context.console.out(
                DoctorText(report: report, isForTerminal: context.console.outputIsTerminal).lines.joined(
                    separator: "\n") + "\n")
        }
        return report.exitStatus.rawValue
    }
}
