import ArgumentParser
import MintCore

struct MetricsVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Print what is known of the profiles as Prometheus metrics. Touches no secret.",
        discussion: """
            --output writes the file whole or not at all, readable for all, for node_exporter's textfile collector, which reads
            the files whose names end in .prom.

            Examples:
              mintmark metrics
              mintmark metrics --output /var/lib/prometheus/node-exporter/mintmark.prom
            """)

    @Option(name: [.long, .customShort("o")], help: "The file to write; default is stdout.", completion: .file())
    var output: String?

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        if common.json {
            throw UsageError(
                "metrics has a form of its own", hint: "For JSON: mintmark list --json, mintmark check --json")
        }
        let policy = try context.configurationFile.configuration().policy
        let profiles = try await context.services().profiles
        let records = try await profiles.records()
        let metrics = ProfileMetrics(
            records, issued: try await profiles.issuedTotals(), policy: policy, at: context.now(),
            version: context.version)
        guard let output else {
            context.console.out(metrics.text)
            return 0
        }
        try PublicFile.write(Array(metrics.text.utf8), to: output)
        return 0
    }
}
