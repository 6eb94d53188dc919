import ArgumentParser
import MintCore
import MintMCP

struct ConnectVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "connect", abstract: "Try an MCP server and give the connection a name, @svc.",
        discussion: """
            A session is a name, not a process: each later command opens and ends its own exchange.

            Examples:
              mintmark connect mcp.example.com @svc
              mintmark connect https://mcp.example.com/mcp @jobs --profile billing-sync
              mintmark @jobs tools-list
            """)

    @Argument(help: "The MCP server: a URL, or a host name.")
    var server: String

    @Argument(help: "The session's name, with an @.")
    var session: String

    @Option(
        name: .long, help: "Whose tokens to use; default is the only profile of this server.", completion: .profileNames
    )
    var profile: String?

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let name = try Self.name(session)
        guard let url = ResourceIdentifier.canonical(server) else {
            throw UsageError(
                "\"\(server.plainAddress())\" is no server address", hint: "Give a host name or an http(s) URL.")
        }
        let services = try await context.services()
        let record = try await chosen(url, services)
        context.subject.become(record?.profile)
        let client = services.mcp(
            url, profile: record?.profile, stepUp: context.stepUp(services, mayAsk: common.mayAsk(context.console)),
            observe: common.observer(context.console))
        let found = try await named(url) {
            try await services.withContact(record?.profile) {
                try await client.withConnection { connection in
                    // A modern server is not asked anything by connecting alone: the list proves that the token works.
                    let tools = try await connection.listTools().tools.count
                    return (server: await connection.server, tools: tools)
                }
            }
        }
        try await services.sessions.save(
            Session(
                name: name, server: url, profile: record?.id, protocolVersion: found.server.protocolVersion,
                createdAt: context.now()))
        report(name, found.server, tools: found.tools, record, context)
        return 0
    }

    /// The advice to log in first names the server that was typed.
    private func named<R>(_ server: HTTPURL, _ body: () async throws -> R) async throws -> R {
        do { return try await body() } catch let error as MCPError {
            guard case .unauthorized(_, _, hadToken: false) = error else { throw error }
            var failure = Failure(error)
            failure.hint = failure.hint?.replacing("login SERVER", with: "login \(server.text.shellArgument)")
            throw failure
        }
    }

    static func name(_ text: String) throws -> String {
        let name = text.hasPrefix("@") ? String(text.dropFirst()) : text
        let isSound =
            !name.isEmpty && name.count <= 64 && name.unicodeScalars.allSatisfy { $0.isSafeToShow && $0 != " " }
        guard text.hasPrefix("@"), isSound, !name.hasPrefix("-") else {
            throw UsageError("A session's name is an @ and a word", hint: "For example: @svc")
        }
        return name
    }

    /// The named profile, or the only one of this server; `nil` for a server without any.
    private func chosen(_ url: HTTPURL, _ services: Services) async throws -> ProfileRecord? {
        if let profile {
            let record = try await services.profiles.resolve(profile)
            guard ResourceIdentifier.covers(record.profile.resource, server: url) || record.profile.server == url else {
                throw UsageError(
                    "\(record.profile.name) is for \(record.profile.server), not for \(url)",
                    hint: "A token is sent to its own server only (RFC 8707).")
            }
            return record
        }
        let all = try await services.profiles.records()
        return all.contains { $0.profile.server.text == url.text } ? try await services.profiles.resolve(url.text) : nil
    }

    private func report(
        _ name: String, _ server: ServerDescription, tools: Int, _ record: ProfileRecord?, _ context: CommandContext
    ) {
        if common.json {
            let members: [String: JSONValue] = [
                "session": .string("@\(name)"), "protocol_version": .string(server.protocolVersion),
                "server_name": server.name.map { .string($0) } ?? .null,
                "server_version": server.version.map { .string($0) } ?? .null,
                "profile": record.map { .string($0.profile.name) } ?? .null, "tools": .int(Int64(tools)),
                "advertises_client_credentials": .bool(server.advertisesClientCredentials),
            ]
            context.console.print(JSONOutput.object(members).serialized())
        } else {
            let label = [server.name, server.version].compactMap { $0?.plainLine(limit: 60) }.joined(separator: " ")
            let who = record.map { "as \($0.profile.name) \($0.profile.grant.tag)" } ?? "without a token"
            context.console.print(
                "@\(name)  \(label.isEmpty ? "MCP server" : label), MCP \(server.protocolVersion), \(tools) tools, \(who)"
            )
            context.console.note("Try: mintmark @\(name) tools-list")
        }
    }
}
