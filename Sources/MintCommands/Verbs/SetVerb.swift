import ArgumentParser
import MintCore

struct SetVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change a profile's settings; its credential and its server stay.",
        discussion: """
            An empty value takes a setting back: --audience ""
            To change the issuer or the client, log in again; `migrate-store` moves to another store. --accept-drift takes over
            what the last look at the metadata found (`mintmark probe` looks): also a token endpoint that the profile's own
            issuer moved, to which nothing is sent before the next token request.

            Examples:
              mintmark set billing-sync --assertion-audience endpoint
              mintmark set billing-sync --secret-expires 2027-01-31
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

    @Flag(
        name: .customLong("accept-drift"),
        help: "Take what changed in the published metadata as right; a token endpoint that moved is used.")
    var acceptDrift = false

    @Option(
        name: .customLong("secret-expires"),
        help: "When the client secret or key ends: a day (2027-01-31), a span (90d), or never, whatever its age.")
    var secretExpires: String?

    @OptionGroup(title: "What servers differ in") var settings: SettingsOptions
    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let services = try await context.services()
        // What was named wrongly changes nothing of the rest.
        let end = try secretExpires.map { try SecretExpiry.read($0, at: context.now()) }
        let found = try await services.profiles.resolve(self.profile)
        // A renewal under way must not bring back a token that was asked for as it was before.
        let leases = try await services.locks.acquire(found.id, becoming: try changed(found), in: services.profiles)
        defer { for lease in leases { lease.release() } }
        if let end { try await note(end, of: try await existing(found, services), services) }
        if keepIssuer { try await keep(try await existing(found, services), services) }
        let looked = (keepIssuer ? ["keep-issuer"] : []) + (end == nil ? [] : ["secret-expires"])
        if !looked.isEmpty {
            await services.note(.set, of: found.profile, detail: looked.joined(separator: ", "), in: context)
        }
        let accepted = acceptDrift ? try await accept(found, services, context) : nil
        let record = try await existing(found, services)
        let profile = try changed(record)
        let isDone = !looked.isEmpty || accepted != nil
        if profile == record.profile, isDone {
            try await confirm(record, accepted, services, context)
            return 0
        }
        guard profile != record.profile else {
            throw UsageError("Nothing to change was named", hint: "`mintmark help set` lists what can be set.")
        }
        let named = Self.changes(from: record.profile, to: profile)
        let changes = named.joined(separator: ", ")
        try await services.noting(.set, of: profile, detail: changes, in: context) {
            try await services.profiles.update(profile)
        }
        await services.note(.set, of: profile, detail: changes, in: context)
        if settings.noResource { context.console.note("warning: \(ProfileSettings.withoutResource)") }
        // A token that was asked for otherwise is not handed out for this profile any more (LC-9).
        // A pasted one is nobody's copy: it stays.
        if profile.grant != .static, LockKey(profile) != LockKey(record.profile), let token = record.token {
            try await services.profiles.dropToken(generation: token.generation, of: profile.id)
        }
        if common.json || isDone { try await confirm(record, accepted, services, context) }
        // What is known of a credential's end, and what makes the next one, changes no token.
        if !common.json, !Set(named).isSubset(of: ["exempt_from_max_age", "rotation_command"]) {
            context.console.note(
                "Changed \(profile.name). It counts from the next token: mintmark token \(profile.name) --force-new")
        }
        return 0
    }

    /// The profile as it is asked to become.
    private func changed(_ record: ProfileRecord) throws -> Profile {
        var profile = record.profile
        if let secretExpires { profile.settings.isExemptFromMaxAge = secretExpires == "never" }
        if noParameters { profile.settings.parameters = [] }
        if resource { profile.settings.sendsResource = true }
        profile.settings = try settings.applied(to: profile.settings)
        if let scope {
            profile.requestedScopes = Scopes.split(scope)
            if let bad = profile.requestedScopes.first(where: { !Scopes.isToken($0) }) {
                throw LoginError.badScope(bad)
            }
        }
        guard let authMethod else { return profile }
        let method = try Choice.read(
            authMethod, "--auth-method", ClientAuthentication.init(argument:),
            ClientAuthentication.allCases.map(\.rawValue))
        guard let kind = record.credential?.kind else {
            throw UsageError(
                "\(profile.name.plainLine(limit: 60)) has no client credential to send",
                hint: profile.filling("Log in again to give it one: mintmark login SERVER --profile NAME …"))
        }
        profile.clientAuthentication =
            try AuthenticationChoice.choose(for: kind, asked: method, metadata: nil).method
        return profile
    }
}

extension SetVerb {
    private func note(_ end: SecretEnd, of record: ProfileRecord, _ services: Services) async throws {
        guard let credential = record.credential else {
            throw UsageError(
                "\(record.profile.name.plainLine(limit: 60)) has no client credential that could end",
                hint: record.profile.grant == .static
                    ? "A pasted token's end is named at its login: --token-expires" : nil)
        }
        let moment: Timestamp? = if case .at(let end) = end { end } else { nil }
        try await services.profiles.noteCredentialEnd(moment, generation: credential.generation, of: record.id)
    }

    /// For as long as the server names the same other issuer; a third one asks again.
    private func keep(_ record: ProfileRecord, _ services: Services) async throws {
        guard var hold = record.bonds.hold else { return }
        hold.isAccepted = true
        try await services.profiles.setHold(hold, of: record.id)
    }

    /// The names of what changes, never a value: a further parameter may hold anything.
    static func changes(from old: Profile, to new: Profile) -> [String] {
        func members(_ profile: Profile) -> [String: JSONValue] {
            let details = JSONOutput.details(ProfileRecord(profile: profile), at: profile.createdAt)
            var members = details.members?["settings"]?.members ?? [:]
            for name in ["requested_scopes", "client_authentication"] { members[name] = details.members?[name] }
            return members
        }
        let before = members(old), after = members(new)
        return after.keys.filter { before[$0] != after[$0] }.sorted()
    }

    /// What an operator looked at and found right.
    private func confirm(
        _ record: ProfileRecord, _ accepted: DriftAcceptance.Outcome?, _ services: Services, _ context: CommandContext
    ) async throws {
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
        if secretExpires != nil {
            context.console.note(SecretExpiry.words(try await services.profiles.record(record.id) ?? record))
        }
        for line in accepted?.lines(of: record) ?? [] { context.console.note(line) }
    }

    private func existing(_ found: ProfileRecord, _ services: Services) async throws -> ProfileRecord {
        guard let record = try await services.profiles.record(found.id) else {
            throw StateError.noSuchProfile(found.profile.name)
        }
        return record
    }

    /// Before the other settings, so that they are set on the profile as it is then.
    private func accept(
        _ found: ProfileRecord, _ services: Services, _ context: CommandContext
    ) async throws -> DriftAcceptance.Outcome {
        let record = try await existing(found, services)
        let outcome = try await services.noting(.set, of: record.profile, detail: "accept-drift", in: context) {
            try await services.driftAcceptance.accept(record)
        }
        await services.note(.set, of: record.profile, detail: outcome.detail, in: context)
        return outcome
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
        let detail = "was \(old)"
        try await services.noting(.rename, of: record.profile, detail: detail, in: context) {
            try await services.profiles.update(record.profile)
        }
        await services.note(.rename, of: record.profile, detail: detail, in: context)
        if common.json {
            context.console.print(JSONOutput.details(record, at: context.now()).serialized())
        } else {
            context.console.note("Renamed \(old) to \(newName).")
        }
        return 0
    }
}
