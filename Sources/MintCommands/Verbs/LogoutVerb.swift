import ArgumentParser
import MintCore

struct LogoutVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Forget a profile and remove its secrets from the store.",
        discussion: """
            Tokens are revoked first where the server offers that; what could not be revoked is told, and stays valid until
            it expires. The client stays registered at its server.
            """)

    @Argument(help: "The profile's name, or its server.", completion: .profileNames)
    var profile: String

    @Flag(name: .long, help: "Do not ask.")
    var yes = false

    @Flag(name: .customLong("no-revoke"), help: "Do not ask the server to revoke the tokens.")
    var noRevoke = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let services = try await context.services()
        let record = try await services.profiles.resolve(profile)
        let sessions = try await services.sessions.sessions().filter { $0.profile == record.id }.map { "@\($0.name)" }
        if !yes, context.console.inputIsTerminal, common.noInput {
            throw UsageError(
                "Nothing was removed: nobody could be asked", hint: "Add --yes to go on without a question.")
        }
        if !yes, common.mayAsk(context.console) {
            if !sessions.isEmpty { context.console.note("These sessions use it: \(sessions.joined(separator: " "))") }
            let answer = context.console.ask("Forget \(record.profile.name) and remove its secrets? [y/N] ")
            guard answer?.lowercased().hasPrefix("y") == true else {
                throw Failure(headline: "Nothing was removed", exitStatus: .interrupted)
            }
        }
        let outcome = try await services.noting(.logout, of: record.profile, in: context) {
            try await services.logout.logOut(record, revokes: !noRevoke, observe: common.observer(context.console))
        }
        await note(outcome, record.profile, services, context)
        // A session that had a token is not left to go on without one.
        for name in sessions { _ = try await services.sessions.close(named: String(name.dropFirst())) }
        report(record, outcome, sessions, context.console)
        guard let first = outcome.leftInStore.first else { return 0 }
        throw Failure(
            headline:
                "The profile is gone, but \(outcome.leftInStore.count) of its secrets are still in the store: \(first.headline)",
            hint: "They are removed by the next login or renewal in that store, once it is ready.", exitStatus: .store)
    }

    private func note(
        _ outcome: LogoutService.Outcome, _ profile: Profile, _ services: Services, _ context: CommandContext
    ) async {
        for kind in outcome.revoked {
            await services.note(.revoke, of: profile, detail: kind.words, in: context)
        }
        for item in outcome.notRevoked {
            await services.note(.revoke, of: profile, failure: item.why, detail: item.kind.words, in: context)
        }
        let left = outcome.leftInStore
        await services.note(
            .logout, of: profile, failure: left.first,
            detail: left.isEmpty ? nil : "\(left.count) secrets left in the store", in: context)
    }

    private func report(
        _ record: ProfileRecord, _ outcome: LogoutService.Outcome, _ sessions: [String], _ console: Console
    ) {
        if common.json {
            let left = outcome.notRevoked.map { item -> JSONValue in
                ["kind": .string(item.kind.rawValue), "reason": .string(item.why.headline)]
            }
            let members: [String: JSONValue] = [
                "name": .string(record.profile.name), "removed": .bool(outcome.leftInStore.isEmpty),
                "revoked": .array(outcome.revoked.map { .string($0.rawValue) }), "not_revoked": .array(left),
            ]
            console.print(JSONOutput.object(members).serialized())
        } else {
            let revoked = outcome.revoked.map(\.words).joined(separator: " and ")
            console.note(
                "Logged out of \(record.profile.name)." + (revoked.isEmpty ? "" : " Revoked: \(revoked)."))
        }
        for item in outcome.notRevoked {
            let end = item.kind == .accessToken ? record.token?.expiresAt.map { " until \($0.utcText)" } ?? "" : ""
            console.note("note: the \(item.kind.words) may stay valid\(end): \(item.why.headline)")
        }
        if !sessions.isEmpty {
            console.note("note: closed the sessions that used it: \(sessions.joined(separator: " "))")
        }
    }
}
