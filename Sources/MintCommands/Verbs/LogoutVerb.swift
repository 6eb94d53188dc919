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
        let sessions = try await services.sessions(of: record.id)
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
        let forgotten = try await forget(record, services, context)
        report(forgotten, context.console)
        guard let left = forgotten.leftInStore else { return 0 }
        throw Failure(
            headline: "The profile is gone, but \(left)",
            hint: "They are removed by the next login or renewal in that store, once it is ready.", exitStatus: .store)
    }

    private func forget(
        _ record: ProfileRecord, _ services: Services, _ context: CommandContext
    ) async throws -> Forgotten {
        do {
            return try await services.forget(
                record, revokes: !noRevoke, observe: common.observer(context.console), warn: context.warn)
        } catch let error as KeyringError {
            var failure = Failure(error)
            let name = record.profile.name.shellArgument
            failure.headline = "Nothing was removed: \(failure.headline)"
            failure.hint = [
                failure.hint, "To forget it all the same, unrevoked: mintmark logout \(name) --no-revoke",
            ].compactMap(\.self).joined(separator: "\n")
            throw failure
        }
    }

    private func report(_ forgotten: Forgotten, _ console: Console) {
        let name = forgotten.record.profile.name, outcome = forgotten.outcome
        if common.json {
            let left = outcome.notRevoked.map { item -> JSONValue in
                ["kind": .string(item.kind.rawValue), "reason": .string(item.why.headline)]
            }
            let members: [String: JSONValue] = [
                "name": .string(name), "removed": .bool(outcome.leftInStore.isEmpty),
                "revoked": .array(outcome.revoked.map { .string($0.rawValue) }), "not_revoked": .array(left),
            ]
            console.print(JSONOutput.object(members).serialized())
        } else {
            console.note("Logged out of \(name)." + (forgotten.revokedWords.map { " Revoked: \($0)." } ?? ""))
        }
        for words in forgotten.stillValid { console.note("note: \(words)") }
        if !forgotten.sessions.isEmpty {
            console.note("note: closed the sessions that used it: \(forgotten.sessions.joined(separator: " "))")
        }
    }
}
