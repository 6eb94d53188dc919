import ArgumentParser
import MintCore
import MintMCP

struct AuditVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Say whether a server is ready for machines, and what to publish if not.",
        discussion: """
            Without --profile nothing but public documents is asked for. With it, the profile's credential gets one token,
            which the server is shown; what it says to a made-up token is looked at, too.
            Exit code 0: ready; 8: ready, with warnings; 2: not ready, also where a certificate does not hold; 3: the server
            cannot be reached; 4: the profile cannot get or use its token; 5: its store is not ready.

            Examples:
              mintmark audit https://mcp.example.com/mcp
              mintmark audit mcp.example.com --profile billing-sync --json
              mintmark audit mcp.example.com --profile billing-sync --other https://other.example.com/mcp
            """)

    @Argument(help: "The MCP server or API: a URL, or a host name.")
    var server: String

    @Option(name: .long, help: "Try a token of this profile as well.", completion: .profileNames)
    var profile: String?

    @Option(name: .long, help: "The issuer to judge, where the server lists several or none.")
    var issuer: String?

    @Option(name: .customLong("ca-file"), help: "PEM file trusted beside the system's roots.", completion: .file())
    var caFile: String?

    @Option(name: .long, help: "A second server, which is shown the profile's token and should refuse it.")
    var other: String?

    @Flag(name: .long, help: "Show the token to the second server without being asked.")
    var yes = false

    @Flag(name: .long, help: "Keep in the profile what was learnt of the audience of assertions.")
    var save = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let url = try Self.url(server)
        let second = try other.map { try Self.url($0) }
        if profile == nil, second != nil || save {
            throw UsageError("--other and --save need a profile", hint: "Name it: --profile NAME")
        }
        let services = try await context.services()
        let record = try await record(services, for: url)
        if let second { try confirm(second, record, context) }
        let console = context.console
        let question = AuditService.Question(
            server: url, issuer: issuer,
            caFile: try caFile.map(SettingsOptions.absolute) ?? record?.profile.settings.caFile, profile: record,
            other: second)
        let result = try await services.noting(.audit, of: record?.profile, named: url.host, in: context) {
            try await services.readiness.audit(question, observe: common.observer(console))
        }
        if let record {
            // Without a profile only public documents are read.
            await services.note(
                .audit, of: record.profile, failure: result.live?.failure,
                detail: second.map { "the token was shown to \($0.hostAndPort), too" }, in: context)
        }
        if common.json {
            console.print(JSONOutput.audit(result, of: url, profile: record?.profile).serialized())
        } else {
            console.out(AuditText(server: url, result: result).lines.map { $0 + "\n" }.joined())
        }
        for notice in result.notices { console.note("note: \(notice)") }
        if save, let record { try await keep(result, record, services, console) }
        let code = result.exitStatus.rawValue
        if let failure = result.live?.failure {
            CommandLineTool(context).report(failure, json: common.json, code: code)
        }
        return code
    }

    private static func url(_ text: String) throws -> HTTPURL {
        guard let url = ResourceIdentifier.canonical(text) else {
            throw UsageError(
                "\(text.plainAddress(limit: 100)) is no server address",
                hint: "For example: https://mcp.example.com/mcp, or mcp.example.com")
        }
        return url
    }

    private func record(_ services: Services, for url: HTTPURL) async throws -> ProfileRecord? {
        guard let profile else { return nil }
        let record = try await services.profiles.resolve(profile)
        let own = record.profile
        guard own.server.text == url.text else {
            throw UsageError(
                "\(own.name.plainLine(limit: 60)) is a profile for \(own.server), not for \(url)",
                hint: "mintmark audit \(own.server) --profile \(own.name.plainLine(limit: 60))")
        }
        if let issuer, let bound = own.issuer, issuer != bound {
            throw UsageError(
                "\(own.name.plainLine(limit: 60)) is bound to \(bound.plainLine(limit: 160))",
                hint: "Leave --issuer away, or audit without --profile.")
        }
        return record
    }

    /// The token is worth a question: a server that should refuse it may keep it.
    private func confirm(_ second: HTTPURL, _ record: ProfileRecord?, _ context: CommandContext) throws {
        guard let record else { return }
        guard second.text != record.profile.server.text else {
            throw UsageError("--other wants another server than the profile's own")
        }
        if yes { return }
        let name = record.profile.name.plainLine(limit: 60)
        let refusal = Failure(
            headline: "The token of \(name) was not shown to \(second)",
            hint: "Its operator could use it until it expires. If that is right, add: --yes")
        guard common.mayAsk(context.console) else { throw refusal }
        context.console.note("\(second) is shown a token of \(name), which its operator could use until it expires.")
        guard context.console.ask("Go on? [y/N] ")?.lowercased().hasPrefix("y") == true else { throw refusal }
    }

    /// Only what a trial has shown (AU-28).
    private func keep(
        _ result: AuditResult, _ record: ProfileRecord, _ services: Services, _ console: Console
    ) async throws {
        let isAccepted = result.report.findings.contains { $0.id == "AU-28" && $0.outcome == .passed }
        guard isAccepted, record.profile.settings.assertionAudience != .issuer else {
            return console.note("note: nothing was learnt that the profile does not have already")
        }
        var profile = record.profile
        profile.settings.assertionAudience = .issuer
        try await services.profiles.update(profile)
        console.note("Changed \(profile.name): its assertions go to the issuer from now on.")
    }
}
