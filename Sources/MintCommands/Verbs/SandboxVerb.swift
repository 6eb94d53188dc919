import ArgumentParser
import MintCore

struct SandboxVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Run a practice authorization server and MCP server on this machine until stopped.",
        discussion: """
            GET  control/log      the requests so far
            POST control/fault    {"path","status","delay_ms","count"} misbehaves that often
            POST control/client   {"client_id","client_secrets":[…] | "jwks":{…}} replaces a client's secrets or keys
            """)

    @Option(name: .long, help: "The port to listen on; default is any that is free.")
    var port: Int?

    @Option(name: .customLong("token-lifetime"), help: "How many seconds tokens live.")
    var tokenLifetime: Int?

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        if let port, !(1...65_535).contains(port) { throw UsageError("--port wants a number from 1 to 65535") }
        if let tokenLifetime, !(1...86_400).contains(tokenLifetime) {
            throw UsageError("--token-lifetime wants seconds, from 1 to 86400")
        }
        let console = context.console
        let isJSON = common.json
        let request = SandboxRequest(port: port, tokenLifetime: tokenLifetime)
        try await context.sandbox(request) { facts in
            console.print(isJSON ? facts.line : Self.words(facts))
        }
        return 0
    }

    private static func words(_ facts: SandboxFacts) -> String {
        var lines = ["issuer   \(facts.issuer)", "mcp      \(facts.mcp)", "control  \(facts.control)", "", "clients"]
        for client in facts.clients {
            let proof = client.secret.map { "secret \($0)" } ?? client.keyFile.map { "key \($0)" } ?? ""
            lines.append("  \(client.id)  \(client.method)  \(proof)")
        }
        if let client = facts.clients.first(where: { $0.secret != nil }), let secret = client.secret {
            lines += [
                "", "Try:",
                "  printf %s '\(secret)' | mintmark login \(facts.mcp) --client-id \(client.id) --client-secret-stdin",
            ]
        }
        return (lines + ["", "ctrl-c stops it."]).joined(separator: "\n")
    }
}
