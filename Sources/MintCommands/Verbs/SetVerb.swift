import ArgumentParser
import MintCore

struct SetVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change a profile's settings; its credential and its server stay.",
        discussion: """
            An empty value takes a setting back: --audience ""
            To change the issuer, the token endpoint or the client, log in again; `migrate-store` moves to another store.

            Examples:
              mintmark set billing-sync --assertion-audience endpoint
              mintmark set search-worker --scope "tools:read tools:call" --keep-warm always
            """)

    @Argument(help: "The profile's name.", completion: .profileNames)
    var profile: String

    @Option(name: .long, help: "Scopes to ask for from now on, separated by spaces.")
    var scope: String?

    @Option(name: .customLong("auth-method"), help: "client_secret_basic or client_secret_post.")
    var authMethod: String?

    @Flag(name: .customLong("resource"), help: "Send `resource` again.")
    var resource = false

    @Flag(name: .customLong("no-params"), help: "Drop the further fields of token requests.")
    var noParameters = false

    @Flag(
        name: .customLong("keep-issuer"),
        help: "Go on with the issuer that the profile is bound to, although the server names another.")
    var keepIssuer = false

    @Flag(name: .customLong("accept-drift"), help: "Take what the server publishes now as right.")
    var acceptDrift = false

    @OptionGroup(title: "What servers differ in") var settings: SettingsOptions
    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let services = try await context.services()
        let record = try await services.profiles.resolve(self.profile)
        var profile = record.profile
        if noParameters { profile.settings.parameters = [] }
        if resource { profile.settings.sendsResource = true }
        profile.settings = try settings.applied(to: profile.settings)
        if let scope {
            profile.requestedScopes = Scopes.split(scope)
            if let bad = profile.requestedScopes.first(where: { !Scopes.isToken($0) }) {
                throw LoginError.badScope(bad)
            }
        }
        if let authMethod {
            let method = try Choice.read(
                authMethod, "--auth-method", ClientAuthentication.init(argument:),
                ClientAuthentication.allCases.map(\.rawValue))
            guard let kind = record.credential?.kind else {
                throw UsageError(
                    "\(profile.name.plainLine(limit: 60)) has no client credential to send",
                    hint: "Log in again to give it one: mintmark login SERVER --profile NAME …")
            }
            profile.clientAuthentication =
                try AuthenticationChoice.choose(for: kind, asked: method, metadata: nil).method
        }
        if keepIssuer { try await services.profiles.setHold(nil, of: record.id) }
        if acceptDrift, let kept = try await services.discoveries.discovery(of: record.id) {
            try await services.discoveries.keepDiscovery(kept.accepted, of: record.id)
        }
        if profile == record.profile, keepIssuer || acceptDrift {
            try await confirm(record, services, context)
            return 0
        }
        guard profile != record.profile else {
            throw UsageError("Nothing to change was named", hint: "`mintmark help set` lists what can be set.")
        }
        try await services.profiles.update(profile)
        // A token that was asked for otherwise is not handed out for this profile any more (LC-9).
        // A pasted one is nobody's copy: it stays.
        if profile.grant != .static, LockKey(profile) != LockKey(record.profile), let token = record.token {
            try await services.profiles.dropToken(generation: token.generation, of: profile.id)
        }
        if common.json {
            var changed = record
            changed.profile = profile
            context.console.print(JSONOutput.details(changed, at: context.now()).serialized())
        } else {
            context.console.note(
                "Changed \(profile.name). It counts from the next token: mintmark token \(profile.name) --force-new")
        }
        return 0
    }
}

extension SetVerb {
    /// What an operator looked at and found right.
    private func confirm(_ record: ProfileRecord, _ services: Services, _ context: CommandContext) async throws {
        let name = record.profile.name
        if common.json {
            let changed = try await services.profiles.record(record.id) ?? record
            context.console.print(JSONOutput.details(changed, at: context.now()).serialized())
            return
        }
        if keepIssuer {
            context.console.note(
                "\(name) goes on with \(record.profile.issuer?.plainLine() ?? "its pinned endpoint").")
        }
        if acceptDrift { context.console.note("\(name): what is published now is taken as right.") }
    }
}

struct RenameVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Give a profile another name; sessions and secrets stay with it.")

    @Argument(help: "The profile's name.", completion: .profileNames)
    var profile: String

    @Argument(help: "Its new name.")
    var newName: String

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        try LoginError.checkName(newName)
        let services = try await context.services()
        var record = try await services.profiles.resolve(profile)
        let old = record.profile.name
        record.profile.name = newName
        try await services.profiles.update(record.profile)
        if common.json {
            context.console.print(JSONOutput.details(record, at: context.now()).serialized())
        } else {
            context.console.note("Renamed \(old) to \(newName).")
        }
        return 0
    }
}
