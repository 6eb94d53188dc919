import ArgumentParser
import MintCore
import MintMCP

/// What `mintmark @svc …` is rewritten to.
struct SessionVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "Use a session; typed as mintmark @svc VERB.", shouldDisplay: false,
        subcommands: [ShowSessionVerb.self, ToolsListVerb.self, ToolsCallVerb.self, CloseSessionVerb.self])
}

extension Services {
    /// The session of this name and its profile.
    func session(_ name: String) async throws -> (session: Session, profile: Profile?) {
        guard let session = try await sessions.session(named: name) else {
            let names = try await sessions.sessions().map(\.name)
            let near = nearest(to: name, among: names).map { "Did you mean @\($0)? " } ?? ""
            throw UsageError(
                "There is no session @\(name.plainLine(limit: 60))",
                hint: near + "Make one: mintmark connect SERVER @\(name.plainLine(limit: 60))")
        }
        guard let id = session.profile else { return (session, nil) }
        return (session, try await profiles.record(id)?.profile)
    }

    /// One exchange of a session: opened, used, ended; a revision that changed is remembered.
    func exchange<R: Sendable>(
        _ name: String, stepUp: ProfileTokenSource.StepUp, observe: @escaping @Sendable (Trace.Hop) -> Void,
        _ body: @Sendable (MCPConnection) async throws -> R
    ) async throws -> R {
        let (session, profile) = try await session(name)
        let client = mcp(session.server, profile: profile, stepUp: stepUp, observe: observe)
        let (result, version) = try await withContact(profile) {
            try await client.withConnection(preferring: session.protocolVersion) { connection in
                (try await body(connection), await connection.protocolVersion)
            }
        }
        if version != session.protocolVersion {
            var changed = session
            changed.protocolVersion = version
            try await sessions.save(changed)
        }
        return result
    }
}

struct ShowSessionVerb: Verb {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show what a session stands for.")

    @Argument var name: String
    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let (session, profile) = try await context.services().session(name)
        if common.json {
            context.console.print(
                JSONOutput.object([
                    "session": .string("@\(session.name)"), "server": .string(session.server.text),
                    "profile": profile.map { .string($0.name) } ?? .null,
                    "protocol_version": .string(session.protocolVersion),
                    "created_at": JSONOutput.time(session.createdAt),
                ]).serialized())
        } else {
            let who = profile.map { "as \($0.name) \($0.grant.tag)" } ?? "without a token"
            context.console.print("@\(session.name)  \(session.server), MCP \(session.protocolVersion), \(who)")
        }
        return 0
    }
}

struct CloseSessionVerb: Verb {
    static let configuration = CommandConfiguration(commandName: "close", abstract: "Forget a session.")

    @Argument var name: String
    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let services = try await context.services()
        guard try await services.sessions.close(named: name) else {
            throw UsageError("There is no session @\(name.plainLine(limit: 60))")
        }
        if common.json {
            context.console.print(JSONOutput.object(["closed": .string("@\(name)")]).serialized())
        } else {
            context.console.note("Closed @\(name).")
        }
        return 0
    }
}
