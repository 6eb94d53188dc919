import ArgumentParser
import MintCore

struct LogoutVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Forget a profile and remove its secrets from the store.",
        discussion: "The client stays registered at its server, and a token that is out stays valid until it expires.")

    @Argument(help: "The profile's name, or its server.", completion: .profileNames)
    var profile: String

    @Flag(name: .long, help: "Do not ask.")
    var yes = false

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
        let left = try await services.logout.logOut(record)
        // A session that had a token is not left to go on without one.
        for name in sessions { _ = try await services.sessions.close(named: String(name.dropFirst())) }
        if common.json {
            context.console.print(
                JSONOutput.object(["name": .string(record.profile.name), "removed": .bool(left.isEmpty)]).serialized())
        } else {
            context.console.note("Logged out of \(record.profile.name).")
        }
        if !sessions.isEmpty {
            context.console.note("note: closed the sessions that used it: \(sessions.joined(separator: " "))")
        }
        guard let first = left.first else { return 0 }
        throw Failure(
            headline: "The profile is gone, but \(left.count) of its secrets are still in the store: \(first.headline)",
            hint: "They are removed by the next login or renewal in that store, once it is ready.", exitStatus: .store)
    }
}
